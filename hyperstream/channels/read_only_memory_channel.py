"""A channel whose streams are found, not made: files, modules, tools."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NoReturn

from ..stream.ports import StreamRef
from ..stream.stream import Stream
from ..stream.stream_id import StreamId
from ..time_interval.spans import Spans
from ..utils.clock import Clock
from ..utils.errors import ReadOnlyChannelError
from ..utils.time_utils import MIN_DATE, utcnow
from .base_channel import MIN_MS, BaseChannel


class ReadOnlyMemoryChannel(BaseChannel):
    """A channel that only reads. Sub-classes give `update_streams` and `get_results`.

    All its streams count as computed from the beginning of time to ``up_to_timestamp``.

    Args:
        channel_id: Short name.
        up_to_timestamp: Look for what is there up to this instant at once; `MIN_DATE`: look later
            (`update`); None: up to now.
        clock: What "now" means here.
    """

    def __init__(
        self, channel_id: str, up_to_timestamp: datetime | None = MIN_DATE, *, clock: Clock = utcnow
    ) -> None:
        super().__init__(channel_id, can_calc=False, can_create=False, clock=clock)
        self._state: Spans = ()
        if up_to_timestamp is None:
            up_to_timestamp = clock()
        if up_to_timestamp > MIN_DATE:
            self.update(up_to_timestamp)

    def update(self, up_to_timestamp: datetime) -> None:
        """Look for what is there up to this instant."""
        self.update_streams(up_to_timestamp)
        self.update_state(up_to_timestamp)

    def update_state(self, up_to_timestamp: datetime) -> None:
        """Every stream counts as computed up to this instant."""
        self.up_to_timestamp = up_to_timestamp
        self._state = ((MIN_MS, self.up_to_ms),) if self.up_to_ms > MIN_MS else ()

    def computed(self, stream: StreamRef) -> Spans:
        """All time up to ``up_to_timestamp``, unless declared otherwise."""
        return self._declared.get(stream.key, self._state)

    def create_stream(self, stream_id: StreamId, sandbox: None = None) -> Stream:
        """Refused.

        Raises:
            ReadOnlyChannelError: (a `RuntimeError`) Always; says which streams there are.
        """
        msg = f"Read-only channel: {self._not_found(stream_id)} Streams cannot be made here."
        raise ReadOnlyChannelError(msg, channel_id=self.channel_id, stream_id=stream_id)

    def purge_stream(
        self, stream_id: StreamId, remove_definition: bool = False, sandbox: None = None
    ) -> None:
        """Refused.

        Raises:
            ReadOnlyChannelError: (a `RuntimeError`) Always.
        """
        self._refuse(stream_id)

    def get_stream_writer(self, stream: Stream) -> Callable[[Any], None]:
        """Refused.

        Raises:
            ReadOnlyChannelError: (a `RuntimeError`) Always.
        """
        self._refuse(stream.stream_id)

    def _refuse(self, stream_id: StreamId) -> NoReturn:
        msg = f"Read-only channel: {self.shown_id!r} cannot be changed, so '{stream_id}' stays as it is."
        raise ReadOnlyChannelError(msg, channel_id=self.channel_id, stream_id=stream_id)
