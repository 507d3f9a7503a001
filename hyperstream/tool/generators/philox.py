"""Random words for scattered places: Philox4x32-10, all places at once.

NumPy's own Philox gives one run of words after the other; ticks stand apart, and each needs the words
of its own place. The generator is that of Salmon, Moraes, Dror and Shaw, *Parallel random numbers: as
easy as 1, 2, 3*, SC 2011: ten rounds of multiplications, here over whole arrays. The 32-bit kind is
used because NumPy has no multiplication with a result of 128 bits.
"""

from __future__ import annotations

import numpy as np

from ...prices.checks import Words

Counter = tuple[Words, Words, Words, Words]
"""Four 32-bit numbers a place, each in 64 bits."""

_ROUNDS = 10
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_MULTIPLIERS = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))
_WEYL = (0x9E3779B9, 0xBB67AE85)  # what is added to the key from round to round


def philox4x32(counter: Counter, key: tuple[int, int]) -> tuple[Words, Words]:
    """Two words of 64 random bits for each counter.

    Args:
        counter: Arrays of one length; arrays of length 1 stand for all places.
        key: Two 32-bit numbers.

    Returns:
        Two ``uint64[n]``: the first and second pair of Philox's four words, the first of each pair low.
    """
    a, b, c, d = counter
    for number in range(_ROUNDS):
        low_key, high_key = (
            (part + number * step) & 0xFFFFFFFF for part, step in zip(key, _WEYL, strict=True)
        )
        first, second = a * _MULTIPLIERS[0], c * _MULTIPLIERS[1]
        a = _mixed(second, b, low_key)
        c = _mixed(first, d, high_key)
        b = second & _LOW
        d = first & _LOW
    return a | (b << _HALF), c | (d << _HALF)


def _mixed(product: Words, other: Words, key: int) -> Words:
    upper = product >> _HALF
    upper = upper ^ other
    upper ^= np.uint64(key)
    return upper
