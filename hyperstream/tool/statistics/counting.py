"""The k-th smallest row of each of many short windows, by counting.

The rows are cut into blocks that overlap, so that each window lies in one of them. In order, the rows of a
block fall into 64 classes of as many rows each. A table says of each moment in a block how many rows came
before it in each class or a lower one; what a window holds of them is the difference of two lines. Its k-th
smallest row lies in the first class up to which it holds more than k rows, and is found by looking at the
few rows of that class.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from ..windows import Places

Floats = NDArray[np.float64]
Counts = NDArray[np.uint8]

LONGEST = 255
"""Rows of a window that can be counted in a byte."""

_CLASSES = 64
_BLOCK = 512

_BELOW = (np.arange(_CLASSES)[:, None] <= np.arange(_CLASSES)).astype(np.uint8).view(np.uint64)
"""For a row of each class (a line), a byte of one for each class up to which it counts."""

_ONE_IN_EACH_BYTE, _HIGHEST_BYTE = np.uint64(0x0101010101010101), np.uint64(56)


class Counted:
    """Windows whose rows have been counted.

    Args:
        values: ``float64[n]``, at least one.
        starts: ``int[m]``, rising; at least one. The work grows with the rows from the first to the last.
        stops: ``int[m]``, each 1 to `LONGEST` greater than its start.
    """

    def __init__(self, values: Floats, starts: Places, stops: Places) -> None:
        sizes = stops - starts
        longest = int(sizes.max())
        size = _block_size(longest, len(values))
        step = size - longest + 1
        block = starts // step
        blocks = int(block[-1]) + 1
        # What the last block has beyond the rows lies in no window.
        padded = np.zeros(blocks * step + size)
        padded[: len(values)] = values[: len(padded)]
        rows = sliding_window_view(padded, size)[: blocks * step : step]
        order = rows.argsort(axis=1)
        self._ordered = np.take_along_axis(rows, order, axis=1).ravel()
        inside = starts - block * step
        self._held = _counted(order, block * size + inside, sizes)
        self._first_class = block * _CLASSES
        self._starts, self._sizes = inside.astype(np.int16), sizes.astype(np.uint16)
        # The place of each row of a class in its block, class after class: int16[size / 64, blocks * 64].
        self._places = order.astype(np.int16).reshape(blocks * _CLASSES, -1).T.copy()

    def smallest(self, k: NDArray[np.int64], windows: Places | slice) -> Floats:
        """The k-th smallest (from 0) of some of the windows, each of which has to hold more than its k."""
        held, k = self._held[windows], k.astype(np.uint8)
        found = _ones(held <= k[:, None])
        in_lower = held.ravel().take(np.arange(len(k)) * _CLASSES + found - 1, mode="clip")
        in_lower[found == 0] = 0
        k = k - in_lower
        found += self._first_class[windows]
        starts, sizes = self._starts[windows], self._sizes[windows]
        seen, number = np.zeros(len(k), np.uint8), np.zeros(len(k), np.uint8)
        for places in self._places:
            behind = places.take(found, mode="clip")
            behind -= starts
            seen += behind.view(np.uint16) < sizes
            number += seen <= k
        return self._ordered.take(found * len(self._places) + number, mode="clip")


def _counted(order: Places, first: Places, sizes: Places) -> Counts:
    """How many rows each window has in each class or a lower one.

    Args:
        order: Of the rows in each block; ``int[blocks, size]``.
        first: The first row of each window, in blocks that lie one behind the other; ``int[m]``.
        sizes: How many rows a window has; ``int[m]``.

    Returns:
        ``uint8[m, 64]``.
    """
    blocks, size = order.shape
    classes = np.empty((blocks, size), np.intp)
    of_ordered = np.repeat(np.arange(_CLASSES), size // _CLASSES)
    np.put_along_axis(classes, order, of_ordered[None, :], axis=1)
    table = np.zeros((blocks * size + 1, _BELOW.shape[1]), np.uint64)
    # Eight classes share a number. What is carried over from one to the next is taken back by subtracting
    # two lines, as a window holds less than 256 rows.
    np.cumsum(_BELOW.take(classes.ravel(), axis=0), axis=0, out=table[1:])
    held = table.take(first + sizes, axis=0)
    held -= table.take(first, axis=0)
    return held.view(np.uint8)


def _block_size(longest: int, rows: int) -> int:
    """A power of two, such that most windows of a block begin in it long before its end."""
    usual = _BLOCK if 4 * longest <= _BLOCK else 2 * _BLOCK
    size = _CLASSES
    while size < usual and (size < rows or 4 * longest > 3 * size):
        size *= 2
    return size


def _ones(flags: NDArray[np.bool_]) -> Places:
    """How many of each line of 64 flags are set."""
    eighths = flags.view(np.uint64)
    sums = eighths[:, 0].copy()
    for column in range(1, eighths.shape[1]):
        sums += eighths[:, column]
    # Each byte holds a sum of at most 8 now; multiplying adds up all bytes in the highest.
    return ((sums * _ONE_IN_EACH_BYTE) >> _HIGHEST_BYTE).astype(np.intp)
