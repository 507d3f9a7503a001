"""Is a store sound: ledgers against segments, what is left over, what cannot be read.

Nothing is changed by looking. Repairing removes what is dead, never what is visible.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..batch.codec import PACKED
from ..batch.segments import SEGMENT_ROWS
from ..stores.keys import StreamKey, describe_key
from ..stores.ledger import numbers
from ..stores.ledger.model import Ledger, Segment
from ..stores.ledger.visibility import cuts
from ..stores.port import Store
from ..stores.streams import StreamStore
from ..utils.errors import StoreFormatError

ALL_NUMBERS = ((0, 2**63 - 1),)


@dataclass
class Report:
    """What a check found.

    Attributes:
        streams: Streams with a ledger.
        segments: Visible segments.
        rows: Rows in them and in tails.
        bytes: Bytes of their payloads.
        dead: Segments that nobody will ever see again.
        orphans: Incarnations with segments whose stream is gone.
        problems: What is wrong, one line each.
        removed: Segments that were removed by repairing.
    """

    streams: int = 0
    segments: int = 0
    rows: int = 0
    bytes: int = 0
    dead: int = 0
    orphans: int = 0
    problems: list[str] = field(default_factory=list)
    removed: int = 0

    @property
    def fill(self) -> float:
        """How full the visible segments are on average, between 0 and 1."""
        # Segments of tables may hold more rows than others.
        return min(1.0, self.rows / (self.segments * SEGMENT_ROWS)) if self.segments else 0.0


def check(store: Store, *, payloads: bool = True, repair: bool = False) -> Report:
    """Look at every stream of a store.

    Args:
        store: The store; payloads are those of a `StreamStore` with the packed codec.
        payloads: Read and decode every visible segment too.
        repair: Remove dead segments and those of streams that are gone.

    Raises:
        StoreUnavailableError: The store does not answer.
    """
    report = Report()
    # A ledger is there before its first segment: what has none after this moment has been deleted.
    incarnations = set(store.incarnations())
    readable = True
    for key in list(store.keys()):
        report.streams += 1
        try:
            ledger = store.read_ledgers([key]).ledgers.get(key)
        except StoreFormatError as error:
            report.problems.append(str(error))
            readable = False
            continue
        if ledger is not None:
            incarnations.discard(ledger.inc)
            _check_stream(store, key, ledger, report, payloads)
            if repair:
                report.removed += StreamStore(store).clean(key)
    # with an unreadable ledger nobody knows whose segments these are
    _check_orphans(store, incarnations, report, repair and readable)
    return report


def _check_stream(store: Store, key: StreamKey, ledger: Ledger, report: Report, payloads: bool) -> None:
    alive = numbers.union(ledger.whole, cuts(ledger))
    for claim in ledger.claims:
        alive = numbers.union(alive, ((claim.n, claim.hi),))
    report.rows += sum(chunk[2] for chunk in ledger.tail)
    counted = 0
    for segment in store.list_segments(ledger.inc):
        if numbers.holds(alive, segment.n):
            report.segments += 1
            report.rows += segment[3]
            whole = numbers.holds(ledger.whole, segment.n)
            counted += whole
            if segment.b - segment.a > ledger.span and whole:
                _note(report, key, f"segment {segment.n} is wider than the ledger knows, reads may miss it")
        elif segment.n < ledger.next:
            report.dead += 1
    if ledger.stored not in (None, counted):
        _note_count(store, key, ledger, counted, report)
    if payloads:
        _check_payloads(store, key, ledger, report)


def _note_count(store: Store, key: StreamKey, ledger: Ledger, counted: int, report: Report) -> None:
    """Segments that a ledger counts and nobody finds: somebody else removed them."""
    now = store.read_ledgers([key]).ledgers.get(key)
    if now is None or now.rev != ledger.rev:
        return  # a commit came in between; the next check tells
    _note(
        report,
        key,
        f"{ledger.stored} segments were written and {counted} are there: somebody removed some, and "
        "their rows are lost. Restore the stream from a copy, or remove it (purge_stream with "
        "remove_definition=True) and write or compute it again",
    )


def _check_payloads(store: Store, key: StreamKey, ledger: Ledger, report: Report) -> None:
    whole = store.read_segments(ledger.inc, -(2**62), 2**62, 2**62)
    for segment in whole:
        report.bytes += len(segment.payload)
        if numbers.holds(ledger.whole, segment.n):
            _check_payload(segment, key, report)
    report.bytes += sum(len(chunk.payload) for chunk in ledger.tail)


def _check_payload(segment: Segment, key: StreamKey, report: Report) -> None:
    try:
        rows = PACKED.decode(segment.payload)
    except StoreFormatError as error:
        _note(report, key, f"segment {segment.n} from {segment.a} to {segment.b} ms cannot be read: {error}")
        return
    if not rows.is_ordered or (rows.first_ms, rows.last_ms, len(rows)) != segment[1:4]:
        _note(report, key, f"segment {segment.n} does not hold the rows that it should")


def _check_orphans(store: Store, incarnations: Iterable[bytes], report: Report, repair: bool) -> None:
    for inc in sorted(incarnations):
        report.orphans += 1
        if repair:
            report.removed += store.delete_segments(inc, ALL_NUMBERS)


def _note(report: Report, key: StreamKey, what: str) -> None:
    report.problems.append(f"{describe_key(key)}: {what}")
