"""What every channel is: a set of streams with an id, and the home of those streams.

A channel written against 0.3.8 gives five methods (`update_streams`, `get_results`,
`create_stream`, `purge_stream`, `get_stream_writer`) and nothing else; everything a stream or the
run loop asks of its `Home` is answered here in their terms. Channels over a store
(`StoredChannel`) answer by the store's ledger instead.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NoReturn, cast

from ..batch.batch import Batch
from ..batch.instance import StreamInstance
from ..batch.segments import SEGMENT_ROWS
from ..stores.keys import StreamKey
from ..stores.ledger.model import LEGACY, Ledger, Part
from ..stream.ports import OnConflict, SeriesStore, StreamRef
from ..stream.stream import Stream
from ..time_interval import TimeInterval
from ..time_interval.spans import Spans
from ..utils.clock import Clock
from ..utils.errors import ChannelError
from ..utils.time_utils import MAX_DATE, MIN_DATE, from_ms, parse_datetime, to_ms, utcnow
from .stream_set import StreamSet

if TYPE_CHECKING:
    from ..stores.port import RunRecord
    from ..stores.streams import Busy, Claimed, ComputeRequest, Pending

MIN_MS, MAX_MS = to_ms(MIN_DATE), to_ms(MAX_DATE)


class BaseChannel(StreamSet):
    """A set of streams under one id, and their `Home`.

    Args:
        channel_id: Short name, unique in a `ChannelManager`.
        can_calc: Whether tools may compute streams in it.
        can_create: Whether users may make new streams in it.
        calc_agent: Kept for old callers; nothing reads it.
        clock: What "now" means here.

    Attributes:
        series_store: The time-series store beside it, where there is one.
    """

    series_store: SeriesStore | None = None

    def __init__(
        self,
        channel_id: str,
        can_calc: bool = False,
        can_create: bool = False,
        calc_agent: Any = None,
        *,
        clock: Clock = utcnow,
    ) -> None:
        super().__init__(channel_id)
        self.can_calc = can_calc
        self.can_create = can_create
        self.calc_agent = calc_agent
        self.clock = clock
        self._up_to_ms = MAX_MS
        self._declared: dict[StreamKey, Spans] = {}

    # --- what a channel must give, beside `create_stream` and `purge_stream`
    @abstractmethod
    def update_streams(self, up_to_timestamp: datetime) -> None:
        """Find the streams that are there up to this instant."""

    @abstractmethod
    def get_results(self, stream: Stream, time_interval: TimeInterval) -> Iterable[StreamInstance]:
        """The instances of a stream in ``(start, end]``, oldest first."""

    @abstractmethod
    def get_stream_writer(self, stream: Stream) -> Callable[[Any], None]:
        """A function that stores one instance or a list of them in the stream."""

    # --- time
    def now(self) -> int:
        """The channel's clock, ms."""
        return to_ms(self.clock())

    @property
    def up_to_ms(self) -> int:
        """`up_to_timestamp` in ms."""
        return self._up_to_ms

    @property
    def up_to_timestamp(self) -> datetime:
        """Nothing after this instant is available here."""
        return from_ms(self._up_to_ms)

    @up_to_timestamp.setter
    def up_to_timestamp(self, when: datetime) -> None:
        self._up_to_ms = to_ms(parse_datetime(when))

    # --- rows
    def read(self, stream: StreamRef, a: int, b: int) -> Iterator[Batch]:
        """Rows in ``(a, b]``, ascending, in batches."""
        b = min(b, self.up_to_ms)
        if a >= b:
            return
        found = iter(self.get_results(cast(Stream, stream), TimeInterval.from_ms(a, b)))
        while rows := list(islice(found, SEGMENT_ROWS)):
            yield Batch.from_instances(rows)

    def read_first(self, stream: StreamRef, a: int, b: int, n: int) -> Batch:
        """The first ``n`` rows in ``(a, b]``, ascending."""
        rows = chain.from_iterable(batch.instances() for batch in self.read(stream, a, b))
        return Batch.from_instances(islice(rows, n))

    def read_last(self, stream: StreamRef, a: int, b: int, n: int) -> Batch:
        """The last ``n`` rows in ``(a, b]``, ascending; walks all of them."""
        rows = deque(chain.from_iterable(batch.instances() for batch in self.read(stream, a, b)), maxlen=n)
        return Batch.from_instances(rows)

    def write(
        self,
        stream: StreamRef,
        batch: Batch,
        *,
        on_conflict: OnConflict = "raise",
        covers: tuple[int, int] | int | None = None,
        force: bool = False,
    ) -> int:
        """Store rows through `get_stream_writer`; such a channel decides about conflicts itself.

        Raises:
            ChannelError: ``on_conflict`` or ``covers`` is asked for, which need a store.
        """
        if on_conflict != "raise" or covers is not None:
            self._needs_store("write with on_conflict= or covers=")
        if len(batch):
            self.get_stream_writer(cast(Stream, stream))(batch.instances())
        return len(batch)

    def write_many(self, batches: Mapping[StreamRef, Batch]) -> int:
        """`write`, stream by stream."""
        return sum(self.write(stream, batch) for stream, batch in batches.items())

    def purge(self, stream: StreamRef, a: int | None = None, b: int | None = None) -> None:
        """`purge_stream`.

        Raises:
            ChannelError: Only part of a stream is to go, which needs a store.
        """
        if a is not None or b is not None:
            self._needs_store("purge part of a stream")
        self.purge_stream(stream.stream_id)

    # --- the ledger
    def revision(self, stream: StreamRef) -> bytes:
        """Another value whenever the stream's content has changed; up to 16 bytes.

        Results computed from the stream are stale once it differs. A channel whose content never
        changes leaves this as it is.
        """
        return b"plain"

    def ledger(self, stream: StreamRef) -> Ledger:
        """A ledger that says what `computed` says, in an incarnation named by `revision`."""
        parts = tuple(Part(a, b, fp=1) for a, b in self.computed(stream))
        return Ledger(inc=self.revision(stream), rev=1, parts=parts, fps=(None, LEGACY))

    def ledgers(self, streams: Iterable[StreamRef]) -> dict[StreamKey, Ledger]:
        """`ledger` of each stream, by key."""
        return {stream.key: self.ledger(stream) for stream in streams}

    def computed(self, stream: StreamRef) -> Spans:
        """What was declared computed."""
        return self._declared.get(stream.key, ())

    def mark(self, stream: StreamRef, spans: Spans) -> None:
        """Declare exactly these spans computed, as long as the process lives."""
        self._declared[stream.key] = spans

    def settle(self, stream: StreamRef, spans: Spans) -> Ledger:
        """The ledger as it is: changes show by `revision`."""
        return self.ledger(stream)

    def settle_many(self, spans: Mapping[StreamRef, Spans]) -> None:
        """Nothing, as `settle`."""

    @property
    def persistent(self) -> bool:
        """Whether the streams outlive the process; so it is taken to be unless a channel says otherwise."""
        return True

    @property
    def lease_seconds(self) -> float:
        """Claims do not exist here."""
        return math.inf

    def find_ledgers(self, keys: Iterable[StreamKey]) -> dict[StreamKey, Ledger]:
        """None: such a channel keeps no ledgers."""
        return {}

    def kept_versions(self, stream: StreamRef) -> list[str]:
        """None: such a channel computes nothing."""
        return []

    def redo(self, stream: StreamRef, spans: Spans) -> Ledger:
        """Refused, see `claim`."""
        self._needs_store("compute into")

    def runs(self, keys: Iterable[StreamKey], a: int | None = None, b: int | None = None) -> list[RunRecord]:
        """None: such a channel computes nothing."""
        return []

    def failures(self, keys: Iterable[StreamKey]) -> list[RunRecord]:
        """None: such a channel computes nothing."""
        return []

    def record_runs(self, runs: Sequence[RunRecord]) -> None:
        """Nothing: such a channel computes nothing."""

    def pending(
        self, stream: StreamRef, a: int, b: int, request: ComputeRequest, ledger: Ledger | None = None
    ) -> tuple[Pending, ...]:
        """Refused, see `claim`."""
        self._needs_store("compute into")

    def claim(self, stream: StreamRef, a: int, b: int, request: ComputeRequest) -> Claimed | Busy | None:
        """Refused: without a store, computed intervals could not be kept exact.

        Raises:
            ChannelError: Always.
        """
        self._needs_store("compute into")

    def _needs_store(self, action: str) -> NoReturn:
        msg = (
            f"Cannot {action} channel {self.shown_id!r} ({type(self).__name__}): it keeps no ledger. "
            "Use a memory or database channel for this stream."
        )
        raise ChannelError(msg, channel_id=self.channel_id)
