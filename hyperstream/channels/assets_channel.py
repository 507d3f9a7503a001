"""Assets: streams that change rarely and are set by hand, such as device lists and calibrations."""

from __future__ import annotations

from typing import Any

from ..stores.ledger.model import Ledger
from ..stores.streams import Busy, Claimed, ComputeRequest, Pending
from ..stream.database_stream import AssetStream, refuse_gap
from ..stream.incoming import to_batch
from ..stream.named_stream import refuse_sandbox
from ..stream.ports import StreamRef
from ..stream.stream import Stream
from ..stream.stream_id import get_stream_id
from ..time_interval.spans import union
from ..utils.errors import ArgumentTypeError, ArgumentValueError
from .database_channel import DatabaseChannel


class AssetsChannel(DatabaseChannel):
    """A database channel whose streams have at most one computed interval."""

    stream_class: type[Stream] = AssetStream

    def write_to_stream(self, stream_id: Any, data: Any, sandbox: None = None) -> None:
        """Store a `StreamInstance`, or an iterable of them, in a stream that exists.

        Computed intervals stay as they are; read an asset with a window up to now.

        Raises:
            StreamNotFoundError: (a `LookupError`) There is no such stream.
            ArgumentValueError: (a `ValueError`) The data is neither.
        """
        refuse_sandbox(sandbox)
        wanted = get_stream_id(stream_id)
        stream = self.get_or_create_stream(wanted, try_create=False)
        if stream is None:
            raise self._not_found(wanted)
        try:
            batch = to_batch(data)
        except ArgumentTypeError as error:
            raise ArgumentValueError(error.message, data=data) from error
        self.write(stream, batch)

    def pending(
        self, stream: StreamRef, a: int, b: int, request: ComputeRequest, ledger: Ledger | None = None
    ) -> tuple[Pending, ...]:
        """What of ``(a, b]`` the request would compute, each with its reason.

        Raises:
            ArgumentValueError: (a `ValueError`) The asset would end with two computed intervals.
        """
        refuse_gap(stream.stream_id, union(self.computed(stream), ((a, b),)))
        return super().pending(stream, a, b, request, ledger)

    def claim(self, stream: StreamRef, a: int, b: int, request: ComputeRequest) -> Claimed | Busy | None:
        """The right to compute ``(a, b]`` or its free remainder, or who has it.

        Raises:
            ArgumentValueError: (a `ValueError`) The asset would end with two computed intervals.
        """
        refuse_gap(stream.stream_id, union(self.computed(stream), ((a, b),)))
        return super().claim(stream, a, b, request)
