"""Random numbers by place: each depends on the seed and on where it stands, on nothing before it.

A `Table` is an endless sheet of random words, normals or uniforms with rows and columns. Any stretch
of a row can be had at any time, in any order, in pieces or at once, and is always the same. The words
are those of the counter-based generator Philox4x64-10 (Salmon et al., *Parallel random numbers: as
easy as 1, 2, 3*, SC 2011), with the row and the column as its counter and the seed's digest as its
key; NumPy keeps the words of its bit generators the same for good. What it does with them in
``Generator.normal`` it may change, and those take a varying number of words besides: so the normals
here are the inverse distribution function of one word each, by correctly rounded operations only.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeAlias

import numpy as np

from . import portable
from .checks import Floats, Words, seed_of

Stretch: TypeAlias = tuple[int, int, int]
"""Row, first column, and the column after the last."""

_WORDS_A_COUNT = 4  # Philox gives four words for each value of its counter
_SPARE_BITS = np.uint64(12)  # 52 bits stay, so that the middle of each of 2**52 steps is a float
_ONE = np.uint64(0x3FF0000000000000)
_HALF_STEP = 2.0**-53


class Table:
    """An endless sheet of random numbers, one for each row and column.

    Args:
        seed: A whole number from 0 to 2**128.
        names: What the sheet is for. Sheets of different names or seeds are independent.

    Raises:
        ArgumentTypeError: The seed is not a whole number.
        ArgumentValueError: The seed is out of bounds.
    """

    __slots__ = ("_key",)

    def __init__(self, seed: int, *names: object) -> None:
        self._key = np.frombuffer(_digest(seed, names), np.dtype("<u8")).astype(np.uint64)

    def words(self, *stretches: Stretch) -> Words:
        """The 64-bit words of these stretches, one after the other."""
        # A new generator for each call: nothing is shared between threads. Its own seed is not used.
        philox = np.random.Philox(_ANY_SEED)
        parts = [self._row(philox, *stretch) for stretch in stretches if stretch[1] < stretch[2]]
        return np.concatenate(parts) if parts else np.empty(0, np.uint64)

    def uniforms(self, *stretches: Stretch) -> Floats:
        """Uniform numbers, greater than 0 and less than 1."""
        return centred(self.words(*stretches)) + 0.5

    def normals(self, *stretches: Stretch) -> Floats:
        """Standard normal numbers, none beyond 8.21 in amount."""
        return portable.blockwise(normal, centred(self.words(*stretches)))

    def _row(self, philox: np.random.Philox, row: int, first: int, last: int) -> Words:
        count, skip = divmod(first, _WORDS_A_COUNT)
        philox.state = {
            "bit_generator": "Philox",
            "state": {"counter": np.array((count, row, 0, 0), np.uint64), "key": self._key},
            "buffer": np.zeros(_WORDS_A_COUNT, np.uint64),
            "buffer_pos": _WORDS_A_COUNT,
            "has_uint32": 0,
            "uinteger": 0,
        }
        words: Words = philox.random_raw(last - first + skip)
        return words[skip:]


_ANY_SEED = np.random.SeedSequence(0)


def seed_for(seed: int, *names: object) -> int:
    """Another seed for each name: streams that share a seed and differ in name are independent.

    >>> seed_for(7, "AAPL") == seed_for(7, "MSFT")
    False

    Args:
        seed: The common seed.
        names: What tells the streams apart, such as a plate value. Their text counts.

    Raises:
        ArgumentTypeError: The seed is not a whole number.
        ArgumentValueError: The seed is out of bounds.
    """
    return int.from_bytes(_digest(seed, names), "little")


def _digest(seed: int, names: Sequence[object]) -> bytes:
    text = "\0".join([str(seed_of(seed)), *map(str, names)])
    return blake2b(text.encode(), digest_size=16, person=b"hs.prices").digest()


def centred(words: Words) -> Floats:
    """Uniform numbers between -1/2 and 1/2, at the middles of 2**52 equal steps: all are exact."""
    words = words >> _SPARE_BITS
    words |= _ONE
    uniform = words.view(np.float64)
    uniform -= 1.5
    uniform += _HALF_STEP
    return uniform


# --- the inverse of the normal distribution function: Wichura, AS 241, Applied Statistics 37 (1988)
_CENTRE = 0.425
_CENTRE_OVER = (
    2.5090809287301226727e3,
    3.3430575583588128105e4,
    6.7265770927008700853e4,
    4.5921953931549871457e4,
    1.3731693765509461125e4,
    1.9715909503065514427e3,
    1.3314166789178437745e2,
    3.3871328727963666080e0,
)
_CENTRE_UNDER = (
    5.2264952788528545610e3,
    2.8729085735721942674e4,
    3.9307895800092710610e4,
    2.1213794301586595867e4,
    5.3941960214247511077e3,
    6.8718700749205790830e2,
    4.2313330701600911252e1,
    1.0,
)
_NEAR_OVER = (
    7.74545014278341407640e-4,
    2.27238449892691845833e-2,
    2.41780725177450611770e-1,
    1.27045825245236838258e0,
    3.64784832476320460504e0,
    5.76949722146069140550e0,
    4.63033784615654529590e0,
    1.42343711074968357734e0,
)
_NEAR_UNDER = (
    1.05075007164441684324e-9,
    5.47593808499534494600e-4,
    1.51986665636164571966e-2,
    1.48103976427480074590e-1,
    6.89767334985100004550e-1,
    1.67638483018380384940e0,
    2.05319162663775882187e0,
    1.0,
)
_FAR_OVER = (
    2.01033439929228813265e-7,
    2.71155556874348757815e-5,
    1.24266094738807843860e-3,
    2.65321895265761230930e-2,
    2.96560571828504891230e-1,
    1.78482653991729133580e0,
    5.46378491116411436990e0,
    6.65790464350110377720e0,
)
_FAR_UNDER = (
    2.04426310338993978564e-15,
    1.42151175831644588870e-7,
    1.84631831751005468180e-5,
    7.86869131145613259100e-4,
    1.48753612908506148525e-2,
    1.36929880922735805310e-1,
    5.99832206555887937690e-1,
    1.0,
)


def normal(q: Floats) -> Floats:
    """The normal number below which lies the probability ``q + 1/2``."""
    r = 0.180625 - q * q
    z = horner_ratio(r, _CENTRE_OVER, _CENTRE_UNDER)
    z *= q
    outer = np.flatnonzero(np.abs(q) > _CENTRE)
    if outer.size:
        q = q[outer]
        z[outer] = np.copysign(_tail(0.5 - np.abs(q)), q)
    return z


def _tail(p: Floats) -> Floats:
    r = np.sqrt(-portable.log(p))
    z = horner_ratio(r - 1.6, _NEAR_OVER, _NEAR_UNDER)
    far = np.flatnonzero(r > 5.0)
    if far.size:
        z[far] = horner_ratio(r[far] - 5.0, _FAR_OVER, _FAR_UNDER)
    return z


def horner_ratio(x: Floats, over: Sequence[float], under: Sequence[float]) -> Floats:
    """The quotient of two polynomials."""
    result = portable.horner(x, over)
    result /= portable.horner(x, under)
    return result
