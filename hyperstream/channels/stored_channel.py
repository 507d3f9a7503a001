"""The shared body of all channels over a store: memory, database, assets.

Rows and ledgers live in a `StreamStore`; the channel adds what a channel is: streams by id, found
lazily; definitions; the rule about the future; the sign of late data. What is computed, and by whom,
it says through its base, a `LedgerChannel`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Any

from ..batch.batch import Batch
from ..batch.instance import StreamInstance
from ..stores.keys import StreamKey
from ..stores.ledger.model import Ledger
from ..stores.streams import StreamStore
from ..stream.named_stream import refuse_sandbox
from ..stream.ordering import in_order
from ..stream.ports import OnConflict, StreamRef
from ..stream.stream import Stream
from ..stream.stream_collections import StreamDict
from ..stream.stream_id import StreamId
from ..time_interval import TimeInterval
from ..utils.clock import Clock
from ..utils.errors import FutureIntervalError, StreamAlreadyExistsError
from ..utils.time_utils import from_ms, utcnow
from .backwards import read_last
from .base_channel import MIN_MS
from .late_data import late_meanwhile, late_rows, warn_late
from .ledger_channel import LedgerChannel


class StoredChannel(LedgerChannel):
    """A channel whose streams live in a store.

    Streams are found when they are first asked for, all in one round trip. Making a stream by
    ``channel[x]`` costs none: its definition is stored with its first rows. `create_stream` stores
    it at once.

    Args:
        channel_id: Short name; part of every stream's key.
        store: Where rows and ledgers are kept.
        clock: What "now" means here; by it the future is refused.

    Attributes:
        store: See above.
    """

    stream_class: type[Stream] = Stream

    def __init__(self, channel_id: str, store: StreamStore, *, clock: Clock = utcnow) -> None:
        super().__init__(channel_id, store, clock=clock)
        self._listed = False
        self._seen_ms = MIN_MS

    # --- streams
    @property
    def streams(self) -> StreamDict:
        """All streams of the channel by id; read from the store when first asked for."""
        if not self._listed:
            self.update_streams()
        return self._streams

    def update_streams(self, up_to_timestamp: datetime | None = None) -> None:
        """Look again for streams that other processes have made."""
        self._listed = True
        for stream_id in self.definitions.listing():
            if stream_id not in self._streams:
                self._streams[stream_id] = self.stream_class(self, stream_id)

    def _create(self, stream_id: StreamId) -> Stream:
        stream = self._streams[stream_id] = self.stream_class(self, stream_id)
        self.definitions.await_rows(stream)
        return stream

    def create_stream(self, stream_id: StreamId, sandbox: None = None) -> Stream:
        """A new, empty stream, its definition stored.

        Raises:
            StreamAlreadyExistsError: (a `ValueError`) It is already there.
        """
        refuse_sandbox(sandbox)
        if stream_id in self.streams:
            msg = f"Stream '{stream_id}' already exists in channel {self.shown_id!r}; channel[...] gives it."
            raise StreamAlreadyExistsError(msg, stream_id=stream_id, channel_id=self.channel_id)
        stream = self._create(stream_id)
        self.definitions.has_rows(stream.key)
        return stream

    def purge_stream(
        self, stream_id: StreamId, remove_definition: bool = False, sandbox: None = None
    ) -> None:
        """Remove a stream's rows and computed intervals, and on request the stream itself.

        Raises:
            StreamNotFoundError: (a `LookupError`) There is no such stream.
        """
        refuse_sandbox(sandbox)
        stream = self.streams.get(stream_id)
        if stream is None:
            raise self._not_found(stream_id)
        for key in [stream.key, *self.definitions.kept_versions(stream_id)]:
            if remove_definition:
                self.store.drop(key)
            else:
                self.store.purge(key)
        if remove_definition:
            self.definitions.remove(stream.key)
            del self._streams[stream_id]

    def purge_all(self, remove_definitions: bool = False) -> None:
        """`purge_stream` for every stream."""
        for stream_id in list(self.streams):
            self.purge_stream(stream_id, remove_definitions)

    @property
    def non_empty_streams(self) -> list[StreamId]:
        """Ids of the streams that hold at least one instance."""
        ledgers = self.ledgers(self.streams.values())
        return [
            stream_id
            for stream_id, stream in self.streams.items()
            if (ledger := ledgers.get(stream.key)) and len(self._last(stream.key, ledger))
        ]

    def _last(self, key: StreamKey, ledger: Ledger) -> Batch:
        return read_last(partial(self.store.read, key), ledger, MIN_MS - 1, self.up_to_ms, 1)

    def check_calculation_times(self) -> None:
        """Nothing to check: the ledger says what is computed. Kept for old callers."""

    # --- rows
    def read(self, stream: StreamRef, a: int, b: int) -> Iterator[Batch]:
        """Rows in ``(a, b]``, one committed version, ascending, in batches of bounded size."""
        return self.store.read(stream.key, a, min(b, self._up_to_ms))

    def read_first(self, stream: StreamRef, a: int, b: int, n: int) -> Batch:
        """The first ``n`` rows in ``(a, b]``, ascending; reads the first segments only."""
        return self.store.first(stream.key, a, min(b, self._up_to_ms), n)

    def read_last(self, stream: StreamRef, a: int, b: int, n: int) -> Batch:
        """The last ``n`` rows in ``(a, b]``, ascending; reads the last segments only."""
        key = stream.key
        return read_last(
            partial(self.store.read, key), self.store.last_known(key), a, min(b, self._up_to_ms), n
        )

    def get_results(self, stream: Stream, time_interval: TimeInterval) -> Iterator[StreamInstance]:
        """The instances in ``(start, end]``, oldest first."""
        return chain.from_iterable(
            map(Batch.instances, self.read(stream, time_interval.start_ms, time_interval.end_ms))
        )

    def get_stream_writer(self, stream: Stream) -> Callable[[Any], None]:
        """A function that stores one instance or a list of them, see `Stream.write`."""
        return stream.writer

    def write(
        self,
        stream: StreamRef,
        batch: Batch,
        *,
        on_conflict: OnConflict = "raise",
        covers: tuple[int, int] | int | None = None,
        force: bool = False,
    ) -> int:
        """Store rows as given; says how many were new. See `Stream.write`."""
        if not len(batch) and covers is None:
            return 0
        batch = self._acceptable(stream, batch, on_conflict)
        key = stream.key
        before = self.store.last_known(key)
        late = late_rows(before, batch, partial(self.store.read, key))
        written = self.store.write(key, batch, on_conflict=on_conflict, covers=covers, force=force)
        self.definitions.has_rows(key)
        after = self.store.last_known(key)
        if not len(late) and covers is None:
            late = late_meanwhile(before, after, batch, written)
        warn_late(stream, after, late)
        return written

    def write_many(self, batches: Mapping[StreamRef, Batch]) -> int:
        """`write` for many streams, in one round trip in the normal case."""
        rows = {
            stream: self._acceptable(stream, batch, "raise")
            for stream, batch in batches.items()
            if len(batch)
        }
        ledgers = self.store.known([stream.key for stream in rows])
        late = {
            stream: late_rows(ledgers[stream.key], batch, partial(self.store.read, stream.key))
            for stream, batch in rows.items()
        }
        written = self.store.write_many({stream.key: batch for stream, batch in rows.items()})
        for stream in rows:
            self.definitions.has_rows(stream.key)
            warn_late(stream, ledgers[stream.key], late[stream])
        return sum(written.values())

    def _acceptable(self, stream: StreamRef, batch: Batch, on_conflict: OnConflict) -> Batch:
        batch = in_order(batch, on_conflict)
        if len(batch) and self._is_future(batch.last_ms):
            msg = (
                f"{stream.stream_id}: the instance at {from_ms(batch.last_ms)} is after now "
                f"({from_ms(self._seen_ms)}). Nothing of this write was kept. Write what has happened, "
                "or use a simulated clock: HyperStream(clock=...)."
            )
            raise FutureIntervalError(msg, stream_id=stream.stream_id, timestamp=from_ms(batch.last_ms))
        return batch

    def _is_future(self, ms: int) -> bool:
        # Time does not go back, so the clock need not be asked about what it has passed.
        if ms > self._seen_ms:
            self._seen_ms = self.now()
        return ms > self._seen_ms
