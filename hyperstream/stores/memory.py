"""The store in plain dictionaries: the engine of memory channels, and the reference for the others.

It keeps ledgers and segments as the objects they are, so payloads may be any immutable object
(memory channels keep `Batch` itself instead of bytes). Everything is gone when it is closed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..utils.errors import StoreUnavailableError
from .clock import system_ms
from .documents import pack_document, unpack_document
from .keys import StreamKey, channel_prefix
from .ledger.model import Ledger, Segment, TailChunk
from .port import Change, Document, LedgerRead, Publish, RunRecord
from .segment_table import SegmentTable

MEMORY_FORMAT = 1


class MemoryStore:
    """A `Store` in this process's memory. Thread-safe.

    Args:
        now: Store time, ms; the machine's clock unless a simulated one is given.
    """

    def __init__(self, now: Callable[[], int] = system_ms) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._closed = False
        self._ledgers: dict[StreamKey, Ledger] = {}
        self._segments: dict[bytes, SegmentTable] = {}
        self._runs: dict[StreamKey, list[RunRecord]] = {}
        self._documents: dict[str, dict[str, bytes]] = {}

    def __repr__(self) -> str:
        return f"MemoryStore({len(self._ledgers)} streams)"

    @property
    def url(self) -> str:
        """Always ``memory://``."""
        return "memory://"

    def now(self) -> int:
        """Store time, ms."""
        return self._now()

    # ledgers
    def read_ledgers(self, keys: Sequence[StreamKey]) -> LedgerRead:
        """The ledgers of these streams and store time."""
        with self._lock:
            self._check_open()
            ledgers = self._ledgers
            found = {key: ledgers[key] for key in keys if key in ledgers}
        return LedgerRead(self._now(), found)

    def keys(self, channel: str | None = None) -> Iterator[StreamKey]:
        """Keys of all streams that have a ledger, sorted; of one channel where named."""
        prefix = "" if channel is None else channel_prefix(channel)
        with self._lock:
            self._check_open()
            return iter(sorted(key for key in self._ledgers if key.startswith(prefix)))

    def change(self, changes: Sequence[Change]) -> list[bool]:
        """Apply each change whose revision and incarnation still match."""
        with self._lock:
            self._check_open()
            return [self._apply(change) for change in changes]

    def delete_ledger(self, key: StreamKey, inc: bytes) -> None:
        """Remove a stream's ledger and segments of this incarnation; absent is fine."""
        with self._lock:
            self._check_open()
            old = self._ledgers.get(key)
            if old is not None and old.inc == inc:
                del self._ledgers[key]
            self._segments.pop(inc, None)

    def _apply(self, change: Change) -> bool:
        new, old = change.ledger, self._ledgers.get(change.key)
        if old is None:
            matches = change.rev == 0 and isinstance(change, Publish)
        else:
            matches = (old.rev, old.inc) == (change.rev, new.inc)
        if not matches:
            return False
        if isinstance(change, Publish):
            self._table(new.inc).insert(change.segments)
        self._ledgers[change.key] = new
        if change.run is not None:
            self._runs.setdefault(change.run.key, []).append(change.run)
        return True

    # segments
    def insert_segments(self, inc: bytes, segments: Sequence[Segment]) -> None:
        """Write segments; invisible until a ledger names their number."""
        with self._lock:
            self._check_open()
            self._table(inc).insert(segments)

    def read_segments(self, inc: bytes, a: int, b: int, span: int) -> Iterator[Segment]:
        """Segments with a row hull touching ``(a, b]``, by first timestamp."""
        with self._lock:
            self._check_open()
            return iter(self._found(inc).touching(a, b, span))

    def reach(self, inc: bytes, numbers: Iterable[int]) -> dict[int, list[tuple[int, int]]]:
        """For each number, ``(first, last)`` of each of its segments, ascending."""
        wanted = set(numbers)
        hulls: dict[int, list[tuple[int, int]]] = {}
        for segment in self.list_segments(inc):
            if segment.n in wanted:
                hulls.setdefault(segment.n, []).append((segment.a, segment.b))
        return hulls

    def list_segments(self, inc: bytes) -> Iterator[Segment]:
        """All segments of an incarnation without their payload, ordered by number."""
        with self._lock:
            self._check_open()
            segments = sorted(self._found(inc).all(), key=lambda segment: segment[:3])
        return (segment._replace(payload=b"") for segment in segments)

    def incarnations(self) -> Iterator[bytes]:
        """Every incarnation that has segments, ordered."""
        with self._lock:
            self._check_open()
            return iter(sorted(inc for inc, table in self._segments.items() if table.all()))

    def delete_segments(
        self, inc: bytes, ranges: Sequence[tuple[int, int]], within: tuple[int, int] | None = None
    ) -> int:
        """Delete the segments of these number ranges; returns how many."""
        with self._lock:
            self._check_open()
            return self._found(inc).delete(ranges, within)

    def _table(self, inc: bytes) -> SegmentTable:
        return self._segments.setdefault(inc, SegmentTable())

    def _found(self, inc: bytes) -> SegmentTable:
        return self._segments.get(inc, SegmentTable())

    # runs
    def add_runs(self, runs: Sequence[RunRecord]) -> None:
        """Keep run records."""
        with self._lock:
            self._check_open()
            for run in runs:
                self._runs.setdefault(run.key, []).append(run)

    def read_runs(
        self, key: StreamKey, a: int | None = None, b: int | None = None, run: str | None = None
    ) -> list[RunRecord]:
        """Run records of a stream touching ``(a, b]`` or of one run, oldest first."""
        with self._lock:
            self._check_open()
            records = list(self._runs.get(key, ()))
        found = (
            record
            for record in records
            if (a is None or record.b > a) and (b is None or record.a < b) and run in (None, record.run)
        )
        return sorted(found, key=lambda record: record.at)

    def failed_runs(self, keys: Sequence[StreamKey]) -> list[RunRecord]:
        """Run records of these streams whose state is ``failed``, by stream, each oldest first."""
        with self._lock:
            self._check_open()
            found = [run for key in keys for run in self._runs.get(key, ()) if run.state == "failed"]
        places = {key: place for place, key in enumerate(keys)}
        return sorted(found, key=lambda record: (places[record.key], record.at))

    # definitions
    def put_documents(self, kind: str, documents: Sequence[Document]) -> None:
        """Insert or replace definition documents by ``_id``."""
        packed = dict(pack_document(kind, document) for document in documents)
        with self._lock:
            self._check_open()
            self._documents.setdefault(kind, {}).update(packed)

    def get_documents(self, kind: str, ids: Sequence[str] | None = None) -> Iterator[Document]:
        """Definition documents, all or of these ids, ordered by id."""
        with self._lock:
            self._check_open()
            packed = self._documents.get(kind, {})
            wanted = packed.keys() if ids is None else packed.keys() & set(ids)
            found = [(name, packed[name]) for name in sorted(wanted)]
        return (unpack_document(kind, name, payload) for name, payload in found)

    def delete_documents(self, kind: str, ids: Sequence[str]) -> int:
        """Remove definition documents; returns how many there were."""
        with self._lock:
            self._check_open()
            packed = self._documents.get(kind, {})
            return sum(packed.pop(name, None) is not None for name in ids)

    def kinds(self) -> list[str]:
        """The kinds that have definition documents, sorted."""
        with self._lock:
            self._check_open()
            return sorted(kind for kind, packed in self._documents.items() if packed)

    # the whole
    def info(self) -> Mapping[str, Any]:
        """``bytes``, ``segments``, ``streams``, ``rows`` and ``format``."""
        with self._lock:
            self._check_open()
            held: list[Segment | TailChunk] = []
            for table in self._segments.values():
                held.extend(table.all())
            segments = len(held)
            for ledger in self._ledgers.values():
                held.extend(ledger.tail)
            return {
                "format": MEMORY_FORMAT,
                "streams": len(self._ledgers),
                "segments": segments,
                "rows": sum(item.count for item in held),
                "bytes": sum(_size(item) for item in held),
            }

    def close(self) -> None:
        """Forget everything; calling it twice is fine."""
        with self._lock:
            self._closed = True
            for table in (self._ledgers, self._segments, self._runs, self._documents):
                table.clear()

    def _check_open(self) -> None:
        if self._closed:
            msg = "This memory store is closed and what it held is gone. Make a new one."
            raise StoreUnavailableError(msg, url=self.url)


def _size(held: Segment | TailChunk) -> int:
    """Bytes of a payload; for one kept as an object, what its two columns of numbers take."""
    return len(held.payload) if isinstance(held.payload, bytes) else 16 * held.count
