"""The door to a database: what every store gives, and nothing about which one it is.

A store keeps four kinds of record: ledgers (one per stream, changed by compare-and-set on
``rev``), segments (immutable rows), run records, and definition documents. It decides nothing:
what is visible, computed or dead is said by the pure functions in ``ledger``. Operations are
plural, so that 100 k streams cost no 100 k round trips. Every implementation passes
`hyperstream.testing.StoreContract`.

All times are UTC milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from .keys import StreamKey
from .ledger.model import Ledger, Segment, TailChunk

Document = dict[str, Any]
"""A definition as BSON-encodable mapping with its id under ``_id``."""


class LedgerRead(NamedTuple):
    """Ledgers as of one read. Streams that have none are absent from ``ledgers``."""

    now: int
    ledgers: dict[StreamKey, Ledger]


class RunRecord(NamedTuple):
    """One attempt to compute an interval; never part of merging, survives folds.

    Attributes:
        key: The stream.
        n: Commit number, 0 where none was needed (tail append).
        a: Start of the interval, ms.
        b: End of the interval, ms.
        run: Run id, shared by everything one request did.
        host: ``host:pid``.
        at: Store time of the attempt's end, ms.
        ms: Duration, ms.
        count: Instances.
        state: ``done`` or ``failed``.
        tool: Tool name.
        version: Tool version.
        parameters: Canonical JSON of the parameters.
        source_hash: ``sha256`` hex of the tool file, or empty.
        error: What failed, else empty.
    """

    key: StreamKey
    n: int
    a: int
    b: int
    run: str
    host: str
    at: int
    ms: float
    count: int  # type: ignore[assignment]  # instances, not tuple.count
    state: str
    tool: str
    version: str
    parameters: str = ""
    source_hash: str = ""
    error: str = ""


class Publish(NamedTuple):
    """Segments, then the ledger that makes them visible, if its revision is still ``rev``.

    A store that can do both in one transaction does; another inserts the segments,
    acknowledged, and then swaps the ledger. ``ledger.rev`` is ``rev + 1``. ``rev == 0`` creates
    the ledger and fails if there is one. ``base`` is the ledger that ``rev`` stands for: where it
    is given, only the fields that differ from it need to be written (a claim then costs a few
    bytes, however long the map and the tail are).
    """

    key: StreamKey
    rev: int
    ledger: Ledger
    segments: tuple[Segment, ...] = ()
    run: RunRecord | None = None
    base: Ledger | None = None


class Append(NamedTuple):
    """Rows for the tail in one round trip, if the revision is still ``rev``.

    Only ``rev``, ``last``, the pushed chunk and, with ``parts_changed``, the packed fields
    (``whole``, ``parts``, ``fps``, ``ins``, ``complete``) are written. ``ledger`` is the whole new
    ledger. A stream without a ledger is refused: its first is made by a `Publish`.
    """

    key: StreamKey
    rev: int
    ledger: Ledger
    chunk: TailChunk
    parts_changed: bool = False
    run: RunRecord | None = None


Change = Publish | Append


class Store(Protocol):
    """A database that keeps streams. Thread-safe; one object serves one process.

    Every method raises `StoreUnavailableError` when the database does not answer, is read-only
    or has no room (nothing half-written is visible then), `StoreFormatError` when what lies
    there cannot be read.
    """

    @property
    def url(self) -> str:
        """The address, without password."""

    def now(self) -> int:
        """Store time, ms."""

    # ledgers
    def read_ledgers(self, keys: Sequence[StreamKey]) -> LedgerRead:
        """The ledgers of these streams and store time, one round trip."""

    def keys(self, channel: str | None = None) -> Iterator[StreamKey]:
        """Keys of all streams that have a ledger, sorted; of one channel where named."""

    def change(self, changes: Sequence[Change]) -> list[bool]:
        """Apply each change whose revision and incarnation still match; one answer a change.

        Changes to several streams are independent of each other: one may be refused and the
        others applied. ``False`` means that nothing of that change's ledger was written, nor its
        run record (its segments may remain: they are dead, or belong to a claim that may publish
        them again). The incarnation is compared too: a stream that was deleted and made again
        may stand at the same revision.
        """

    def delete_ledger(self, key: StreamKey, inc: bytes) -> None:
        """Remove a stream's ledger and segments of this incarnation; absent is fine."""

    # segments
    def insert_segments(self, inc: bytes, segments: Sequence[Segment]) -> None:
        """Write segments, acknowledged and durable; invisible until a ledger names their number.

        A segment is known by its number and hull: writing it again, after an error or a refused
        `Publish`, leaves one.
        """

    def read_segments(self, inc: bytes, a: int, b: int, span: int) -> Iterator[Segment]:
        """Segments with a row hull touching ``(a, b]``: ``seg.a <= b`` and ``seg.b > a``.

        ``span`` bounds the index scan (``seg.a > a - span``). Ordered by first timestamp.
        """

    def reach(self, inc: bytes, numbers: Iterable[int]) -> dict[int, list[tuple[int, int]]]:
        """For each number, ``(first, last)`` of each of its segments, ascending.

        Numbers without segments are absent.
        """

    def list_segments(self, inc: bytes) -> Iterator[Segment]:
        """All segments of an incarnation without their payload (``b""``), ordered by number."""

    def incarnations(self) -> Iterator[bytes]:
        """Every incarnation that has segments, ordered; also those whose ledger is gone."""

    def delete_segments(
        self, inc: bytes, ranges: Sequence[tuple[int, int]], within: tuple[int, int] | None = None
    ) -> int:
        """Delete the segments of these number ranges; returns how many.

        With ``within = (first, last)`` only those whose hull is exactly that.
        """

    # runs
    def add_runs(self, runs: Sequence[RunRecord]) -> None:
        """Keep run records."""

    def read_runs(
        self, key: StreamKey, a: int | None = None, b: int | None = None, run: str | None = None
    ) -> list[RunRecord]:
        """Run records of a stream touching ``(a, b]`` or of one run, oldest first.

        Bounds that are not given do not bound; records of equal ``at`` come as they were added.
        """

    def failed_runs(self, keys: Sequence[StreamKey]) -> list[RunRecord]:
        """Run records of these streams whose state is ``failed``, by stream, each oldest first.

        A few round trips, however many streams there are: failures are rare.
        """

    # definitions
    def put_documents(self, kind: str, documents: Sequence[Document]) -> None:
        """Insert or replace definition documents by ``_id`` (text).

        Raises:
            ValueNotStorableError: A document cannot be kept as BSON; none of them was written.
        """

    def get_documents(self, kind: str, ids: Sequence[str] | None = None) -> Iterator[Document]:
        """Definition documents, all or of these ids, ordered by id. Datetimes come back as UTC."""

    def delete_documents(self, kind: str, ids: Sequence[str]) -> int:
        """Remove definition documents; returns how many there were."""

    def kinds(self) -> list[str]:
        """The kinds that have definition documents, sorted."""

    # the whole
    def info(self) -> Mapping[str, Any]:
        """``bytes``, ``segments``, ``streams``, ``rows``, ``format``, and what else is cheap to tell."""

    def close(self) -> None:
        """Release files and sockets; calling it twice is fine."""
