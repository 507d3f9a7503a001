"""Live rows of memory streams, gathered before they are committed: a row costs a few microseconds.

Every write through the ledger is a compare-and-set; for one row after another that is more work
than the row. In memory nobody but this process looks, so rows that only lengthen a raw stream may
wait in a list. Reading shows them where they belong, and whatever asks for the ledger has them
committed first, so nobody can tell the difference.

A stream is *open* for this when its rows end at a known instant and nothing lies behind it: no
computed or settled time, no completeness mark, and no tool ever claimed it. Every other change
closes it; it is open again after the next ordinary write.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any

from ..batch.batch import Batch
from ..batch.instance import StreamInstance
from ..batch.segments import SEGMENT_ROWS
from ..stores.keys import StreamKey
from ..stores.ledger.model import LEGACY, Fingerprint, Ledger
from ..stores.port import RunRecord
from ..stores.streams import About, Busy, Claimed, ComputeRequest, StreamStore
from ..time_interval.spans import Spans
from ..utils.clock import Clock
from ..utils.time_utils import MIN_DATE, from_ms, to_ms
from .lengthening import Lengthening, end_of


class LiveStore(StreamStore):
    """A `StreamStore` over memory that gathers live rows. Thread-safe."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._lock = threading.RLock()
        self._open: dict[StreamKey, Lengthening] = {}
        self._changing: Counter[StreamKey] = Counter()
        self._derived: set[StreamKey] = set()
        self._seen = MIN_DATE

    # --- gathering
    def lengthen(self, key: StreamKey, batch: Batch, clock: Clock) -> bool:
        """Take rows that lie behind everything there is; False where that is not so simple."""
        if key not in self._open or not 0 < len(batch) <= SEGMENT_ROWS:
            return False
        rows = batch.instances()
        if len(rows) > 1 and not batch.is_ordered:
            return False
        with self._lock:
            stream = self._open.get(key)
            if stream is None or rows[0].timestamp <= stream.end or self._is_future(rows[-1], clock):
                return False
            stream.rows += rows
            stream.end = rows[-1].timestamp
            if len(stream.rows) >= SEGMENT_ROWS:
                self._commit(key)
        return True

    def _is_future(self, instance: StreamInstance, clock: Clock) -> bool:
        # Time does not go back, so the clock need not be asked about what it has passed.
        if instance.timestamp > self._seen:
            self._seen = clock()
        return instance.timestamp > self._seen

    def _commit(self, key: StreamKey) -> None:
        """Write the waiting rows into the store."""
        with self._lock:
            stream = self._open.get(key)
            if stream is not None and stream.rows:
                super().write(key, Batch.from_instances(stream.rows))
                stream.rows = []

    @contextmanager
    def _closed(self, *keys: StreamKey) -> Iterator[None]:
        """Nothing waits, and nothing is gathered, for these streams inside."""
        with self._lock:
            for key in keys:
                self._commit(key)
                self._open.pop(key, None)
                self._changing[key] += 1
        try:
            yield
        finally:
            with self._lock:
                self._changing.subtract(keys)

    def _reopen(self, *keys: StreamKey) -> None:
        with self._lock:
            for key in keys:
                end = end_of(super().ledger(key))
                if end is not None and not self._changing[key] and key not in self._derived:
                    self._open[key] = Lengthening(from_ms(end))

    # --- reading
    def read(self, key: StreamKey, a: int, b: int) -> Iterator[Batch]:
        """As `StreamStore.read`; rows that wait come last, which is where they belong."""
        with self._lock:
            stream = self._open.get(key)
            waiting = stream.rows[slice(*stream.places(a, b))] if stream is not None and stream.rows else []
        if not waiting:
            return super().read(key, a, b)
        before = to_ms(waiting[0].timestamp) - 1
        return chain(super().read(key, a, before), (Batch.from_instances(waiting),))

    def first(self, key: StreamKey, a: int, b: int, n: int) -> Batch:
        """As `StreamStore.first`, everything committed."""
        self._commit(key)
        return super().first(key, a, b, n)

    def waiting(self, key: StreamKey, a: int, b: int, n: int) -> Batch | None:
        """The last ``n`` rows in ``(a, b]`` if they all are among those that wait."""
        with self._lock:
            stream = self._open.get(key)
            if stream is None or not stream.rows:
                return None
            start, stop = stream.places(a, b)
            return Batch.from_instances(stream.rows[stop - n : stop]) if 0 < n <= stop - start else None

    def ledger(self, key: StreamKey) -> Ledger:
        """As `StreamStore.ledger`, everything committed."""
        self._commit(key)
        return super().ledger(key)

    def ledgers(self, keys: Sequence[StreamKey]) -> dict[StreamKey, Ledger]:
        """As `StreamStore.ledgers`, everything committed."""
        for key in keys:
            self._commit(key)
        return super().ledgers(keys)

    # --- changes after which a stream may be lengthened again
    def write(
        self,
        key: StreamKey,
        batch: Batch,
        *,
        on_conflict: str = "raise",
        covers: tuple[int, int] | int | None = None,
        force: bool = False,
        about: About | None = None,
        run: RunRecord | None = None,
    ) -> int:
        """As `StreamStore.write`."""
        with self._closed(key):
            written = super().write(
                key, batch, on_conflict=on_conflict, covers=covers, force=force, about=about, run=run
            )
        self._reopen(key)
        return written

    def write_many(self, batches: Mapping[StreamKey, Batch]) -> dict[StreamKey, int]:
        """As `StreamStore.write_many`."""
        with self._closed(*batches):
            written = super().write_many(batches)
        self._reopen(*batches)
        return written

    def settle(self, key: StreamKey, spans: Spans) -> Ledger:
        """As `StreamStore.settle`."""
        with self._closed(key):
            ledger = super().settle(key, spans)
        self._reopen(key)
        return ledger

    def settle_many(self, spans: Mapping[StreamKey, Spans]) -> None:
        """As `StreamStore.settle_many`."""
        with self._closed(*spans):
            super().settle_many(spans)
        self._reopen(*spans)

    # --- other changes
    def redo(self, key: StreamKey, spans: Spans) -> Ledger:
        """As `StreamStore.redo`."""
        with self._closed(key):
            return super().redo(key, spans)

    def replace(
        self,
        key: StreamKey,
        a: int,
        b: int,
        batch: Batch,
        *,
        force: bool = True,
        about: About | None = None,
        run: RunRecord | None = None,
    ) -> int:
        """As `StreamStore.replace`."""
        with self._closed(key):
            return super().replace(key, a, b, batch, force=force, about=about, run=run)

    def describe(self, key: StreamKey, about: About) -> Ledger:
        """As `StreamStore.describe`."""
        with self._closed(key):
            return super().describe(key, about)

    def look(self, key: StreamKey, a: int, b: int) -> tuple[Ledger, Iterator[Batch]]:
        """As `StreamStore.look`, everything committed."""
        self._commit(key)
        return super().look(key, a, b)

    def purge(self, key: StreamKey, a: int | None = None, b: int | None = None) -> None:
        """As `StreamStore.purge`."""
        with self._closed(key):
            super().purge(key, a, b)

    def drop(self, key: StreamKey) -> None:
        """As `StreamStore.drop`."""
        with self._closed(key):
            super().drop(key)
            self._derived.discard(key)

    def mark(self, key: StreamKey, spans: Spans, fingerprint: Fingerprint = LEGACY) -> None:
        """As `StreamStore.mark`."""
        with self._closed(key):
            super().mark(key, spans, fingerprint)

    def claim(
        self,
        key: StreamKey,
        a: int,
        b: int,
        request: ComputeRequest,
        *,
        light: bool = True,
        chunks: int = 1,
    ) -> Claimed | Busy | None:
        """As `StreamStore.claim`; rows of a computed stream are never gathered again."""
        with self._closed(key):
            self._derived.add(key)
            return super().claim(key, a, b, request, light=light, chunks=chunks)
