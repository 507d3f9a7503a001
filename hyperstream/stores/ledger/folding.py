"""Which intervals are worth a fold: where small segments lie close together, or numbers are cut.

Small segments scattered over a long history cost a reader little, and rewriting what lies between
them would cost much; so only ranges are chosen in which small ones are at least every other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...time_interval.spans import Span, Spans, normalise
from . import numbers
from .model import Ledger, Ranges, Segment
from .visibility import cuts, shown

SMALL_ROWS = 1024
"""A number with fewer rows than this is worth folding together with others."""

FOLD_SEGMENTS = 64
"""Segments that one fold reads at most; a longer range takes several."""

MANY = 8
"""Fewer small segments than this in a range are left as they are."""


def fold_intervals(ledger: Ledger, segments: Iterable[Segment]) -> Spans:
    """Intervals to fold, ascending and disjoint; each reads at most about `FOLD_SEGMENTS` segments."""
    visible = sorted(
        (segment for segment in segments if shown(ledger, segment.n, segment.a - 1, segment.b)),
        key=lambda segment: (segment.a, segment.b),
    )
    cut = cuts(ledger)
    worth = [segment.count < SMALL_ROWS or numbers.holds(cut, segment.n) for segment in visible]
    runs = (visible[i:j] for i, j in _dense_runs(worth))
    return normalise(_hull(run) for run in runs if len(run) >= MANY or _has_cut(run, cut))


def _dense_runs(worth: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Ranges that begin and end with a segment worth folding, with no more than one other in a row."""
    start = end = -1
    for index, fold in enumerate(worth):
        if start >= 0 and (index - end > 2 or index - start >= FOLD_SEGMENTS):
            yield start, end + 1
            start = -1
        if fold:
            start = index if start < 0 else start
            end = index
    if start >= 0:
        yield start, end + 1


def _hull(run: Sequence[Segment]) -> Span:
    return min(segment.a for segment in run) - 1, max(segment.b for segment in run)


def _has_cut(run: Sequence[Segment], cut: Ranges) -> bool:
    return any(numbers.holds(cut, segment.n) for segment in run)
