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

    Attributes:
        n: As given.
        values: The values of all runs, one run after the other; ``float64[n]``.
    """

    def __init__(self, values: Floats, begins: Places, n: Counts, groups: Places) -> None:
        self.n = n
        self._sizes = np.diff(groups, append=len(n))
        self._lengths = np.maximum(np.maximum.reduceat(n, groups), 0) if len(groups) else n
        self._offsets = np.cumsum(self._lengths) - self._lengths
        self.values = self._chosen(values, begins)

    def _chosen(self, values: Floats, begins: Places) -> Floats:
        total, first = int(self._lengths.sum()), int(begins[0]) if len(begins) else 0
        if np.array_equal(begins - first, self._offsets):
            return values[first : first + total]
        found: Floats = values[np.arange(total) + self.spread(begins - self._offsets)]
        return found

    # --- from runs to their rows, and to those who ask
    @cached_property
    def ranks(self) -> Counts:
        """For each row, how many of its run come before it."""
        found: Counts = np.arange(len(self.values)) - self.spread(self._offsets)
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
        return self._taken(totals, self.at_groups(self._offsets) + self.n - 1)

    @staticmethod
    def _taken(values: Floats, places: Counts) -> Floats:
        found: Floats = values.take(places, mode="clip") if len(values) else np.zeros(len(places))
        return found

    # --- the totals
    def totals(self, function: np.ufunc, values: Floats) -> Floats:
        """Running totals of values (one a row), first to last, begun anew with each run."""
        totals = values.copy()
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


_NARROW = 100


def _accumulate(function: np.ufunc, block: Floats) -> None:
    """Running totals along each line of a block, in place; the same either way."""
    height, width = block.shape
    if width > min(_NARROW, height):
        function.accumulate(block, axis=1, out=block)
        return
    for column in range(1, width):
        function(block[:, column - 1], block[:, column], out=block[:, column])
