"""The scan: what a writer learns about its interval, judged by the ledger that gave it the claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ...time_interval.spans import Spans, covers, difference, intersection, normalise
from . import numbers
from .commits import Finding
from .model import Ledger, Segment
from .parts import pieces
from .rows import Kit
from .tail import rows_in
from .visibility import shown

Hulls = Mapping[int, Sequence[tuple[int, int]]]


class Found(NamedTuple):
    """Visible rows of an interval: of segments, each with its number, and of the tail.

    Attributes:
        stored: Number and rows, one entry a segment that shows any.
        tail: Rows of the tail, chunk by chunk.
    """

    stored: tuple[tuple[int, Any], ...]
    tail: tuple[Any, ...]

    def rows(self, kit: Kit) -> Any:
        """All of them, in order of time."""
        return kit.join([rows for _, rows in self.stored] + list(self.tail))

    def whole_numbers(self, ledger: Ledger) -> tuple[int, ...]:
        """Numbers with a visible row here that are visible everywhere."""
        found = sorted({n for n, _ in self.stored})
        return tuple(n for n in found if numbers.holds(ledger.whole, n))


def visible(ledger: Ledger, segments: Iterable[Segment], a: int, b: int, kit: Kit) -> Found:
    """The rows in ``(a, b]`` that this ledger shows."""
    stored: list[tuple[int, Any]] = []
    for segment in segments:
        places = shown(ledger, segment.n, max(a, segment.a - 1), min(b, segment.b))
        if places:
            rows = kit.decode(segment.payload)
            stored += [(segment.n, some) for x, y in places if len(some := rows.between(x, y))]
    return Found(tuple(stored), tuple(rows_in(ledger.tail, a, b, kit)))


def outside(hulls: Hulls, n: int, a: int, b: int) -> Spans:
    """The ranges outside ``(a, b]`` that the segments of ``n`` reach."""
    return difference(_spans(hulls, n), ((a, b),))


def superseding(found: Found, ledger: Ledger, hulls: Hulls, a: int, b: int, new: Any, kit: Kit) -> Finding:
    """What a write that replaces everything in ``(a, b]`` by the rows ``new`` has to hide."""
    whole = found.whole_numbers(ledger)
    out = tuple((n, outside(hulls, n, a, b)) for n in whole)
    return Finding(out, differing(ledger, a, b, found.rows(kit), new, kit), sizes=sizes(hulls, whole))


def sizes(hulls: Hulls, chosen: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Each of these numbers, and how many segments it has."""
    return tuple((n, len(hulls.get(n, ()))) for n in chosen)


def differing(ledger: Ledger, a: int, b: int, old: Any, new: Any, kit: Kit) -> Spans:
    """The parts of ``(a, b]`` in which old and new rows are not the same."""
    if not len(old) and not len(new):
        return ()
    return normalise(
        (part.a, part.b)
        for part in pieces(ledger.parts, a, b)
        if not kit.same(old.between(part.a, part.b), new.between(part.a, part.b))
    )


def foldable(
    found: Found, ledger: Ledger, hulls: Hulls, a: int, b: int, small: int | None
) -> tuple[int, ...]:
    """Numbers all of whose visible rows lie in ``(a, b]``, as far as folding them gains something."""
    counts: dict[int, int] = {}
    for n, rows in found.stored:
        counts[n] = counts.get(n, 0) + len(rows)
    chosen = []
    cut_ones = 0
    for n, count in counts.items():
        whole = numbers.holds(ledger.whole, n)
        if whole and small is not None and count >= small:
            continue
        if covers_all(ledger, hulls, n, whole, a, b):
            chosen.append(n)
            cut_ones += not whole
    return tuple(sorted(chosen)) if len(chosen) > 1 or cut_ones else ()


def covers_all(ledger: Ledger, hulls: Hulls, n: int, whole: bool, a: int, b: int) -> bool:
    """Whether no row of ``n`` is visible outside ``(a, b]``; not where its segments are gone meanwhile."""
    spans = _spans(hulls, n)
    if not spans:
        return False  # Another clean-up folded it since its rows were read; the ledger has moved on.
    if not whole:
        spans = intersection(spans, shown(ledger, n, spans[0][0], spans[-1][1]))
    return all(covers(((a, b),), span) for span in spans)


def _spans(hulls: Hulls, n: int) -> Spans:
    return normalise((first - 1, last) for first, last in hulls.get(n, ()))
