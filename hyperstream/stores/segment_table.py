"""Segments of one stream in memory, found by time."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence

from .ledger.model import Segment


class SegmentTable:
    """The segments of one incarnation, found by time with bisection."""

    def __init__(self) -> None:
        self._segments: dict[tuple[int, int, int], Segment] = {}
        self._order: list[tuple[int, int, int]] = []

    def all(self) -> list[Segment]:
        """Every segment, by first timestamp."""
        return [self._segments[place] for place in self._order]

    def insert(self, segments: Iterable[Segment]) -> None:
        """Keep segments; one of the same number and hull takes the other's place."""
        for segment in segments:
            place = (segment.a, segment.b, segment.n)
            if place not in self._segments:
                insort(self._order, place)
            self._segments[place] = segment

    def touching(self, a: int, b: int, span: int) -> list[Segment]:
        """Those with ``seg.a <= b``, ``seg.b > a`` and ``seg.a > a - span``, by first timestamp."""
        start = bisect_right(self._order, a - span, key=_first)
        stop = bisect_right(self._order, b, lo=start, key=_first)
        return [self._segments[place] for place in self._order[start:stop] if place[1] > a]

    def delete(self, ranges: Sequence[tuple[int, int]], within: tuple[int, int] | None) -> int:
        """Drop those of these numbers (and of exactly this hull); returns how many."""
        dropped = [
            place
            for place in self._order
            if within in (None, place[:2]) and any(lo <= place[2] <= hi for lo, hi in ranges)
        ]
        for place in dropped:
            del self._segments[place]
        if dropped:
            self._order = sorted(self._segments)
        return len(dropped)


def _first(place: tuple[int, int, int]) -> int:
    return place[0]
