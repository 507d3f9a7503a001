"""A Poisson process that can be entered at any time: when its events happen, and how many have by then.

The tree runs over the events, not over time: the arrival of event ``2 n`` follows that of event ``n``
by a gamma-distributed time of the shape ``n``, and the arrival of the event halfway between two of
known arrivals, ``2 a`` events apart, divides the time between them by a symmetric beta distribution
of the parameter ``a``. Both are drawn exactly:

- gamma: G. Marsaglia and W. W. Tsang, *A simple method for generating gamma variables*, ACM
  Transactions on Mathematical Software 26 (2000). A refused attempt goes on in the next row.
- symmetric beta: G. Ulrich, *Computer generation of distributions on the m-sphere*, Applied
  Statistics 33 (1984), whose ``sqrt(1 - U**(2 / (2 a - 1))) cos(2 pi V)`` is, with the two normals
  that make ``U`` and ``V`` (Box and Muller), ``sqrt(-expm1(-R / (2 a - 1)) / R) X``, ``R = X**2 + Y**2``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from . import portable
from .checks import Floats
from .draws import Stretch, Table
from .dyadic import LEVELS, descend, interleave, intervals

_DEPTH = 7  # levels of the tree that a search goes down at once
_FEW = 16  # events looked at beyond four standard deviations more than are expected
_SMALL = 0.1  # below this the series has all its digits after 13 terms


class PoissonClock:
    """The arrivals of events that come at the rate 1: event 0 at the time 0, then 1, 2, 3 ...

    Args:
        seed: A whole number from 0 to 2**128.
        names: What tells this process from others of the same seed.

    Raises:
        ArgumentTypeError: The seed is not a whole number.
        ArgumentValueError: The seed is out of bounds.
    """

    __slots__ = ("_spine", "_x", "_y")

    def __init__(self, seed: int, *names: object) -> None:
        self._x = Table(seed, "arrivals", "x", *names)
        self._y = Table(seed, "arrivals", "y", *names)
        shapes = np.array([1.0, *(2.0**level for level in range(LEVELS - 1))])
        self._spine: list[float] = np.cumsum(
            gammas(Table(seed, "arrivals", "spine", *names), shapes)
        ).tolist()

    def arrivals(self, first: int, last: int) -> Floats:
        """When the events ``[first, last)`` happen, ascending."""
        if first >= last:
            return np.empty(0)
        shares = self._shares(intervals(first, last))

        def middles(level: int, places: slice, left: Floats, right: Floats) -> Floats:
            return left + (right - left) * shares[places]

        return descend(first, last, self._spine, middles)

    def count(self, time: float) -> int:
        """How many events have happened by ``time``, event 0 aside; it must lie before event 2**53."""
        level = bisect_right(self._spine, time) - 1
        if level < 0:
            return 0
        first = 1 << level  # the last event by then is among [first, first + 2**level)
        ends = np.array(self._spine[level : level + 2])
        while level:
            depth = min(level, _DEPTH)
            ends = self._divide(level, depth, first >> level, ends)
            level -= depth
            part = int(np.searchsorted(ends[1:], time, side="right"))
            first += part << level
            ends = ends[part : part + 2]
        return first

    def _divide(self, level: int, depth: int, place: int, ends: Floats) -> Floats:
        """The arrivals at the ends of the ``2**depth`` parts of one interval."""
        shares = self._shares([(level - i, place << i, (place + 1) << i) for i in range(depth)])
        for parts in (1 << i for i in range(depth)):
            left, right = ends[:-1], ends[1:]
            ends = interleave(ends, left + (right - left) * shares[parts - 1 : 2 * parts - 1])
        return ends

    def _shares(self, stretches: Sequence[Stretch]) -> Floats:
        """Which share of their time these intervals' middles come after."""
        shapes = [2.0 ** (level - 1) for level, _, _ in stretches]
        counts = [last - first for _, first, last in stretches]
        x, y = self._x.normals(*stretches), self._y.normals(*stretches)
        return symmetric_beta(x, y, np.repeat(shapes, counts))

    def between(self, start: float, stop: float) -> tuple[int, Floats]:
        """The events after ``start`` and up to ``stop``.

        Returns:
            How many have happened by ``start``, and the arrivals, ascending.
        """
        before = self.count(start)
        first, expected = before + 1, int(stop - start + 4.0 * (stop - start) ** 0.5) + _FEW
        found = [self.arrivals(first, first + expected)]
        while found[-1][-1] <= stop:
            first += expected
            found.append(self.arrivals(first, first + expected))
        arrivals = np.concatenate(found)
        return before, arrivals[: np.searchsorted(arrivals, stop, side="right")]


def symmetric_beta(x: Floats, y: Floats, shape: float | Floats) -> Floats:
    """Beta numbers of the parameters ``shape`` and ``shape`` (1 or more), each of two normals."""
    square = x * x + y * y
    share = -portable.expm1(square / (1.0 - 2.0 * shape)) / square
    result: Floats = 0.5 + 0.5 * (x * np.sqrt(share))
    return result


def gammas(table: Table, shapes: Floats) -> Floats:
    """Gamma numbers, one for each shape (1 or more), of the scale 1."""
    d = shapes - 1.0 / 3.0
    result = np.zeros(shapes.size)
    row = 0
    while not result.all():
        normals = table.normals((row, 0, shapes.size))
        uniforms = table.uniforms((row + 1, 0, shapes.size))
        w = np.maximum(normals / np.sqrt(9.0 * d), -1.0)
        taken = (result == 0.0) & (w > -1.0) & (portable.log(uniforms) < 3.0 * d * acceptance(w))
        v = 1.0 + w
        result[taken] = (d * (v * v * v))[taken]
        row += 2
    return result


def acceptance(w: Floats) -> Floats:
    """``log(1 + w) - w + w**2 / 2 - w**3 / 3``: what of Marsaglia and Tsang's bound does not cancel."""
    square = w * w
    series = square * square * portable.horner(w, [(-1) ** (n + 1) / n for n in range(16, 3, -1)])
    inner = np.where(w > -1.0, 1.0 + w, 1.0)
    direct = portable.log(inner) - w + square / 2.0 - square * w / 3.0
    return np.where(np.abs(w) < _SMALL, series, direct)
