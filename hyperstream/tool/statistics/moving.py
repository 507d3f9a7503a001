"""Sums, means, variances and extremes of many overlapping windows, at a cost apart from their length.

A running sum, which adds what comes in and takes away what goes out, differs in its last bits with
where it began. Here every window is computed from its own rows only, in an order that only they
decide: it is cut in two at a moment within it, and its parts are read off running totals that lead away
from that moment, to both sides. Windows that are cut at the same moment share these, so the work grows
with the rows, and not with their number times the length of a window.

Where windows are cut must follow from themselves: windows of one length at the multiples of that
length (`boundaries`), others at the roundest moment within them (`roundest`), or by their rows (`of_rows`).

Source: M. van Herk, A fast algorithm for local minimum and maximum filters on rectangular and octagonal
kernels, Pattern Recognition Letters 13 (1992).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..windows import FIRST_MS, Places, runs
from .running import Runs

Floats = NDArray[np.float64]
Moments = NDArray[np.int64]
"""One moment (ms) a window: rows before it are on the left, others on the right."""

_WINDOWS_AT_ONCE = 1 << 17
"""So that the rows of as many windows stay near the processor."""

_MANY = 4


def moving(
    values: Floats,
    stamps: NDArray[np.int64],
    starts: Places,
    stops: Places,
    statistic: str,
    moments: Moments | None = None,
) -> Floats:
    """A statistic of each window ``values[start:stop]``; windows may overlap, none may be empty.

    Args:
        values: ``float64[n]``.
        stamps: ``int64[n]``, ms, rising.
        starts: ``int[m]``.
        stops: ``int[m]``, each greater than its start.
        statistic: One of `MOVING`.
        moments: Where to cut each window; by default at its roundest moment.

    Returns:
        ``float64[m]``. NaN in a window makes its statistic NaN; so does a single row the variance.
    """
    if moments is None:
        moments = roundest(stamps[starts], stamps[stops - 1])
    if (moments[1:] < moments[:-1]).any():
        order = moments.argsort(kind="stable")
        found = np.empty(len(order))
        found[order] = moving(values, stamps, starts[order], stops[order], statistic, moments[order])
        return found
    results = [np.zeros(0)]
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        size = max(_WINDOWS_AT_ONCE, 4 * int((stops - starts).max(initial=0)))
        for first in range(0, len(starts), size):
            some = slice(first, first + size)
            cut = _Cut(values, stamps, starts[some], stops[some], moments[some])
            results.append(MOVING[statistic](cut))
    return np.concatenate(results)


def roundest(first: NDArray[np.int64], last: NDArray[np.int64]) -> Moments:
    """The roundest moment after ``first`` up to ``last``: in ms since year 1 it has most trailing zeros."""
    first, last = first - FIRST_MS, last - FIRST_MS
    # The highest bit in which both differ is the one that a moment between them needs.
    level = np.maximum(np.frexp((first ^ last).astype(np.float64))[1] - 1, 0)
    moments: Moments = (last >> level << level) + FIRST_MS
    return moments


def boundaries(ends: NDArray[np.int64], width_ms: int) -> Moments:
    """Where to cut windows ``(end - width, end]``: after the last multiple of the width before each end.

    Args:
        ends: ``int64[m]``, ms, rising.
        width_ms: What all windows are long.
    """
    if not len(ends):
        return ends
    least, most = (int(end - FIRST_MS - 1) // width_ms for end in (ends[0], ends[-1]))
    if not 0 <= most - least < len(ends) // _MANY:
        moments: Moments = (ends - FIRST_MS - 1) // width_ms * width_ms + FIRST_MS + 1
        return moments
    # Many ends to a multiple: no need to divide each of them.
    multiples = np.arange(least, most + 1) * width_ms + FIRST_MS + 1
    places = ends.searchsorted(multiples)
    return np.repeat(multiples, np.diff(places, append=len(ends)))


def of_rows(stamps: NDArray[np.int64], starts: Places, stops: Places) -> Moments:
    """Where to cut windows of equally many rows: regular rows as by `boundaries`, others by `roundest`.

    Args:
        stamps: ``int64[n]``, ms, rising.
        starts: ``int[m]``, rising.
        stops: ``int[m]``, all as far from their starts, 2 at least.
    """
    if not len(starts):
        return stamps[:0]
    steps, last = np.diff(stamps), stamps[stops - 1]
    if (steps == steps[0]).all():
        return boundaries(last, int(steps[0]) * int(stops[0] - starts[0]))
    first = stamps[starts]
    changes = np.append(0, np.cumsum(steps[1:] != steps[:-1]))
    regular = changes[starts] == changes[stops - 2]
    ends, widths = last - FIRST_MS - 1, last - first + steps[starts]
    moments = np.where(regular, ends // widths * widths + FIRST_MS + 1, roundest(first, last))
    # Such a moment may lie a step before the first row, where a row may be that is none of the window's.
    foreign = (starts > 0) & (stamps[starts - 1] >= moments)
    return np.where(foreign, first, moments)


class _Cut:
    """Windows cut in two, as running totals of the rows on either side.

    Attributes:
        n: Rows of each window.
        left: Totals that lead to the left of each cut.
        right: To the right.
    """

    def __init__(
        self, values: Floats, stamps: NDArray[np.int64], starts: Places, stops: Places, moments: Moments
    ) -> None:
        firsts, afters = runs(moments)
        cuts = stamps.searchsorted(moments[firsts])
        alike = afters - firsts
        self.n = stops - starts
        at = np.repeat(cuts, alike)
        width = _even(starts, stops, cuts)
        self.right = Runs(values, cuts, stops - at, firsts, width)
        # The left side is the right side of the rows in reverse, with the cuts in reverse order.
        mirrored = (len(values) - cuts)[::-1]
        self.left = Runs(values[::-1], mirrored, (at - starts)[::-1], (len(starts) - afters)[::-1], width)

    def join(self, left: Floats, right: Floats, both: Floats) -> Floats:
        """For each window what is known of its left part, its right part, or both; left comes reversed."""
        np.copyto(both, right, where=self.left.n[::-1] <= 0)
        np.copyto(both, left, where=self.right.n <= 0)
        return both


def _even(starts: Places, stops: Places, cuts: Places) -> int:
    """The distance of the cuts, where windows of as many rows follow each other row by row; else 0."""
    width = int(cuts[1] - cuts[0]) if len(cuts) > 1 else 0
    if width <= 0 or int(stops[0] - starts[0]) != width or (np.diff(cuts) != width).any():
        return 0
    by_one = (np.diff(starts) == 1).all() and (np.diff(stops) == 1).all()
    return width if by_one else 0


def _same(function: np.ufunc) -> Callable[[_Cut], Floats]:
    """A statistic of a window that is the same function of its parts as of its rows."""

    def compute(cut: _Cut) -> Floats:
        left, right = (side.at_ends(side.totals(function, side.values)) for side in (cut.left, cut.right))
        left = left[::-1]
        return cut.join(left, right, function(left, right))

    return compute


_sum = _same(np.add)


def _mean(cut: _Cut) -> Floats:
    means: Floats = _sum(cut) / cut.n
    return means


class _Spread(NamedTuple):
    """The mean of some rows, less ``around``, and the sum of their squared distances from it."""

    around: Floats
    mean: Floats
    m2: Floats


def _spread(side: Runs) -> _Spread:
    """By Welford's sum of ``(x - mean before) (x - mean after)``, around the row next to the cut."""
    around = side.firsts()
    distances = side.values - side.spread(around)
    means = side.totals(np.add, distances)
    means /= side.numbered()
    products = distances - side.one_before(means)
    distances -= means
    products *= distances
    m2 = side.totals(np.add, products)
    return _Spread(side.at_groups(around), side.at_ends(means), side.at_ends(m2))


def _variance(cut: _Cut) -> Floats:
    """Two parts joined by the formula of Chan, Golub and LeVeque (1979)."""
    left = _Spread(*(part[::-1] for part in _spread(cut.left)))
    right = _spread(cut.right)
    apart = (right.around - left.around) + (right.mean - left.mean)
    weight = cut.left.n[::-1] * (cut.right.n / cut.n)
    both = left.m2 + right.m2 + apart * apart * weight
    variances: Floats = cut.join(left.m2, right.m2, both) / (cut.n - 1)
    return variances


def _deviation(cut: _Cut) -> Floats:
    deviations: Floats = np.sqrt(_variance(cut))
    return deviations


MOVING: Mapping[str, Callable[[_Cut], Floats]] = {
    "mean": _mean,
    "sum": _sum,
    "min": _same(np.minimum),
    "max": _same(np.maximum),
    "var": _variance,
    "std": _deviation,
}
"""Statistics of windows that are computed in parts, by name; ``var`` and ``std`` divide by ``n - 1``."""
