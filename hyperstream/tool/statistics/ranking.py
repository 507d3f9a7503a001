"""Medians and other quantiles of many overlapping windows.

Rows are compared by their ranks among those that are looked at together. Short windows of equally many rows
are written out side by side and selected from all at once. For long ones that would be too much: there the
rows are arranged once, by the bits of their ranks (a wavelet matrix), and any window's k-th smallest row is
found in as many steps as ranks have bits, for all windows at once. What is found is one of the window's own
rows, so it does not matter what was arranged together, or how.

Source: F. Claude, G. Navarro and A. Ordonez, The wavelet matrix, Information Systems 47 (2015).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from ..windows import Places

Floats = NDArray[np.float64]

_WINDOWS_AT_ONCE = 1 << 15
"""So that what is arranged together stays near the processor."""

_SHORT = 256
"""Rows of a window up to which writing it out is faster."""

_CELLS = 1 << 17
"""Rows written out at once."""

Ranks = NDArray[np.int32]


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
    parts = [_some(values, *some, quantile) for some in _near(starts, stops)]
    return np.concatenate([np.zeros(0), *parts])


def _near(starts: Places, stops: Places) -> Iterator[tuple[Places, Places]]:
    """The windows, so many at once that their rows are few beside them, or are needed anyway."""
    size = max(_WINDOWS_AT_ONCE, int((stops - starts).max(initial=0)))
    for first in range(0, len(starts), size):
        yield starts[first : first + size], stops[first : first + size]


def _some(values: Floats, starts: Places, stops: Places, quantile: float) -> Floats:
    low, high = int(starts.min()), int(stops.max())
    part = values[low:high]
    starts, stops = starts - low, stops - low
    place = quantile * (stops - starts - 1)
    below = np.floor(place).astype(np.int64)
    share = place - below
    ordered, ranks = _ranked(part)
    lower, upper = _neighbours(ranks, starts, stops, below)
    found = ordered[lower]
    between = np.flatnonzero(share > 0)
    if len(between):
        above = ordered[upper[between]]
        with np.errstate(over="ignore", invalid="ignore"):
            found[between] += (above - found[between]) * share[between]
    missing = np.concatenate(([0], np.cumsum(np.isnan(part))))
    found[missing[stops] > missing[starts]] = np.nan
    return found


def _ranked(values: Floats) -> tuple[Floats, Ranks]:
    """The values in order, NaN last, and the place of each row in it."""
    order = np.argsort(values, kind="stable")
    ranks = np.empty(len(values), dtype=np.int32)
    ranks[order] = np.arange(len(values), dtype=np.int32)
    return values[order], ranks


def _neighbours(ranks: Ranks, starts: Places, stops: Places, k: NDArray[np.int64]) -> tuple[Ranks, Ranks]:
    """Of each window the k-th smallest rank, and the one after it (the same where there is none).

    Windows of equally many rows have the same k.
    """
    sizes = stops - starts
    lower, upper = np.empty(len(starts), np.int32), np.empty(len(starts), np.int32)
    short = sizes <= _SHORT
    for size in np.unique(sizes[short]).tolist():
        alike, rows = np.flatnonzero(sizes == size), sliding_window_view(ranks, size)
        at_once = max(1, _CELLS // size)
        for first in range(0, len(alike), at_once):
            some = alike[first : first + at_once]
            lower[some], upper[some] = _selected(rows[starts[some]], int(k[some[0]]))
    long = np.flatnonzero(~short)
    if len(long):
        matrix = WaveletMatrix(ranks)
        lower[long] = matrix.smallest(starts[long], stops[long], k[long])
        after = np.minimum(k[long] + 1, sizes[long] - 1)
        upper[long] = matrix.smallest(starts[long], stops[long], after)
    return lower, upper


def _selected(rows: Ranks, k: int) -> tuple[Ranks, Ranks]:
    """The same for the rows of windows of one size, ``int32[m, size]``, which are not kept."""
    rows.partition(k, axis=1)
    return rows[:, k], rows[:, min(k + 1, rows.shape[1] - 1) :].min(axis=1)


class WaveletMatrix:
    """Ranks arranged so that the k-th smallest of any stretch of them is found quickly.

    Args:
        ranks: ``int32[n]``, at least one; each from 0 to n - 1 once.
    """

    def __init__(self, ranks: Ranks) -> None:
        self._levels: list[tuple[int, NDArray[np.int32]]] = []
        for bit in reversed(range(max(1, (len(ranks) - 1).bit_length()))):
            zero = (ranks >> bit & 1) == 0
            before = np.zeros(len(ranks) + 1, dtype=np.int32)
            np.cumsum(zero, out=before[1:])
            self._levels.append((bit, before))
            ranks = np.concatenate((ranks[zero], ranks[~zero]))

    def smallest(self, starts: Places, stops: Places, k: NDArray[np.int64]) -> Ranks:
        """The k-th smallest (from 0) of each stretch ``[start:stop]``, which has to hold more than k."""
        rank = np.zeros(len(k), dtype=np.int32)
        for bit, before in self._levels:
            zeros_from, zeros_to = before[starts], before[stops]
            zeros = zeros_to - zeros_from
            upper = k >= zeros
            starts = np.where(upper, before[-1] + starts - zeros_from, zeros_from)
            stops = np.where(upper, before[-1] + stops - zeros_to, zeros_to)
            k = np.where(upper, k - zeros, k)
            rank |= upper.astype(np.int32) << bit
        return rank
