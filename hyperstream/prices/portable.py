"""Exponential, logarithm and arc tangent that give the same bits on every machine.

The library functions differ in the last bit between processors, C libraries and NumPy's vector
loops, so that a stream begun on one machine would not continue equally on another. Here only
additions, multiplications, divisions and moves of bits are used, which IEEE 754 rounds in one way
only; the result for a number does not depend on its neighbours either. Errors stay below one unit
in the last place, three for `expm1`.

Reduction and constants: Sun's fdlibm, ``e_exp.c``, ``e_log.c`` and ``s_atan.c`` (K. C. Ng, 1993); ``expm1``
by Kahan's quotient (N. J. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed., 1.14.1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from .checks import Floats

BLOCK = 8192
"""Numbers worked on at once, so that the intermediate arrays stay in the processor's cache."""

_LN2_HIGH = 6.93147180369123816490e-01  # the low 32 bits are zero: k times this is exact
_LN2_LOW = 1.90821492927058770002e-10
_ONE_OVER_LN2 = 1.44269504088896338700
_EXP = (
    4.13813679705723846039e-08,
    -1.65339022054652515390e-06,
    6.61375632143793436117e-05,
    -2.77777777770155933842e-03,
    1.66666666666666019037e-01,
)
_LOG = (
    1.479819860511658591e-01,
    1.531383769920937332e-01,
    1.818357216161805012e-01,
    2.222219843214978396e-01,
    2.857142874366239149e-01,
    3.999999999940941908e-01,
    6.666666666666735130e-01,
)
_ATAN = (
    1.62858201153657823623e-02,
    -3.65315727442169155270e-02,
    4.97687799461593236017e-02,
    -5.83357013379057348645e-02,
    6.66107313738753120669e-02,
    -7.69187620504482999495e-02,
    9.09088713343650656196e-02,
    -1.11111104054623557880e-01,
    1.42857142725034663711e-01,
    -1.99999999998764832476e-01,
    3.33333333333329318027e-01,
)
# The arc tangent is known at these places, and the rest is small; the last place is infinity.
_ATAN_PLACES = np.array((0.0, 0.5, 1.0, 1.5, 0.0))
_ATAN_BOUNDS = (7 / 16, 11 / 16, 19 / 16, 39 / 16)
_ATAN_HIGH = np.array(
    (
        0.0,
        4.63647609000806093515e-01,
        7.85398163397448278999e-01,
        9.82793723247329054082e-01,
        1.57079632679489655800e00,
    )
)
_ATAN_LOW = np.array(
    (
        0.0,
        2.26987774529616870924e-17,
        3.06161699786838301793e-17,
        1.39033110312309984516e-17,
        6.12323399573676603587e-17,
    )
)
_EXPONENT = 52
_BIAS = 1023
_ROOT_HALF = 0x3FE6A09E00000000  # the bits of a number a little below the root of 1/2
_LEAST, _MOST = -746.0, 710.0  # beyond these the exponential is 0 or infinite


def exp(x: Floats) -> Floats:
    """The exponential of each number; infinite above 709.78, 0 below -745.13."""
    return blockwise(_exp, x)


def log(x: Floats) -> Floats:
    """The natural logarithm of each number; they must be positive and not subnormal."""
    return blockwise(_log, x)


def expm1(x: Floats) -> Floats:
    """``exp(x) - 1`` for numbers that are not positive, exact also near 0."""
    grown = exp(x)
    inner = (grown != 1.0) & (x > -40.0)  # below, the result is -1 to the last bit
    u = np.where(inner, grown, 0.5)
    near = np.where(grown == 1.0, x, -1.0)
    return np.where(inner, (u - 1.0) * x / log(u), near)


def atan(x: Floats) -> Floats:
    """The arc tangent of each number, which must be finite."""
    return blockwise(_atan, x)


def horner(x: Floats, coefficients: Sequence[float]) -> Floats:
    """The polynomial with these coefficients, the highest power first."""
    out = np.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        out *= x
        out += coefficient
    return out


def blockwise(function: Callable[[Floats], Floats], x: Floats) -> Floats:
    """``function`` of each number, worked out in blocks that fit the cache."""
    flat = np.ascontiguousarray(x, dtype=np.float64).reshape(-1)
    if flat.size <= BLOCK:
        return function(flat).reshape(x.shape)
    out = np.empty(flat.size)
    for part in blocks(flat.size):
        out[part] = function(flat[part])
    return out.reshape(x.shape)


def blocks(size: int) -> Iterator[slice]:
    """Slices of at most `BLOCK` that cover ``size`` numbers."""
    return (slice(start, start + BLOCK) for start in range(0, size, BLOCK))


def _exp(x: Floats) -> Floats:
    x = np.clip(x, _LEAST, _MOST)
    power = np.rint(x * _ONE_OVER_LN2)
    high = x - power * _LN2_HIGH
    low = power * _LN2_LOW
    r = high - low
    z = r * r
    c = horner(z, _EXP)
    c *= z
    np.subtract(r, c, out=c)
    grown = r * c
    np.subtract(2.0, c, out=c)
    grown /= c
    grown -= low
    grown += high
    grown += 1.0
    # In two factors, because 2 to the whole power may lie outside the floats where the result does not.
    k = power.astype(np.int64)
    half = k >> 1
    grown *= _power_of_two(half)
    with np.errstate(over="ignore", under="ignore"):
        grown *= _power_of_two(k - half)
    return grown


def _power_of_two(k: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> Floats:
    return ((k + _BIAS) << _EXPONENT).view(np.float64)


def _log(x: Floats) -> Floats:
    bits = x.view(np.int64)
    k = (bits - _ROOT_HALF) >> _EXPONENT
    f = (bits - (k << _EXPONENT)).view(np.float64) - 1.0
    s = f / (f + 2.0)
    z = s * s
    half = 0.5 * f * f
    tail = horner(z, _LOG)
    tail *= z
    tail += half
    tail *= s
    power = k.astype(np.float64)
    tail += power * _LN2_LOW
    result: Floats = power * _LN2_HIGH - ((half - tail) - f)
    return result


def _atan(x: Floats) -> Floats:
    size = np.abs(x)
    place = np.searchsorted(_ATAN_BOUNDS, size, side="right")
    last = place == len(_ATAN_BOUNDS)
    near = _ATAN_PLACES[place]
    rest = np.where(last, -1.0, size - near) / np.where(last, size, 1.0 + near * size)
    z = rest * rest
    tail = horner(z, _ATAN)
    tail *= z
    tail *= rest
    tail -= _ATAN_LOW[place]
    return np.copysign(_ATAN_HIGH[place] - (tail - rest), x)
