"""The embedded store: a `Store` in one SQLite file, the most trusted storage there is.

WAL mode: readers never wait for a writer, nor a writer for readers. ``synchronous=FULL``: what
was acknowledged survives a power cut; ``NORMAL`` survives the death of the process only, and
is faster. One ``BEGIN IMMEDIATE`` transaction a change, so segments, ledger and run record
appear together and small writes leave no orphans.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from ...utils.errors import ConfigurationError
from ..clock import system_ms
from ..documents import pack_document, unpack_document
from ..keys import StreamKey, channel_prefix
from ..ledger.model import Segment
from ..port import Change, Document, LedgerRead, Publish, RunRecord
from ..shelf import Shelf
from . import ledgers, records, segments
from .changes import apply_all
from .connections import MEMORY, Connections
from .schema import SQLITE_FORMAT, overview

KEYS_LISTED = 1000
"""Keys a statement lists."""

SYNCHRONOUS = ("FULL", "NORMAL")
"""What survives: a power cut; the death of the process."""


class SQLiteStore:
    """A `Store` in one file. Thread-safe, and safe across forks.

    Args:
        path: The file; made, with its directory, where there is none. ``:memory:`` for none.
        synchronous: ``FULL`` or ``NORMAL``, what an acknowledged write survives.
        timeout: Seconds to wait for another process that writes.
        now: Store time, ms; the machine's clock unless a simulated one is given.
        pragmas: Further SQLite settings for each connection (``{"cache_size": -64000}``).

    Raises:
        ConfigurationError: ``synchronous`` is neither of the two.
        StoreUnavailableError: The file cannot be opened, read or made.
        StoreFormatError: It is damaged, of a newer format, or not a store.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        synchronous: str = "FULL",
        timeout: float = 30.0,
        now: Callable[[], int] = system_ms,
        pragmas: Mapping[str, str | int] | None = None,
    ) -> None:
        self._synchronous = synchronous.upper()
        if self._synchronous not in SYNCHRONOUS:
            msg = f"synchronous={synchronous!r} is not known; use 'full' (survives a power cut) or 'normal'."
            raise ConfigurationError(msg, synchronous=synchronous)
        self.path = MEMORY if os.fspath(path) == MEMORY else os.path.abspath(path)
        self._now = now
        settings = {
            "synchronous": self._synchronous,
            "fullfsync": int(self._synchronous == "FULL"),  # macOS: else its disks may keep it back
            "cache_size": -8000,
            "secure_delete": 0,
            "temp_store": "MEMORY",
            "journal_size_limit": 64 * 1024 * 1024,
            **(pragmas or {}),
        }
        self._connections = Connections(self.path, settings, timeout)
        self._recent = Shelf()

    def __repr__(self) -> str:
        return f"SQLiteStore({self.path!r})"

    @property
    def url(self) -> str:
        """The address that opens it again."""
        query = "" if self._synchronous == "FULL" else f"?synchronous={self._synchronous.lower()}"
        return f"sqlite:///{self.path}{query}"

    def now(self) -> int:
        """Store time, ms."""
        return self._now()

    # ledgers
    def read_ledgers(self, keys: Sequence[StreamKey]) -> LedgerRead:
        """The ledgers of these streams, as of one moment, and store time."""
        recent = self._recent
        known = {key: ledger for key in keys if (ledger := recent.get(key)) is not None}
        # One that was never seen is mostly about to be made.
        all_known = len(known) >= len(keys) // 2 and 0 < len(keys) <= ledgers.KEYS_AT_ONCE
        with self._connections.reading() as connection:
            # One statement sees one moment; mostly nothing has changed, and nothing is read again.
            if all_known and ledgers.still(connection, keys, known):
                return LedgerRead(self._now(), known)
            connection.execute("BEGIN")
            found = ledgers.read(connection, keys, known if len(keys) > ledgers.KEYS_AT_ONCE else {})
        recent.put_all(keys, found)
        return LedgerRead(self._now(), found)

    def keys(self, channel: str | None = None) -> Iterator[StreamKey]:
        """Keys of all streams that have a ledger, sorted; of one channel where named."""
        after = "[" if channel is None else channel_prefix(channel)
        before = after[:-1] + chr(ord(after[-1]) + 1)
        while True:
            with self._connections.reading() as connection:
                page = ledgers.keys(connection, after, before, KEYS_LISTED)
            yield from page
            if len(page) < KEYS_LISTED:
                return
            after = page[-1]

    def change(self, changes: Sequence[Change]) -> list[bool]:
        """Apply each change whose revision and incarnation still match, in one transaction."""
        for change in changes:
            if isinstance(change, Publish) and len(change.segments) > segments.SEGMENTS_AT_ONCE:
                self.insert_segments(change.ledger.inc, change.segments)
        with self._connections.writing(brief=all(map(ledgers.claims_only, changes))) as connection:
            applied = apply_all(connection, changes)
        for change, done in zip(changes, applied, strict=True):
            if done:
                self._recent.put(change.key, change.ledger)
        return applied

    def delete_ledger(self, key: StreamKey, inc: bytes) -> None:
        """Remove a stream's ledger and segments of this incarnation; absent is fine."""
        with self._connections.writing() as connection:
            ledgers.delete(connection, key, inc)
        self.delete_segments(inc, [(0, 2**63 - 1)])

    # segments
    def insert_segments(self, inc: bytes, rows: Sequence[Segment]) -> None:
        """Write segments, acknowledged and durable; invisible until a ledger names their number."""
        for place in range(0, len(rows), segments.SEGMENTS_AT_ONCE):
            with self._connections.writing() as connection:
                segments.insert(connection, inc, rows[place : place + segments.SEGMENTS_AT_ONCE])

    def read_segments(self, inc: bytes, a: int, b: int, span: int) -> Iterator[Segment]:
        """Segments with a row hull touching ``(a, b]``, by first timestamp, a page at a time."""
        place: segments.Place | None = segments.start(a, span)
        most = segments.FIRST_PAGE
        while place is not None:
            with self._connections.reading() as connection:
                page, place = segments.touching(connection, inc, a, b, place, most)
            yield from page
            most = segments.PAGE

    def reach(self, inc: bytes, numbers: Iterable[int]) -> dict[int, list[tuple[int, int]]]:
        """For each number, ``(first, last)`` of each of its segments, ascending."""
        with self._connections.reading() as connection:
            return segments.reach(connection, inc, numbers)

    def list_segments(self, inc: bytes) -> Iterator[Segment]:
        """All segments of an incarnation without their payload, ordered by number."""
        last: Segment | None = None
        while True:
            with self._connections.reading() as connection:
                page = segments.listed(connection, inc, last)
            if not page:
                return
            yield from page
            last = page[-1]

    def incarnations(self) -> Iterator[bytes]:
        """Every incarnation that has segments, ordered."""
        after = b""
        while True:
            with self._connections.reading() as connection:
                inc = segments.next_incarnation(connection, after)
            if inc is None:
                return
            yield inc
            after = inc

    def delete_segments(
        self, inc: bytes, ranges: Sequence[tuple[int, int]], within: tuple[int, int] | None = None
    ) -> int:
        """Delete the segments of these number ranges, some at a time; returns how many."""
        deleted = 0
        while ranges:
            with self._connections.writing() as connection:
                some, ranges = segments.delete(connection, inc, ranges, within)
            deleted += some
        return deleted

    # runs
    def add_runs(self, runs: Sequence[RunRecord]) -> None:
        """Keep run records."""
        with self._connections.writing() as connection:
            records.add_runs(connection, runs)

    def read_runs(
        self, key: StreamKey, a: int | None = None, b: int | None = None, run: str | None = None
    ) -> list[RunRecord]:
        """Run records of a stream touching ``(a, b]`` or of one run, oldest first."""
        with self._connections.reading() as connection:
            return records.read_runs(connection, key, a, b, run)

    def failed_runs(self, keys: Sequence[StreamKey]) -> list[RunRecord]:
        """Run records of these streams whose state is ``failed``, by stream, each oldest first."""
        with self._connections.reading() as connection:
            return records.failed_runs(connection, keys)

    # definitions
    def put_documents(self, kind: str, documents: Sequence[Document]) -> None:
        """Insert or replace definition documents by ``_id``."""
        packed = [pack_document(kind, document) for document in documents]
        with self._connections.writing() as connection:
            records.put_documents(connection, kind, packed)

    def get_documents(self, kind: str, ids: Sequence[str] | None = None) -> Iterator[Document]:
        """Definition documents, all or of these ids, ordered by id."""
        some = records.all_documents if ids is None else partial(records.named_documents, ids=ids)
        packed = some(self._connections, kind)
        return (unpack_document(kind, identity, payload) for identity, payload in packed)

    def delete_documents(self, kind: str, ids: Sequence[str]) -> int:
        """Remove definition documents; returns how many there were."""
        with self._connections.writing() as connection:
            return records.delete_documents(connection, kind, ids)

    def kinds(self) -> list[str]:
        """The kinds that have definition documents, sorted."""
        with self._connections.reading() as connection:
            return records.kinds(connection)

    # the whole
    def info(self) -> Mapping[str, Any]:
        """``bytes``, ``segments``, ``streams``, ``rows``, ``format``, ``synchronous`` and ``path``."""
        with self._connections.reading() as connection:
            connection.execute("BEGIN")
            counts = overview(connection)
        return {"format": SQLITE_FORMAT, "synchronous": self._synchronous, "path": self.path, **counts}

    def close(self) -> None:
        """Release the file; calling it twice is fine."""
        self._connections.close()
