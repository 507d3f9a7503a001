"""Wiener and Ornstein-Uhlenbeck processes that can be entered at any tick.

Both are Gaussian and Markovian, so that the middle of an interval, given both ends, is normal around
a multiple of the sum of the ends. With the rate of return ``k`` and an interval of the length ``2 d``
(Barczy and Kern, *Sample path deviations of the Wiener and the Ornstein-Uhlenbeck process from its
bridges*, Braz. J. Probab. Stat. 27 (2013)):

    middle = (left + right) / (2 cosh(k d)) + sqrt(tanh(k d) / (2 k)) Z

and forwards, over a time ``t`` (D. T. Gillespie, *Exact numerical simulation of the Ornstein-Uhlenbeck
process and its integral*, Phys. Rev. E 54 (1996)):

    next = exp(-k t) last + sqrt((1 - exp(-2 k t)) / (2 k)) Z

For ``k = 0`` they become Lévy's midpoint ``(left + right) / 2 + sqrt(d / 2) Z`` and the Wiener step
``sqrt(t) Z``. Both are exact: there is no step size that could be too large.
"""

from __future__ import annotations

import numpy as np

from . import portable
from .checks import Floats, number, pieces, tick_range, whole
from .draws import Table
from .dyadic import LEVELS, descend, intervals

_SPINE = LEVELS + 1  # the row of the spine's normals; the rows below are those of the middles


class GaussianPath:
    """A process that starts at 0 and returns to 0 at a rate; at the rate 0 it is a Wiener process.

    Args:
        seed: A whole number from 0 to 2**128.
        names: What tells this path from others of the same seed.
        rate: The rate of return a tick, 0 or more.

    Raises:
        ArgumentTypeError: The seed or the rate is not a number.
        ArgumentValueError: The seed or the rate is out of bounds.
    """

    __slots__ = ("_left_and_right", "_spine", "_spread", "_table")

    def __init__(self, seed: int, *names: object, rate: float = 0.0) -> None:
        rate = number("rate", rate, least=0.0)
        self._table = Table(seed, "gaussian", *names)
        widths = np.array([2.0**level for level in range(LEVELS)])
        with np.errstate(over="ignore"):  # an infinite return leaves nothing, as it should
            self._spine = _spine(self._table, widths, rate)
            self._left_and_right, self._spread = _bridge(widths, rate)

    def at(self, first: int, last: int) -> Floats:
        """The values at the ticks ``[first, last)``; that at tick 0 is 0, and the variance is 1 a tick.

        (For a rate above 0, the variance of a step grows less than its length: see the module.)

        Raises:
            ArgumentTypeError: A tick is not a whole number.
            ArgumentValueError: A tick is negative, above 2**53, or the last comes before the first.
        """
        first, last = tick_range(first, last)
        out = np.empty(last - first)
        for start, stop in pieces(first, last):
            out[start - first : stop - first] = self._piece(start, stop)
        return out

    def _piece(self, first: int, last: int) -> Floats:
        normals = self._table.normals(*intervals(first, last))

        def middles(level: int, places: slice, left: Floats, right: Floats) -> Floats:
            inner = left + right
            inner *= self._left_and_right[level]
            normals[places] *= self._spread[level]
            inner += normals[places]
            return inner

        return descend(first, last, self._spine, middles)


def _bridge(widths: Floats, rate: float) -> tuple[list[float], list[float]]:
    """For each level: the weight of both ends, and the standard deviation of the middle."""
    half = widths / 2.0
    decay = portable.exp(-2.0 * rate * half)
    weight = portable.exp(-rate * half) / (1.0 + decay)
    spread = np.sqrt(half * _kept(2.0 * rate * half) / (1.0 + decay))
    return weight.tolist(), spread.tolist()


def _spine(table: Table, widths: Floats, rate: float) -> list[float]:
    """The values at 1, 2, 4, 8 ..., each from the one before."""
    normals = table.normals((_SPINE, 0, LEVELS)).tolist()
    # From 2**k to 2**(k + 1) it is another 2**k; to 1 it is 1, and from 0.
    spread = np.sqrt(widths * _kept(2.0 * rate * widths)).tolist()
    decay = portable.exp(-rate * widths).tolist()
    spine = [spread[0] * normals[0]]
    for k in range(LEVELS - 1):
        spine.append(spine[k] * decay[k] + spread[k] * normals[k + 1])
    return spine


def _kept(x: Floats) -> Floats:
    """The share of the variance that a return by ``x`` leaves: ``(1 - exp(-x)) / x``, and 1 at 0."""
    safe = np.where(x == 0.0, 1.0, x)
    return np.where(x == 0.0, 1.0, -portable.expm1(-safe) / safe)


class BrownianPath(GaussianPath):
    """A Wiener process at the ticks 0, 1, 2 ...: 0 at tick 0, with independent standard normal steps.

    >>> path = BrownianPath(seed=7)
    >>> bool((path.at(500, 1000) == path.at(0, 1000)[500:]).all())
    True

    Args:
        seed: A whole number from 0 to 2**128.
        component: Which of the seed's independent processes; 0 or more.

    Raises:
        ArgumentTypeError: One is not a whole number.
        ArgumentValueError: One is out of bounds.
    """

    __slots__ = ()

    def __init__(self, seed: int, component: int = 0) -> None:
        super().__init__(seed, "wiener", whole("component", component, least=0))
