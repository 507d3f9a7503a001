"""Random numbers for ticks: each depends on the seed and on the tick's time, on nothing else.

So a generated stream is the same however its interval was split, in whatever order and in which
process it was computed. What the numbers are made by is the same on every machine (`philox`,
`hyperstream.prices`), so a stream begun on one continues on another.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ...prices.checks import Floats, Words, seed_of
from ...prices.draws import centred, normal
from .philox import philox4x32

Times: TypeAlias = npt.NDArray[np.int64]
"""Timestamps of ticks, ms."""

Values: TypeAlias = npt.NDArray[np.float64] | npt.NDArray[np.int64]
"""One value a tick."""

_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)


class TickGenerators:
    """A NumPy generator for each tick: it starts anew at every tick, always equally for one time.

    Args:
        seed: A whole number from 0 to 2**128.
        name: What they are for; other names, other numbers.

    Raises:
        ArgumentTypeError: The seed is not a whole number.
        ArgumentValueError: The seed is out of bounds.
    """

    __slots__ = ("_key",)

    def __init__(self, seed: int, name: str) -> None:
        self._key = np.frombuffer(_digest(seed, name, 16), np.dtype("<u8")).astype(np.uint64)

    def at(self, times: Times) -> Iterator[np.random.Generator]:
        """The generator of each tick, one after the other; each is good until the next is asked for."""
        philox = np.random.Philox(0)
        generator = np.random.Generator(philox)
        for stamp in times.view(np.uint64).tolist():
            philox.state = {
                "bit_generator": "Philox",
                "state": {"counter": np.array((0, 0, stamp, 0), np.uint64), "key": self._key},
                "buffer": np.zeros(4, np.uint64),
                "buffer_pos": 4,
                "has_uint32": 0,
                "uinteger": 0,
            }
            yield generator


class Draws:
    """Endless random numbers for each tick: block 0, block 1, ..., two words a block.

    Args:
        seed: A whole number from 0 to 2**128.
        name: What they are for; other names, other numbers.

    Raises:
        ArgumentTypeError: The seed is not a whole number.
        ArgumentValueError: The seed is out of bounds.
    """

    __slots__ = ("_key", "_place")

    def __init__(self, seed: int, name: str) -> None:
        low, high, self._place = np.frombuffer(_digest(seed, name, 12), np.dtype("<u4")).tolist()
        self._key = (low, high)

    def words(self, times: Times, block: int) -> tuple[Words, Words]:
        """Two ``uint64[n]`` of random bits.

        Args:
            times: ``int64[n]``, ms.
            block: Which block, from 0 to 2**32 - 1.
        """
        stamps = times.view(np.uint64)
        counter = (stamps & _LOW, stamps >> _HALF, _number(block), _number(self._place))
        return philox4x32(counter, self._key)

    def uniform(self, times: Times, block: int) -> Floats:
        """``float64[n]``, uniform, greater than 0 and less than 1."""
        return centred(self.words(times, block)[0]) + 0.5

    def normal(self, times: Times, block: int) -> Floats:
        """``float64[n]``, standard normal, none beyond 8.21 in amount."""
        return normal(centred(self.words(times, block)[0]))

    def normals(self, times: Times, block: int) -> tuple[Floats, Floats]:
        """Two ``float64[n]``, independent standard normal; the first is that of `normal`."""
        first, second = self.words(times, block)
        return normal(centred(first)), normal(centred(second))


def _digest(seed: int, name: str, size: int) -> bytes:
    text = f"{seed_of(seed)}\0{name}".encode()
    return blake2b(text, digest_size=size, person=b"hs.generators").digest()


def _number(value: int) -> Words:
    return np.array([value], np.uint64)
