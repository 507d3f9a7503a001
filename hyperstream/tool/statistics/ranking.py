"""Medians and other quantiles of many overlapping windows.

What is found is one of the window's own rows, or lies between two of them, so it does not matter what was
looked at together, or how: very short windows are written out and sorted, short ones counted, and the rows
of long ones are arranged once, so that any window's k-th smallest is found quickly. Windows are looked at by
several threads, some thousand at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ...utils.parallel import each
from ..windows import Places
from .counting import LONGEST, Counted
from .wavelet_matrix import WaveletMatrix

Floats = NDArray[np.float64]

_WINDOWS_AT_ONCE = 1 << 13
"""So that what is looked at together stays near the processor."""

_VERY_SHORT = 12
"""Rows of a window up to which writing it out is fastest."""

_HARDLY_OVERLAPPING = 4
"""To how many windows a row belongs, on the average, up to which the same holds."""


class Windows(NamedTuple):
    """Some windows ``values[start:stop]``, and all rows from the first to the last that they need."""

    values: Floats
    starts: Places
    stops: Places


class Way(Protocol):
    """A way to find rows of windows."""

    def smallest(self, k: NDArray[np.int64], windows: Places | slice) -> Floats:
        """The k-th smallest (from 0) of some of the windows, each of which has to hold more than its k."""


def quantiles(values: Floats, starts: Places, stops: Places, quantile: float) -> Floats:
    """A quantile of each window ``values[start:stop]``, interpolated linearly as `numpy.quantile`.

    Args:
        values: ``float64[n]``.
        starts: ``int[m]``; windows may overlap, none may be empty.
        stops: ``int[m]``, each greater than its start.
        quantile: From 0 to 1.

    Returns:
        ``float64[m]``; NaN where NaN is among the rows.
    """
    if (starts[1:] < starts[:-1]).any():
        order = starts.argsort(kind="stable")
        found = np.empty(len(order))
        found[order] = quantiles(values, starts[order], stops[order], quantile)
        return found
    pieces = list(_near(values, starts, stops))
    parts = each(lambda piece: _some(piece, quantile), pieces, worth=len(pieces) > 1)
    return np.concatenate([np.zeros(0), *parts])


def _near(values: Floats, starts: Places, stops: Places) -> Iterator[Windows]:
    """The windows in pieces that need so many rows at most, or few more than a window of them has."""
    size = max(_WINDOWS_AT_ONCE, int((stops - starts).max(initial=0)))
    first = 0
    while first < len(starts):
        low = int(starts[first])
        after = min(first + size, int(starts.searchsorted(low + size)))
        some = slice(first, after)
        high = int(stops[some].max())
        # Of two zeros none is less: they are made the same, whichever is found.
        yield Windows(values[low:high] + 0.0, starts[some] - low, stops[some] - low)
        first = after


def _some(windows: Windows, quantile: float) -> Floats:
    values, starts, stops = windows
    place = quantile * (stops - starts - 1)
    below = np.floor(place).astype(np.int64)
    share = place - below
    way = _way(windows)
    found = way.smallest(below, slice(None))
    between = share > 0
    if between.any():
        some = slice(None) if between.all() else np.flatnonzero(between)
        above = way.smallest(below[some] + 1, some)
        with np.errstate(over="ignore", invalid="ignore"):
            found[some] += (above - found[some]) * share[some]
    missing = np.isnan(values)
    if missing.any():
        before = np.concatenate(([0], np.cumsum(missing)))
        found[before[stops] > before[starts]] = np.nan
    return found


def _way(windows: Windows) -> Way:
    longest = int((windows.stops - windows.starts).max())
    cells = longest * len(windows.starts)
    if longest <= _VERY_SHORT or cells <= _HARDLY_OVERLAPPING * len(windows.values):
        return Written(windows)
    if longest <= LONGEST:
        return Counted(*windows)
    return Arranged(windows)


class Written:
    """Windows whose rows are written out side by side, in order."""

    def __init__(self, windows: Windows) -> None:
        values, starts, stops = windows
        rows = np.arange((stops - starts).max())
        self._rows = values.take(starts[:, None] + rows, mode="clip")
        self._rows[rows >= (stops - starts)[:, None]] = np.nan
        self._rows.sort(axis=1)

    def smallest(self, k: NDArray[np.int64], windows: Places | slice) -> Floats:
        """The k-th smallest of some of the windows."""
        rows = np.arange(len(self._rows))[windows]
        found: Floats = self._rows[rows, k]
        return found


class Arranged:
    """Windows whose rows are arranged by their ranks among all that are looked at."""

    def __init__(self, windows: Windows) -> None:
        values, self._starts, self._stops = windows
        order = values.argsort()
        ranks = np.empty(len(values), dtype=np.int32)
        ranks[order] = np.arange(len(values), dtype=np.int32)
        self._ordered, self._matrix = values[order], WaveletMatrix(ranks)

    def smallest(self, k: NDArray[np.int64], windows: Places | slice) -> Floats:
        """The k-th smallest of some of the windows."""
        ranks = self._matrix.smallest(self._starts[windows], self._stops[windows], k)
        found: Floats = self._ordered[ranks]
        return found
