"""The commit: from a ledger and what a writer did under its claim, the ledger that makes it visible.

The `Finding` was made by the scan, under the claim. Inside the interval nothing can have changed
since, so it still holds for whatever ledger the commit meets.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple

from ...time_interval.spans import Spans, touching
from . import numbers
from .claims import advanced
from .limits import checked
from .model import NEVER, NO_FINGERPRINT, NO_INPUTS, Fingerprint, Inputs, Ledger, Part, Ranges
from .parts import Parts, merged, rewrite
from .rows import Kit
from .staleness import Sources, advance
from .tables import Tables, compact, intern
from .tail import touched, trimmed


class Kind(StrEnum):
    """What a writer does; they differ in what they read and in what they change at commit."""

    COMPUTED = "computed"
    DIRECT = "direct"
    REPLACE = "replace"
    PURGE = "purge"
    FOLD = "fold"
    FLUSH = "flush"


class Result(NamedTuple):
    """What computed an interval, and from what.

    Attributes:
        fingerprint: What computed it.
        inputs: The sources as they were read, before they were read.
        sources: Their ledgers at those revisions; other parts that are still current by them
            move up to the same revisions, so that neighbours become equal.
    """

    fingerprint: Fingerprint
    inputs: Inputs = ()
    sources: Sources = ()


class Finding(NamedTuple):
    """What the scan found inside the interval.

    Attributes:
        out: Whole numbers with a visible row in the interval, each with the ranges outside it
            that its segments reach.
        differs: Where the rows after the commit really differ from those before.
        folded: Numbers all of whose visible rows a fold has copied.
        sizes: Segments of each whole number among these.
    """

    out: tuple[tuple[int, Spans], ...] = ()
    differs: Spans = ()
    folded: Ranges = ()
    sizes: tuple[tuple[int, int], ...] = ()


class Commit(NamedTuple):
    """One attempt, ready to become visible.

    Attributes:
        kind: Which writer.
        n: Its number.
        a: Start of the interval, ms, left out.
        b: End of the interval, ms, in.
        found: What the scan found.
        result: What computed it; None for the other writers.
        last: Last timestamp written, or ``NEVER``.
        span: Widest segment written, ms.
        segments: Segments written.
    """

    kind: Kind
    n: int
    a: int
    b: int
    found: Finding = Finding()
    result: Result | None = None
    last: int = NEVER
    span: int = 0
    segments: int = 0


SUPERSEDES = frozenset({Kind.COMPUTED, Kind.REPLACE, Kind.PURGE})
EMPTIES_TAIL = SUPERSEDES | {Kind.FLUSH}


def committed(ledger: Ledger, commit: Commit, kit: Kit) -> Ledger:
    """The ledger after the commit. The caller has made sure that the claim is still there.

    Raises:
        LedgerFullError: It would grow beyond its limit; nothing is written then.
    """
    kind, a, b, found = commit.kind, commit.a, commit.b, commit.found
    rev, whole, parts = ledger.rev + 1, ledger.whole, ledger.parts
    if kind in SUPERSEDES:
        whole, parts = superseded(whole, parts, a, b, found.out)
    if kind is Kind.FOLD:
        whole = numbers.difference(whole, found.folded)
        parts = _without_cuts(parts, found.folded)
    parts, fps, ins = _noted((parts, ledger.fps, ledger.ins), commit, rev)
    after = replace(
        ledger,
        rev=rev,
        whole=numbers.add(whole, commit.n),
        parts=parts,
        claims=advanced(ledger, commit.n, b),
        tail=trimmed(ledger.tail, a, b, kit) if kind in EMPTIES_TAIL else ledger.tail,
        last=max(ledger.last, commit.last),
        span=max(ledger.span, commit.span),
        fps=fps,
        ins=ins,
        stored=_stored(ledger, whole, commit),
    )
    return checked(ledger, after)


def _stored(ledger: Ledger, left: Ranges, commit: Commit) -> int | None:
    """The count of segments after the commit; ``left`` are the older numbers that are still whole."""
    if ledger.stored is None:
        return None
    gone = numbers.difference(ledger.whole, left)
    return (
        ledger.stored
        + commit.segments
        - sum(size for n, size in commit.found.sizes if numbers.holds(gone, n))
    )


def _noted(tables: Tables, commit: Commit, rev: int) -> Tables:
    """The parts with fingerprints and ``changed`` as this kind of commit moves them."""
    parts, fps, ins = tables
    if commit.kind is Kind.COMPUTED and commit.result is not None:
        return computed(tables, commit.a, commit.b, commit.result, commit.found.differs, rev)
    if commit.kind in (Kind.DIRECT, Kind.REPLACE):
        return compact(touched(parts, commit.found.differs, rev), fps, ins)
    if commit.kind is Kind.PURGE:
        return compact(forgotten(parts, commit.a, commit.b, rev), fps, ins)
    return tables


def superseded(
    whole: Ranges, parts: Parts, a: int, b: int, out: tuple[tuple[int, Spans], ...]
) -> tuple[Ranges, Parts]:
    """Everything older hidden in ``(a, b]``: numbers with rows elsewhere are cut, the others end."""
    for n, elsewhere in out:
        if numbers.holds(whole, n):
            whole = numbers.difference(whole, ((n, n),))
            for start, end in elsewhere:
                parts = rewrite(parts, start, end, lambda part, n=n: _cut(part, n))  # type: ignore[misc]
    return whole, rewrite(parts, a, b, _uncut)


def computed(tables: Tables, a: int, b: int, result: Result, differs: Spans, rev: int) -> Tables:
    """The parts with ``(a, b]`` computed at revision ``rev``; others advanced, all merged.

    ``changed`` moves where something was computed before and the rows really differ.
    """
    parts, fps, ins = tables
    fps, fp = intern(fps, result.fingerprint)
    ins, inputs = intern(ins, result.inputs)

    def change(part: Part) -> Part:
        moves = part.fp and touching(differs, part.a, part.b)
        return Part(part.a, part.b, fp, rev if moves else part.changed, inputs, part.cut)

    parts = rewrite(parts, a, b, change)
    if result.sources:
        parts, ins = advance(parts, fp, ins, result.sources)
    return compact(parts, fps, ins)


def forgotten(parts: Parts, a: int, b: int, rev: int) -> Parts:
    """The parts with ``(a, b]`` computed by nothing; whoever used what was computed there will notice."""

    def change(part: Part) -> Part:
        if not part.fp:
            return part
        return part._replace(fp=NO_FINGERPRINT, inputs=NO_INPUTS, changed=rev)

    return rewrite(parts, a, b, change)


def _without_cuts(parts: Parts, folded: Ranges) -> Parts:
    return merged(
        part._replace(cut=numbers.difference(part.cut, folded)) if part.cut else part for part in parts
    )


def _cut(part: Part, n: int) -> Part:
    return part._replace(cut=numbers.union(part.cut, ((n, n),)))


def _uncut(part: Part) -> Part:
    return part._replace(cut=()) if part.cut else part
