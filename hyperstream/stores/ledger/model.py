"""The ledger of a stream as plain, immutable values.

One record per stream says which rows are visible and what computed which interval. Everything
here is a value: the functions beside it take a ledger and give a ledger, the stores write one
with a compare-and-set on ``rev``. All times are UTC milliseconds (int), all intervals
``(a, b]``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ..keys import StreamKey

Ranges = tuple[tuple[int, int], ...]
"""Sorted, disjoint, non-adjacent closed ranges of commit numbers, ``((lo, hi), ...)``."""

NEVER = -(2**63)
"""The value of ``last`` while nothing was ever visible: before every timestamp."""

NO_FINGERPRINT = 0
"""Index of "not computed": ``fps[0]`` is reserved and never looked up."""

NO_INPUTS = 0
"""Index of "no inputs recorded": ``ins[0]`` is the empty record."""


class Fingerprint(NamedTuple):
    """What computed an interval: equal fingerprints are the same computation.

    Attributes:
        tool: Tool name; ``legacy`` for intervals set by hand or imported, ``given`` for a
            settled range of a raw stream.
        version: Semantic version of the tool file, empty for the two special ones.
        parameters: Canonical JSON of the parameters.
        sources: Keys of the source, alignment and splitting streams, in that order.
        redo: ``requested`` where somebody asked for it to be computed again, current or not, and that
            has not succeeded yet; else empty.
    """

    tool: str
    version: str = ""
    parameters: str = ""
    sources: tuple[str, ...] = ()
    redo: str = ""


LEGACY = Fingerprint("legacy")
GIVEN = Fingerprint("given")


MEMORY = b"memory:"
"""What the incarnations of streams begin with that live in the memory of one process."""

_ORIGIN = len(MEMORY) + 4
"""So many bytes tell which memory it is."""


def of_another_memory(one: bytes, other: bytes) -> bool:
    """Whether two incarnations are of streams in two memories; neither tells anything about the other."""
    return one.startswith(MEMORY) and other.startswith(MEMORY) and one[:_ORIGIN] != other[:_ORIGIN]


class Input(NamedTuple):
    """One source as it was read: its key, incarnation and revision, and how far the reading reached.

    The reach is that of a single result: one at time ``t`` rests on the source's rows in
    ``(t - before, t + after]``. So a part ``(a, b]`` rests on ``(a - before, b + after]``, parts
    can be merged and cut, and late data makes exactly what it touches stale. (Where only the hull
    that a whole call read is known, ``staleness.reach`` gives the reach that is safe.)

    Attributes:
        key: Stream key of the source.
        inc: Its incarnation; another one means the source was deleted and made again.
        rev: Its ledger revision before the read.
        before: How far back a result reaches, in ms (``lookback``); ``WHOLE`` = all history.
        after: How far ahead a result reaches, in ms (``lookahead``); ``WHOLE`` = all future.
        since: With ``before = WHOLE``: where the source's history began at the read; nothing
            was there before it. ``NEVER`` = at the beginning of time.
    """

    key: StreamKey
    inc: bytes
    rev: int
    before: int = 0
    after: int = 0
    since: int = NEVER


WHOLE = 2**62
"""As ``Input.before`` or ``after``: the whole history on that side was read."""

Inputs = tuple[Input, ...]


class Part(NamedTuple):
    """A range ``(a, b]`` of the partition of time.

    Attributes:
        a: Start in ms, left out.
        b: End in ms, in.
        fp: Index into ``Ledger.fps`` of what computed it; ``NO_FINGERPRINT`` for nothing.
        changed: Revision of the last content change that somebody may have missed.
        inputs: Index into ``Ledger.ins`` of the sources as they were read.
        cut: Numbers visible in this part but hidden somewhere else.
    """

    a: int
    b: int
    fp: int = NO_FINGERPRINT
    changed: int = 0
    inputs: int = NO_INPUTS
    cut: Ranges = ()


class Claim(NamedTuple):
    """The exclusive right to change ``(a, b]`` until ``exp``, named by its number ``n``.

    Attributes:
        n: Current commit number; ``n..hi`` belong to the claim.
        hi: Last number of the claim.
        a: Start in ms, left out.
        b: End in ms, in.
        who: Holder, ``host:pid:token``; shown to people who wait.
        exp: Store time in ms at which it expires.
    """

    n: int
    hi: int
    a: int
    b: int
    who: str
    exp: int


class TailChunk(NamedTuple):
    """A few of the newest rows, kept in the ledger itself until there are enough for a segment.

    Attributes:
        a: First timestamp, ms.
        b: Last timestamp, ms.
        count: Rows.
        payload: Encoded rows, see ``batch.codec``.
    """

    a: int
    b: int
    count: int  # type: ignore[assignment]  # rows, not tuple.count
    payload: bytes


class Segment(NamedTuple):
    """An immutable stored document with rows of one stream, all written under one number."""

    n: int
    a: int
    b: int
    count: int  # type: ignore[assignment]  # rows, not tuple.count
    payload: bytes


@dataclass(frozen=True, slots=True)
class Ledger:
    """The one record per stream that says what is visible and what is computed.

    Attributes:
        inc: Random id of this incarnation; segments carry it instead of the key.
        rev: Change counter, +1 at every change; every change is "write if rev is still r".
        next: Next free commit number.
        gc: Clean-up epoch.
        last: Greatest timestamp that was ever visible, or ``NEVER``.
        span: Widest segment ever written (last minus first timestamp, ms).
        whole: Numbers all of whose rows are visible.
        parts: Sorted, disjoint, neighbours merged when equal; what is not listed is
            "not computed, never changed, nothing cut".
        claims: Live and expired claims, intervals pairwise disjoint.
        tail: The newest rows.
        fps: Table of fingerprints; index 0 is reserved for "not computed".
        ins: Table of input records; index 0 is "none".
        complete: Up to where the source declared itself complete, ms, or None.
        about: What all rows have in common (a frame's columns, say): text of whoever writes, which
            the protocol carries and never reads.
        stored: Segments of the numbers in ``whole``, so that a check notices what somebody else
            removed; None where an older HyperStream began the ledger, which did not count them.
    """

    inc: bytes
    rev: int = 0
    next: int = 1
    gc: int = 0
    last: int = NEVER
    span: int = 0
    whole: Ranges = ()
    parts: tuple[Part, ...] = ()
    claims: tuple[Claim, ...] = ()
    tail: tuple[TailChunk, ...] = ()
    fps: tuple[Fingerprint | None, ...] = (None,)
    ins: tuple[Inputs, ...] = ((),)
    complete: int | None = None
    about: str = ""
    stored: int | None = 0
