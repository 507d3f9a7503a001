"""Paths that can be entered anywhere: a tree of midpoints over the whole numbers.

A path is fixed at 0 and, one after the other, at 1, 2, 4, 8 ... (its *spine*). Between two fixed
places the middle is drawn given both ends, then the middles of both halves, and so on down to
single steps. Which random numbers a middle takes depends on its place in the tree alone, so any part
of the path can be worked out by going down to it: about 50 middles at most, and then two for each
value. A part is the same bit for bit however it was asked for, since each value comes of the same
operations on the same numbers.

P. Lévy (1948) for the Wiener process; J. G. Gaines and T. J. Lyons, *Variable step size control in the
numerical solution of stochastic differential equations*, SIAM J. Appl. Math. 57 (1997), for the tree.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from .checks import MOST_TICKS, Floats
from .draws import Stretch

LEVELS = MOST_TICKS.bit_length()
"""How many places the spine has: 1, 2, 4 ... up to `MOST_TICKS`."""

Middles: TypeAlias = Callable[[int, slice, Floats, Floats], Floats]
"""Gives the middles of neighbouring intervals: of their level, their places in the order of
`intervals`, and the values at their left and right ends."""


def intervals(first: int, last: int) -> list[Stretch]:
    """The intervals that must be halved to reach the places ``[first, last)``.

    Returns:
        One stretch a level, the widest first: the level (its intervals are ``2**level`` wide), the
        number of the first interval, and the number after the last. A stretch may be empty.
    """
    levels = range((last - 1).bit_length(), 0, -1)
    return [(level, first >> level, -((1 - last) >> level)) for level in levels]


def descend(first: int, last: int, spine: Sequence[float], middles: Middles) -> Floats:
    """The values at the places ``[first, last)``, which must not be empty.

    Args:
        first: The first place, 0 or more.
        last: The place after the last.
        spine: The values at 1, 2, 4, 8 ...; the value at 0 is 0.
        middles: Draws the middles of intervals given their ends.
    """
    top = (last - 1).bit_length()
    nodes = np.array((0.0, spine[top]))[first >> top : 1 - ((1 - last) >> top)]
    done = 0
    for level, low, high in intervals(first, last):
        inner = middles(level, slice(done, done + high - low), nodes[:-1], nodes[1:])
        done += high - low
        if low == 0 < high:
            inner[0] = spine[level - 1]
        below = level - 1
        nodes = interleave(nodes, inner)[(first >> below) - 2 * low : 1 - ((1 - last) >> below) - 2 * low]
    return nodes


def interleave(nodes: Floats, inner: Floats) -> Floats:
    """The nodes with a middle between each two of them."""
    finer = np.empty(2 * nodes.size - 1)
    finer[::2] = nodes
    finer[1::2] = inner
    return finer
