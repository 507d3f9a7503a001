"""How the protocol talks: what a step may ask of a store, and what it hears.

Writers, readers and cleaners are machines without input and output: immutable states with
``step(reply)``, which gives the next state and the next request. A driver carries requests to a
real `Store`; a checker runs the very same machines through every interleaving. Requests name one
store operation each, so that a kill may fall between any two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from ...time_interval.spans import Spans
from ...utils.errors import HyperStreamError
from ..keys import StreamKey
from ..port import Append, Publish, RunRecord
from .commits import Kind, Result
from .model import Claim, Ledger, Segment
from .rows import Kit
from .segmenting import segments_of


# --- requests ---------------------------------------------------------------------------------
class Read(NamedTuple):
    """Read the ledger. Reply: `View`. With ``kept`` the last known ledger will do."""

    key: StreamKey
    kept: bool = False


class Scan(NamedTuple):
    """Segments touching ``(a, b]``. Reply: a sequence of `Segment`."""

    inc: bytes
    a: int
    b: int
    span: int


class Reach(NamedTuple):
    """First and last timestamp of the segments of these numbers. Reply: a mapping by number."""

    inc: bytes
    numbers: tuple[int, ...]


class Insert(NamedTuple):
    """Write segments under a claim, acknowledged. Reply: None."""

    key: StreamKey
    inc: bytes
    claim: Claim
    segments: tuple[Segment, ...]


class Delete(NamedTuple):
    """Delete segments of dead numbers (of exactly this hull). Reply: how many."""

    inc: bytes
    ranges: tuple[tuple[int, int], ...]
    within: tuple[int, int] | None = None


class Wait(NamedTuple):
    """Somebody else holds the interval. Reply: None, when it is worth another look."""

    claim: Claim


class Compute(NamedTuple):
    """The interval is ours to compute, under number ``n`` (0: without a claim). Reply: `Work`."""

    a: int
    b: int
    n: int


class Done(NamedTuple):
    """The machine has ended.

    Attributes:
        ledger: The ledger as it stands, as far as it is known; None where there is none.
        count: Rows written, or segments deleted.
        fenced: The claim was lost; nothing was written.
        value: What else the machine found out.
    """

    ledger: Ledger | None
    count: int = 0  # type: ignore[assignment]  # rows, not tuple.count
    fenced: bool = False
    value: Any = None


# --- replies ----------------------------------------------------------------------------------
class View(NamedTuple):
    """A ledger (None: the stream has none) and store time, ms; ``kept``: the last known ones."""

    ledger: Ledger | None
    now: int
    kept: bool = False


class Lost(NamedTuple):
    """The reply to a change never came: it may have been applied or not."""


LOST = Lost()


class Work(NamedTuple):
    """What a tool computed for the claimed interval, or the first part of it.

    Attributes:
        rows: The rows, ordered, inside the interval.
        packed: The same as segments, numbered 0.
        result: What computed them, and from what.
        run: Run record to keep with the commit; its number is filled in.
        upto: End of the part that is committed, ms; the rest stays claimed.
        staged: Further rows, which lie in the store under the claim's number already: their segments
            without payload. Only where nothing was visible before, so that there is nothing to compare.
    """

    rows: Any
    packed: tuple[Segment, ...]
    result: Result
    run: RunRecord | None = None
    upto: int | None = None
    staged: tuple[Segment, ...] = ()


# --- what a writer is asked to do -------------------------------------------------------------
class Job(NamedTuple):
    """One write, unchanged through all its attempts.

    Attributes:
        key: The stream.
        kind: Which writer.
        who: Name under which it claims; no other attempt anywhere has the same.
        lease: How long a claim lasts, ms.
        inc: Incarnation to make where the stream has no ledger yet.
        kit: What is done with rows.
        a: Start of the interval, ms.
        b: End of the interval, ms.
        wanted: What of the interval is to be computed, by the ledger at hand (computed).
        light: Whether an open end may be computed without a claim (computed).
        chunks: Commit numbers to claim, one for each chunk that will be committed.
        rows: What to write (direct, replace).
        packed: The same as segments, numbered 0; encoding comes first, so that a value that
            cannot be stored is refused before anything is written.
        conflict: ``raise``, ``ignore`` or ``replace`` a different value that is there (direct).
        small: Fold only cut numbers and those with fewer rows than this; None: every number.
        refuses: Why a stream with this ledger does not take the write; None where it does.
        about: What the rows have in common after this write, by what they had before it; a
            `HyperStreamError` of it refuses the write. None: it stays as it is (direct, replace).
        run: Record to keep with the commit; its number is filled in (direct, replace).
    """

    key: StreamKey
    kind: Kind
    who: str
    lease: int
    inc: bytes
    kit: Kit
    a: int
    b: int
    wanted: Callable[[Ledger], Spans] | None = None
    light: bool = False
    chunks: int = 1
    rows: Any = None
    packed: tuple[Segment, ...] = ()
    conflict: str = "raise"
    small: int | None = None
    refuses: Callable[[Ledger], HyperStreamError | None] | None = None
    about: Callable[[str], str] | None = None
    run: RunRecord | None = None


class Restart(NamedTuple):
    """Instead of a request: go back to step 1, with the work at hand where it was computed already."""

    job: Job
    a: int = 0
    b: int = 0
    work: Work | None = None


Request = Read | Publish | Append | Scan | Reach | Insert | Delete | Wait | Compute | Done | Restart
Step = tuple[Any, Request]


def described(job: Job, ledger: Ledger) -> Ledger:
    """The ledger saying what the rows have in common with those of this write among them.

    Raises:
        HyperStreamError: They do not go together.
    """
    about = ledger.about if job.about is None else job.about(ledger.about)
    return ledger if about == ledger.about else replace(ledger, about=about)


def packed(rows: Any, kit: Kit) -> tuple[Segment, ...]:
    """The rows as segments that have no number yet; errors as `segments_of`."""
    pieces = kit.split(rows)
    payloads = kit.encode_all(pieces)
    both = zip(pieces, payloads, strict=True)
    return tuple([segment for piece, payload in both for segment in segments_of(piece, payload, kit)])


def numbered(segments: Iterable[Segment], n: int) -> tuple[Segment, ...]:
    """The segments under their number."""
    return tuple(segment._replace(n=n) for segment in segments)
