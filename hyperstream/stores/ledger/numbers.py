"""Sets of commit numbers as sorted, disjoint, non-adjacent closed ranges ``((lo, hi), ...)``.

Exact: a hole is never closed over, because the numbers in it are dead. Equal sets are equal tuples.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from .model import Ranges

NONE: Ranges = ()
_TOP = float("inf")


def holds(ranges: Ranges, n: int) -> bool:
    """Whether ``n`` is in the set."""
    index = bisect_right(ranges, (n, _TOP))
    return index > 0 and n <= ranges[index - 1][1]


def add(ranges: Ranges, n: int) -> Ranges:
    """The set with ``n``; constant time where ``n`` continues the last range."""
    if ranges:
        lo, hi = ranges[-1]
        if n == hi + 1:
            return (*ranges[:-1], (lo, n))
        if n <= hi:
            return union(ranges, ((n, n),))
    return (*ranges, (n, n))


def union(x: Ranges, y: Ranges) -> Ranges:
    """The numbers in either set."""
    if not x or not y:
        return x or y
    merged: list[tuple[int, int]] = []
    for lo, hi in sorted(x + y):
        if merged and lo <= merged[-1][1] + 1:
            if hi > merged[-1][1]:
                merged[-1] = (merged[-1][0], hi)
        else:
            merged.append((lo, hi))
    return tuple(merged)


def difference(x: Ranges, y: Ranges) -> Ranges:
    """The numbers of ``x`` that are not in ``y``."""
    if not x or not y:
        return x
    kept: list[tuple[int, int]] = []
    holes = list(y)
    at = 0
    for start, hi in x:
        lo = start
        while at < len(holes) and holes[at][1] < lo:
            at += 1
        probe = at
        while probe < len(holes) and holes[probe][0] <= hi:
            if lo < holes[probe][0]:
                kept.append((lo, holes[probe][0] - 1))
            lo = holes[probe][1] + 1
            probe += 1
        if lo <= hi:
            kept.append((lo, hi))
    return tuple(kept)


def subset(x: Ranges, y: Ranges) -> bool:
    """Whether every number of ``x`` is in ``y``."""
    return x == y or not difference(x, y)


def gathered(numbers: Iterable[int]) -> Ranges:
    """The set of these numbers, given in any order."""
    ranges: Ranges = ()
    for n in sorted(numbers):
        if not holds(ranges, n):
            ranges = add(ranges, n)
    return ranges


def each(ranges: Ranges) -> Iterator[int]:
    """Every number, ascending."""
    for lo, hi in ranges:
        yield from range(lo, hi + 1)


def between(ranges: Ranges, lo: int, hi: int) -> Ranges:
    """The numbers from ``lo`` to ``hi``, both included, that are not in the set."""
    return difference(((lo, hi),), ranges) if lo <= hi else NONE
