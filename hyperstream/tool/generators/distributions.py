"""The distributions of Python's ``random``, each drawn for many ticks at once.

Every function checks its parameters and gives a `Sampler`. Parameters, their order and their meaning
are those of the function of the same name in ``random``. Where one draw in a few is refused, the
next attempt takes the next block of the same tick, so that no tick depends on another.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from ...prices import portable
from ...prices.checks import Floats, Words, number, whole
from ...prices.draws import centred, normal
from ...prices.poisson import acceptance
from ...utils.errors import ArgumentValueError
from .draws import Draws, Times, Values

Sampler: TypeAlias = Callable[[Draws, Times], Values]
"""Gives the values for ticks at these times."""

FloatSampler: TypeAlias = Callable[[Draws, Times], Floats]

Mask: TypeAlias = npt.NDArray[np.bool_]

Attempt: TypeAlias = Callable[[Draws, Times, int], tuple[npt.NDArray[Any], Mask]]
"""Of the ticks left and the number of the attempt: candidates, and which of them are taken."""

_WIDEST = 2**61
_NO_DIRECTION = 1e-6
"""Below this, von Mises' concentration cannot be told from none (as in Python)."""


def uniform(a: object, b: object) -> FloatSampler:
    """Uniform between ``a`` and ``b``.

    Raises:
        ArgumentTypeError: A parameter of this (or any of the following) is not a number.
        ArgumentValueError: A parameter is out of bounds, NaN or infinite.
    """
    low = number("a", a)
    width = number("b - a", number("b", b) - low)
    return lambda draws, times: draws.uniform(times, 0) * width + low


def triangular(low: object, high: object, mode: object = None) -> FloatSampler:
    """From ``low`` to ``high``, most often near ``mode`` (their middle where it is None)."""
    left = number("low", low)
    right = number("high", high, least=left)
    top = (left + right) / 2.0 if mode is None else number("mode", mode, least=left, most=right)
    width = number("high - low", right - left)

    def sample(draws: Draws, times: Times) -> Floats:
        u = draws.uniform(times, 0)
        rising = u * width <= top - left
        side = np.where(rising, top - left, right - top)
        way = np.sqrt(np.where(rising, u, 1.0 - u) * width * side)
        return np.where(rising, left + way, right - way)

    return sample


def gauss(mu: object, sigma: object) -> FloatSampler:
    """Normal with mean ``mu`` and standard deviation ``sigma``."""
    mean, spread = number("mu", mu), number("sigma", sigma, least=0.0)
    return lambda draws, times: draws.normal(times, 0) * spread + mean


def lognormvariate(mu: object, sigma: object) -> FloatSampler:
    """The exponential of a normal number with mean ``mu`` and standard deviation ``sigma``."""
    log = gauss(mu, sigma)
    return lambda draws, times: portable.exp(log(draws, times))


def expovariate(lambd: object) -> FloatSampler:
    """Exponential with mean ``1 / lambd``; a negative ``lambd`` gives negative numbers."""
    rate = number("lambd", lambd)
    if rate == 0.0:
        msg = f"lambd is {lambd!r}; it is 1 divided by the mean, so it must not be 0"
        raise ArgumentValueError(msg, parameter="lambd", value=lambd)
    return lambda draws, times: _exponentials(draws, times) / rate


def paretovariate(alpha: object) -> FloatSampler:
    """Pareto of the shape ``alpha``, from 1 on."""
    shape = number("alpha", alpha, above=0.0)
    return lambda draws, times: portable.exp(_exponentials(draws, times) / shape)


def weibullvariate(alpha: object, beta: object) -> FloatSampler:
    """Weibull of the scale ``alpha`` and the shape ``beta``."""
    scale, shape = number("alpha", alpha, above=0.0), number("beta", beta, above=0.0)
    return lambda draws, times: portable.exp(portable.log(_exponentials(draws, times)) / shape) * scale


def gammavariate(alpha: object, beta: object) -> FloatSampler:
    """Gamma of the shape ``alpha`` and the scale ``beta``."""
    shape, scale = number("alpha", alpha, above=0.0), number("beta", beta, above=0.0)
    return lambda draws, times: portable.exp(_log_gammas(draws, times, shape, 0)) * scale


def betavariate(alpha: object, beta: object) -> FloatSampler:
    """Beta of the parameters ``alpha`` and ``beta``, between 0 and 1."""
    first, second = number("alpha", alpha, above=0.0), number("beta", beta, above=0.0)

    def sample(draws: Draws, times: Times) -> Floats:
        # By logarithms, because for small parameters both gamma numbers may be 0.
        odds = _log_gammas(draws, times, second, 1) - _log_gammas(draws, times, first, 0)
        result: Floats = 1.0 / (1.0 + portable.exp(odds))
        return result

    return sample


def vonmisesvariate(mu: object, kappa: object) -> FloatSampler:
    """Angles from 0 to 2 pi around ``mu``, with the concentration ``kappa``."""
    centre, concentration = number("mu", mu), number("kappa", kappa, least=0.0)
    turn = 2.0 * math.pi
    if concentration <= _NO_DIRECTION:
        return lambda draws, times: draws.uniform(times, 0) * turn

    def sample(draws: Draws, times: Times) -> Floats:
        return np.mod(_turned(draws, times, concentration) + centre, turn)

    return sample


def randrange(start: object, stop: object = None, step: object = 1) -> Sampler:
    """One of the numbers ``range(start, stop, step)``, each as often; ``stop`` None: of ``range(start)``."""
    first, last = (0, start) if stop is None else (start, stop)
    values = range(_whole("start", first), _whole("stop", last), _whole("step", step) or 1)
    if step == 0 or not len(values):
        msg = f"range({first}, {last}, {step}) has no numbers; there must be at least one to draw"
        raise ArgumentValueError(msg, parameter="step" if step == 0 else "stop", value=last)
    return _one_of(values)


def randint(a: object, b: object) -> Sampler:
    """One of the whole numbers from ``a`` to ``b``, both included, each as often."""
    low, high = _whole("a", a), _whole("b", b)
    if high < low:
        msg = f"b is {high}; it must be {low} (which is a) or more"
        raise ArgumentValueError(msg, parameter="b", value=b)
    return _one_of(range(low, high + 1))


# --- how they are drawn
def _whole(name: str, value: object) -> int:
    return whole(name, value, least=-_WIDEST, most=_WIDEST)


def _one_of(values: range) -> Sampler:
    count = np.uint64(len(values))
    # Words beyond the largest multiple of the count would make the first numbers more frequent.
    fair = np.uint64(2**64 // len(values) * len(values) - 1)

    def attempt(draws: Draws, left: Times, turn: int) -> tuple[Words, Mask]:
        words = draws.words(left, turn)[0]
        return words, words <= fair

    def sample(draws: Draws, times: Times) -> Values:
        places = _attempted(draws, times, attempt) % count
        result: Values = places.astype(np.int64) * values.step + values.start
        return result

    return sample


def _exponentials(draws: Draws, times: Times) -> Floats:
    return -portable.log(draws.uniform(times, 0))


def _attempted(draws: Draws, times: Times, attempt: Attempt) -> npt.NDArray[Any]:
    """The first candidate of each tick that is taken."""
    result, taken = attempt(draws, times, 0)
    turn = 0
    while not taken.all():
        turn += 1
        left = np.flatnonzero(~taken)
        result[left], taken[left] = attempt(draws, times[left], turn)
    return result


def _log_gammas(draws: Draws, times: Times, shape: float, lane: int) -> Floats:
    """Logarithms of gamma numbers of the scale 1, by Marsaglia and Tsang (2000).

    A shape below 1 is drawn as ``shape + 1``, times ``U**(1 / shape)``. Two lanes are independent.
    """
    d = (shape if shape >= 1.0 else shape + 1.0) - 1.0 / 3.0

    def attempt(draws: Draws, left: Times, turn: int) -> tuple[Floats, Mask]:
        first, second = draws.words(left, 4 * turn + lane)
        w = np.maximum(normal(centred(first)) / math.sqrt(9.0 * d), -1.0)
        u = centred(second) + 0.5
        taken = (w > -1.0) & (portable.log(u) < 3.0 * d * acceptance(w))
        return w, taken

    w = _attempted(draws, times, attempt)
    logs: Floats = 3.0 * portable.log(1.0 + w) + portable.log(np.array([d]))
    if shape < 1.0:
        logs += portable.log(draws.uniform(times, 2 + lane)) / shape
    return logs


def _turned(draws: Draws, times: Times, kappa: float) -> Floats:
    """Angles around 0, by Best and Fisher (1979).

    Their cosine ``z = cos(pi U)`` is ``(x**2 - y**2) / (x**2 + y**2)`` of two normals here, and their
    angle ``acos((q + z) / (1 + q z))`` becomes ``2 atan(sqrt((1 - q) / (1 + q)) y / x)``, sign included.
    """
    s = 0.5 / kappa
    beyond = s + s * s / (1.0 + math.sqrt(1.0 + s * s))  # their r, less 1
    narrow = math.sqrt(beyond / (2.0 + beyond))

    def attempt(draws: Draws, left: Times, turn: int) -> tuple[Floats, Mask]:
        x, y = draws.normals(left, 2 * turn)
        u = draws.uniform(left, 2 * turn + 1)
        right, up = x * x, y * y
        d = (right - up) / (right + up) / (beyond + 2.0 * right / (right + up))
        return y / x, (u < 1.0 - d * d) | (u <= (1.0 - d) * portable.exp(d))

    return 2.0 * portable.atan(_attempted(draws, times, attempt) * narrow)
