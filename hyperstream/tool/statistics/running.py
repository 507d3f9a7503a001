"""Running totals of many runs of rows at once, each begun anew at a row of its own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..windows import Places

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


class Runs:
    """Runs of rows that begin at some places, each as long as anybody asks for.

    Those who ask come in groups of neighbours; each group asks for one run, everybody for a length of his
    own.

    Args:
        values: ``float64[rows]``.
        begins: ``int[groups]``, the first row of each run.
        n: ``int[m]``, how many rows each one asks for; perhaps none.
        groups: ``int[groups]``, who comes first in each group; rising from 0.
        width: Greater than 0 where runs are all so long, each beginning where the one before it ends, and
            everybody asks for one row more than the one before him. Then nothing needs to be looked up.

    Attributes:
        n: As given.
        values: The values of all runs, one run after the other; ``float64[n]``.
    """

    def __init__(self, values: Floats, begins: Places, n: Counts, groups: Places, width: int = 0) -> None:
        self.n = n
        self._width = width
        self._sizes = np.diff(groups, append=len(n))
        self._lengths = _lengths(n, groups, width)
        self._offsets = np.cumsum(self._lengths) - self._lengths
        self.values = self._chosen(values, begins)

    def _chosen(self, values: Floats, begins: Places) -> Floats:
        total, first = int(self._lengths.sum()), int(begins[0]) if len(begins) else 0
        if self._width and not 0 <= first <= len(values) - total:
            # What the first and the last run have beyond the rows, nobody asks for.
            padded = np.zeros(total)
            inside = values[max(first, 0) : first + total]
            start = max(-first, 0)
            padded[start : start + len(inside)] = inside
            return padded
        if np.array_equal(begins - first, self._offsets):
            return values[first : first + total]
        found: Floats = values[np.arange(total) + self.spread(begins - self._offsets)]
        return found

    # --- from runs to their rows, and to those who ask
    def numbered(self) -> Counts:
        """The number of each row in its run, from 1."""
        if self._width:
            return np.tile(np.arange(1, self._width + 1), len(self._offsets))
        found: Counts = np.arange(1, len(self.values) + 1) - self.spread(self._offsets)
        return found

    def one_before(self, values: Floats) -> Floats:
        """For each row, the value (one a row) of the row before it in its run; 0 for the first."""
        found = np.empty_like(values)
        found[1:] = values[:-1]
        found[self._offsets[self._lengths > 0]] = 0.0
        return found

    def spread(self, one_a_run: NDArray[Any]) -> NDArray[Any]:
        """What is known of each run, for each of its rows."""
        rows: NDArray[Any] = np.repeat(one_a_run, self._lengths)
        return rows

    def firsts(self) -> Floats:
        """The first value of each run; anything where it has no row."""
        return self._taken(self.values, self._offsets)

    def at_groups(self, one_a_run: NDArray[Any]) -> NDArray[Any]:
        """What is known of each run, for each of those who ask for it."""
        return np.repeat(one_a_run, self._sizes)

    def at_ends(self, totals: Floats) -> Floats:
        """For each of those who ask, the running total at the end of his rows; anything where he has none."""
        if self._width and self.n[0] > 0:
            first = int(self.n[0]) - 1
            return totals[first : first + len(self.n)]
        return self._taken(totals, self.at_groups(self._offsets) + self.n - 1)

    @staticmethod
    def _taken(values: Floats, places: Counts) -> Floats:
        found: Floats = values.take(places, mode="clip") if len(values) else np.zeros(len(places))
        return found

    # --- the totals
    def totals(self, function: np.ufunc, values: Floats) -> Floats:
        """Running totals of values (one a row), first to last, begun anew with each run."""
        totals = values.copy()
        if self._width:
            _accumulate(function, totals.reshape(-1, self._width))
            return totals
        for places in self._alike:
            offsets, lengths = self._offsets[places], self._lengths[places]
            width, last = int(lengths.max()), int(offsets[-1])
            if last - int(offsets[0]) == (len(places) - 1) * width and (lengths == width).all():
                block = totals[offsets[0] : last + width].reshape(-1, width)
                _accumulate(function, block)
                continue
            # What is read beyond the end of a shorter run changes nothing before it, and is not kept.
            cells = offsets[:, None] + np.arange(width)
            block = totals.take(cells, mode="clip")
            _accumulate(function, block)
            kept = np.arange(width) < lengths[:, None]
            totals[cells[kept]] = block[kept]
        return totals

    @cached_property
    def _alike(self) -> list[Places]:
        """The runs in classes of similar lengths; those of the usual length make one."""
        return [places for places in self._classes() if len(places)]

    def _classes(self) -> Iterator[Places]:
        lengths = self._lengths
        if len(lengths):
            usual = int(np.median(lengths))
            sizes = np.frexp(lengths.astype(np.float64))[1]
            sizes[(lengths == usual) | (lengths == 0)] = 0
            yield np.flatnonzero((lengths == usual) & (lengths > 0))
            for size in np.unique(sizes[sizes > 0]).tolist():
                yield np.flatnonzero(sizes == size)


def _lengths(n: Counts, groups: Places, width: int) -> Counts:
    """How long the run of each group is: as long as anybody in it asks for."""
    if width:
        return np.full(len(groups), width)
    return np.maximum(np.maximum.reduceat(n, groups), 0) if len(groups) else n


_NARROW = 100


def _accumulate(function: np.ufunc, block: Floats) -> None:
    """Running totals along each line of a block, in place; the same either way."""
    height, width = block.shape
    if width > min(_NARROW, height):
        function.accumulate(block, axis=1, out=block)
        return
    for column in range(1, width):
        function(block[:, column - 1], block[:, column], out=block[:, column])
