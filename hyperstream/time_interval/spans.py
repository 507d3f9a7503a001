"""The algebra of time as integers, which every interval, ledger and plan stands on.

A span is a pair ``(a, b)`` of milliseconds (UTC) with ``a < b``, standing for the half-open
``(a, b]``. A set of times is a tuple of spans in canonical form: sorted, disjoint, and merged where
they touch, so that equal sets are equal tuples. All functions take and give canonical tuples (only
`normalise` takes anything) and run in linear time; those that ask about one place, in logarithmic.
Milliseconds must be smaller in amount than 2**62.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

Span = tuple[int, int]
Spans = tuple[Span, ...]

EMPTY: Spans = ()
_BEYOND: Span = (2**63, 2**63)


def normalise(pairs: Iterable[Span]) -> Spans:
    """The canonical form of any pairs, in any order, overlapping or not; ``a >= b`` holds no time."""
    ordered = sorted(pair for pair in pairs if pair[0] < pair[1])
    if not ordered:
        return EMPTY
    merged: list[Span] = []
    a, b = ordered[0]
    for c, d in ordered:
        if c > b:
            merged.append((a, b))
            a, b = c, d
        elif d > b:
            b = d
    merged.append((a, b))
    return tuple(merged)


def union(x: Spans, y: Spans) -> Spans:
    """What lies in ``x`` or in ``y``."""
    if not x or not y:
        return x or y
    if x[-1][1] < y[0][0]:
        return x + y
    if y[-1][1] < x[0][0]:
        return y + x
    # Two sorted runs: the sort in there only merges, in linear time.
    return normalise(x + y)


def intersection(x: Spans, y: Spans) -> Spans:
    """What lies both in ``x`` and in ``y``."""
    if not x or not y:
        return EMPTY
    y = touching(y, x[0][0], x[-1][1])
    if not y:
        return EMPTY
    out: list[Span] = []
    others = iter(y)
    c, d = next(others)
    for a, b in touching(x, y[0][0], y[-1][1]):
        while d <= a:
            c, d = next(others, _BEYOND)
        while c < b:
            out.append((a if a > c else c, b if b < d else d))
            if b <= d:
                break
            c, d = next(others, _BEYOND)
    return tuple(out)


def difference(x: Spans, y: Spans) -> Spans:
    """What lies in ``x`` and not in ``y``."""
    if not x or not y:
        return x
    y = touching(y, x[0][0], x[-1][1])
    if not y:
        return x
    # What of x lies wholly before or after y is copied as it is: subtracting little is cheap.
    low, high = _reach(x, y[0][0], y[-1][1])
    return x[:low] + _carve(x[low:high], y) + x[high:]


def _carve(x: Spans, y: Spans) -> Spans:
    out: list[Span] = []
    holes = iter(y)
    c, d = next(holes)
    for a, b in x:
        while d <= a:
            c, d = next(holes, _BEYOND)
        while c < b:
            if a < c:
                out.append((a, c))
            a = d
            if b <= d:
                break
            c, d = next(holes, _BEYOND)
        if a < b:
            out.append((a, b))
    return tuple(out)


def contains(x: Spans, t: int) -> bool:
    """Whether the instant ``t`` lies in ``x``."""
    index = bisect_left(x, (t,))
    return index > 0 and t <= x[index - 1][1]


def covers(x: Spans, span: Span) -> bool:
    """Whether all of ``(a, b]`` lies in ``x``; an empty span always does."""
    a, b = span
    if a >= b:
        return True
    index = bisect_left(x, (a + 1,))
    return index > 0 and b <= x[index - 1][1]


def touching(x: Spans, a: int, b: int) -> Spans:
    """The whole spans of ``x`` that share an instant with ``(a, b]``."""
    if a >= b:
        return EMPTY
    low, high = _reach(x, a, b)
    return x[low:high]


def clip(x: Spans, a: int, b: int) -> Spans:
    """What of ``x`` lies in ``(a, b]``."""
    return intersection(touching(x, a, b), ((a, b),))


def cut(x: Spans, points: Sequence[int]) -> list[Span]:
    """The spans of ``x`` cut at each point (sorted, none twice) that lies strictly inside one.

    Not canonical: the pieces touch.
    """
    pieces: list[Span] = []
    for a, b in x:
        edges = [a, *points[bisect_right(points, a) : bisect_left(points, b)], b]
        pieces.extend(pairwise(edges))
    return pieces


def total(x: Spans) -> int:
    """How many milliseconds ``x`` holds."""
    return sum(b - a for a, b in x)


def _reach(x: Spans, a: int, b: int) -> tuple[int, int]:
    """Where the spans that share an instant with ``(a, b]`` begin and end in ``x``."""
    low = bisect_left(x, (a,))
    if low and x[low - 1][1] > a:
        low -= 1
    return low, bisect_left(x, (b,), low)
