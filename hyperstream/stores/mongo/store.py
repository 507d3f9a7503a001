"""The store on MongoDB: a `Store` that many processes on many machines share.

One document a stream decides; no multi-document transaction is used, so a single server will do.
Segments are acknowledged before the compare-and-set that makes them visible. The rules are those
of the ledger, the same as for the embedded store.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from ...utils.errors import StoreUnavailableError
from ...utils.time_utils import to_ms
from ..documents import pack_document
from ..keys import StreamKey, channel_prefix
from ..ledger.model import Segment
from ..port import Change, Document, LedgerRead, Publish, RunRecord
from . import ledgers, records, segments
from .overview import overview
from .schema import prepare
from .server import Server, server_time
from .swapping import CHANGES_AT_ONCE, rounds, swap

RUNS_IN_LEDGER = 32
"""So many run records of a stream wait in its ledger, then they are moved to their collection at once."""


class MongoStore:
    """A `Store` in one MongoDB database. Thread-safe, and safe across forks.

    Args:
        url: ``mongodb://`` or ``mongodb+srv://`` address; its path is the database, ``hyperstream``
            where it has none. TLS, credentials, replica set and time limits are options of the address.

    Raises:
        ConfigurationError: The address is not well formed.
        StoreUnavailableError: No server answers within five seconds, or it refuses us.
        StoreFormatError: The database is of a newer format.
    """

    def __init__(self, url: str) -> None:
        self._server = Server(url)
        self._runs_held: dict[StreamKey, int] = {}
        try:
            self._server.open(prepare)
        except BaseException:
            self._server.close()
            raise

    def __repr__(self) -> str:
        return f"MongoStore({self.url!r})"

    @property
    def url(self) -> str:
        """The address, without password."""
        return self._server.url

    def now(self) -> int:
        """The server's time, ms."""
        return self._server.again(server_time)

    # ledgers
    def read_ledgers(self, keys: Sequence[StreamKey]) -> LedgerRead:
        """The ledgers of these streams and the server's time."""
        found = {}
        now = None
        pages = [keys[at : at + ledgers.KEYS_AT_ONCE] for at in range(0, len(keys), ledgers.KEYS_AT_ONCE)]
        for rows in self._server.each(ledgers.read, pages, repeat=True):
            for row in rows:
                now = row["now"]
                key = row["_id"]
                found[key] = ledgers.ledger_of(row)
                if row["waiting"]:
                    self._runs_held[key] = row["waiting"]
        return LedgerRead(self.now() if now is None else to_ms(now), found)

    def keys(self, channel: str | None = None) -> Iterator[StreamKey]:
        """Keys of all streams that have a ledger, sorted; of one channel where named."""
        after = "[" if channel is None else channel_prefix(channel)
        before = after[:-1] + chr(ord(after[-1]) + 1)
        while True:
            page = self._server.again(ledgers.list_keys, after, before)
            yield from page
            if len(page) < ledgers.KEYS_AT_ONCE:
                return
            after = page[-1]

    def change(self, changes: Sequence[Change]) -> list[bool]:
        """Apply each change whose revision and incarnation still match.

        Segments go first, acknowledged; then all compare-and-sets in one round trip. Two changes to
        one stream take two.
        """
        answers = [False] * len(changes)
        for places in rounds(changes):
            some = [changes[place] for place in places]
            for place, answer in zip(places, self._change(some), strict=True):
                answers[place] = answer
        return answers

    def _change(self, changes: Sequence[Change]) -> list[bool]:
        """Changes to streams that are all different."""
        documents = [
            segments.document_of(change.ledger.inc, segment)
            for change in changes
            if isinstance(change, Publish)
            for segment in change.segments
        ]
        if documents:
            self._server.again(segments.insert, documents)
        pieces = [changes[at : at + CHANGES_AT_ONCE] for at in range(0, len(changes), CHANGES_AT_ONCE)]
        parts = self._server.each(swap, pieces, repeat=False)
        answers = [answer for part in parts for answer in part]
        outcome = zip(changes, answers, strict=True)
        self._count_runs([change.key for change, answer in outcome if answer and change.run is not None])
        return answers

    def _count_runs(self, keys: Sequence[StreamKey]) -> None:
        """Note that these ledgers hold one run record more, and move them where there are many."""
        for key in keys:
            self._runs_held[key] = self._runs_held.get(key, 0) + 1
        # another thread may have moved those of a stream meanwhile, and forgotten their number
        many = [key for key in keys if self._runs_held.get(key, 0) >= RUNS_IN_LEDGER]
        # the change has been applied, whatever comes of this; what fails is tried again at the next one
        with suppress(StoreUnavailableError):
            self._server.again(records.move, many)
            for key in many:
                self._runs_held.pop(key, None)

    def delete_ledger(self, key: StreamKey, inc: bytes) -> None:
        """Remove a stream's ledger and segments of this incarnation; absent is fine."""
        self._server.again(records.move, [key])
        self._server.again(ledgers.delete, key, inc)
        self.delete_segments(inc, [(0, 2**63 - 1)])

    # segments
    def insert_segments(self, inc: bytes, rows: Sequence[Segment]) -> None:
        """Write segments, acknowledged and durable; invisible until a ledger names their number."""
        if rows:
            self._server.again(segments.insert, [segments.document_of(inc, row) for row in rows])

    def read_segments(self, inc: bytes, a: int, b: int, span: int) -> Iterator[Segment]:
        """Segments with a row hull touching ``(a, b]``, by first timestamp, a page at a time."""
        page = self._server.again(segments.touching, inc, a, b, span, None)
        while len(page) == segments.PAGE:
            # the server looks for the next page while this one is used
            following = self._server.soon(segments.touching, inc, a, b, span, page[-1])
            yield from page
            page = following.result()
        yield from page

    def reach(self, inc: bytes, numbers: Iterable[int]) -> dict[int, list[tuple[int, int]]]:
        """For each number, ``(first, last)`` of each of its segments, ascending."""
        return self._server.again(segments.reach, inc, list(numbers))

    def list_segments(self, inc: bytes) -> Iterator[Segment]:
        """All segments of an incarnation without their payload, ordered by number."""
        last: Segment | None = None
        while True:
            page = self._server.again(segments.listed, inc, last)
            yield from page
            if len(page) < segments.LISTED_AT_ONCE:
                return
            last = page[-1]

    def incarnations(self) -> Iterator[bytes]:
        """Every incarnation that has segments, ordered."""
        return iter(self._server.again(segments.incarnations))

    def delete_segments(
        self, inc: bytes, ranges: Sequence[tuple[int, int]], within: tuple[int, int] | None = None
    ) -> int:
        """Delete the segments of these number ranges; returns how many."""
        return self._server.again(segments.delete, inc, ranges, within)

    # runs
    def add_runs(self, runs: Sequence[RunRecord]) -> None:
        """Keep run records."""
        if runs:
            self._server.again(records.add, [records.run_document(run) for run in runs])

    def read_runs(
        self, key: StreamKey, a: int | None = None, b: int | None = None, run: str | None = None
    ) -> list[RunRecord]:
        """Run records of a stream touching ``(a, b]`` or of one run, oldest first."""
        return self._server.again(records.read, key, a, b, run)

    def failed_runs(self, keys: Sequence[StreamKey]) -> list[RunRecord]:
        """Run records of these streams whose state is ``failed``, by stream, each oldest first."""
        return self._server.again(records.failed, list(keys))

    # definitions
    def put_documents(self, kind: str, documents: Sequence[Document]) -> None:
        """Insert or replace definition documents by ``_id``."""
        packed = dict(pack_document(kind, document) for document in documents)
        self._server.again(records.put, kind, packed)

    def get_documents(self, kind: str, ids: Sequence[str] | None = None) -> Iterator[Document]:
        """Definition documents, all or of these ids, ordered by id."""
        return self._all_documents(kind) if ids is None else self._named_documents(kind, ids)

    def _all_documents(self, kind: str) -> Iterator[Document]:
        after = ""
        while True:
            page = self._server.again(records.following, kind, after)
            yield from page
            if len(page) < records.DOCUMENTS_AT_ONCE:
                return
            after = page[-1]["_id"]

    def _named_documents(self, kind: str, ids: Sequence[str]) -> Iterator[Document]:
        wanted = sorted(set(ids))
        for place in range(0, len(wanted), records.DOCUMENTS_AT_ONCE):
            some = wanted[place : place + records.DOCUMENTS_AT_ONCE]
            yield from self._server.again(records.named, kind, some)

    def delete_documents(self, kind: str, ids: Sequence[str]) -> int:
        """Remove definition documents; returns how many there were."""
        return self._server.again(records.delete, kind, ids)

    def kinds(self) -> list[str]:
        """The kinds that have definition documents, sorted."""
        return self._server.again(records.kinds)

    # the whole
    def info(self) -> Mapping[str, Any]:
        """``bytes``, ``segments``, ``streams``, ``rows``, ``format``, and what each collection takes."""
        return self._server.again(overview)

    def close(self) -> None:
        """Release the sockets; calling it twice is fine."""
        self._server.close()


def open_mongo(url: str, _base_dir: Path) -> MongoStore:
    """The store at a ``mongodb://`` or ``mongodb+srv://`` address; errors as `MongoStore`."""
    return MongoStore(url)
