"""Medians and other quantiles of many overlapping windows.

The rows are arranged once, by the bits of their ranks (a wavelet matrix); any window's k-th smallest row
is then found in as many steps as ranks have bits, for all windows at once. What is found is one of the
window's own rows, so it does not matter what was arranged together.

Source: F. Claude, G. Navarro and A. Ordonez, The wavelet matrix, Information Systems 47 (2015).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ..windows import Places

Floats = NDArray[np.float64]

_WINDOWS_AT_ONCE = 1 << 15
"""So that what is arranged together stays near the processor."""


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
    matrix = WaveletMatrix(part)
    starts, stops = starts - low, stops - low
    place = quantile * (stops - starts - 1)
    below = np.floor(place).astype(np.int64)
    share = place - below
    found = matrix.smallest(starts, stops, below)
    between = np.flatnonzero(share > 0)
    if len(between):
        above = matrix.smallest(starts[between], stops[between], below[between] + 1)
        with np.errstate(over="ignore", invalid="ignore"):
            found[between] += (above - found[between]) * share[between]
    missing = np.concatenate(([0], np.cumsum(np.isnan(part))))
    found[missing[stops] > missing[starts]] = np.nan
    return found


class WaveletMatrix:
    """Numbers arranged so that the k-th smallest of any stretch of them is found quickly.

    Args:
        values: ``float64[n]``, at least one; NaN counts as the largest.
    """

    def __init__(self, values: Floats) -> None:
        order = np.argsort(values, kind="stable")
        self._sorted = values[order]
        ranks = np.empty(len(values), dtype=np.int32)
        ranks[order] = np.arange(len(values), dtype=np.int32)
        self._levels: list[tuple[int, NDArray[np.int32]]] = []
        for bit in reversed(range(max(1, (len(values) - 1).bit_length()))):
            zero = (ranks >> bit & 1) == 0
            before = np.zeros(len(values) + 1, dtype=np.int32)
            np.cumsum(zero, out=before[1:])
            self._levels.append((bit, before))
            ranks = np.concatenate((ranks[zero], ranks[~zero]))

    def smallest(self, starts: Places, stops: Places, k: NDArray[np.int64]) -> Floats:
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
        found: Floats = self._sorted[rank]
        return found
