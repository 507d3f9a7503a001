"""The price models: their parameters, checked, and turned from years into ticks.

``mu``, ``sigma`` and the rates are annual; ``delta`` is the length of a tick in trading days, of which
a year has 252, so that a tick lasts ``h = delta / 252`` years. A ``drift`` and a ``spread`` here are
those of one tick.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np

from . import portable
from .checks import DAYS_A_YEAR, number

_MOST_JUMPS = 2.0**40  # in one tick


def years(delta: object) -> float:
    """How many years a tick of ``delta`` trading days lasts.

    Raises:
        ArgumentTypeError: It is not a number.
        ArgumentValueError: It is negative, NaN or infinite.
    """
    return number("delta", delta, least=0.0) / DAYS_A_YEAR


@dataclass(frozen=True, slots=True)
class Geometric:
    """``dS = mu S dt + sigma S dW``: the logarithm of the price makes independent normal steps.

    F. Black and M. Scholes (1973); Glasserman, *Monte Carlo Methods in Financial Engineering*, 3.2.
    """

    start: float
    drift: float
    spread: float

    @classmethod
    def of(cls, start_price: object, mu: object, sigma: object, delta: object) -> Self:
        """Check the parameters.

        Raises:
            ArgumentTypeError: One is not a number.
            ArgumentValueError: One is NaN, infinite, negative (``sigma``, ``delta``) or not positive
                (``start_price``).
        """
        start = number("start_price", start_price, above=0.0)
        growth, volatility = number("mu", mu), number("sigma", sigma, least=0.0)
        h = years(delta)
        drift = number("(mu - sigma**2 / 2) * delta / 252", (growth - volatility * volatility / 2.0) * h)
        return cls(start, drift, _spread(volatility, h))


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``dS = mu dt + sigma dW``, in units of price: it may become negative. L. Bachelier (1900)."""

    start: float
    drift: float
    spread: float

    @classmethod
    def of(cls, start_price: object, mu: object, sigma: object, delta: object) -> Self:
        """Check the parameters.

        Raises:
            ArgumentTypeError: One is not a number.
            ArgumentValueError: One is NaN, infinite or negative (``sigma``, ``delta``).
        """
        start, h = number("start_price", start_price), years(delta)
        drift = number("mu * delta / 252", number("mu", mu) * h)
        return cls(start, drift, _spread(number("sigma", sigma, least=0.0), h))


@dataclass(frozen=True, slots=True)
class Reverting:
    """``dS = speed (mean - S) dt + sigma dW``, in units of price: it may become negative.

    G. E. Uhlenbeck and L. S. Ornstein (1930); O. Vasicek (1977); Glasserman, 3.3.1.
    """

    start: float
    mean: float
    rate: float
    spread: float

    @classmethod
    def of(cls, start_price: object, mean: object, speed: object, sigma: object, delta: object) -> Self:
        """Check the parameters.

        Raises:
            ArgumentTypeError: One is not a number.
            ArgumentValueError: One is NaN, infinite or negative (``speed``, ``sigma``, ``delta``).
        """
        start, centre, h = number("start_price", start_price), number("mean", mean), years(delta)
        rate = number("speed * delta / 252", number("speed", speed, least=0.0) * h)
        return cls(start, centre, rate, _spread(number("sigma", sigma, least=0.0), h))


@dataclass(frozen=True, slots=True)
class Jumping:
    """A geometric price that also jumps: by ``exp(Y)``, ``Y`` normal, at the times of a Poisson process.

    The drift makes up for the jumps, so that the mean price still grows by ``mu``. R. C. Merton,
    *Option pricing when underlying stock returns are discontinuous*, J. Financial Economics 3 (1976).
    """

    price: Geometric
    jumps: float
    mean: float
    spread: float

    @classmethod
    def of(
        cls,
        start_price: object,
        mu: object,
        sigma: object,
        jump_rate: object,
        jump_mean: object,
        jump_sigma: object,
        delta: object,
    ) -> Self:
        """Check the parameters.

        Raises:
            ArgumentTypeError: One is not a number.
            ArgumentValueError: One is NaN, infinite, negative (``sigma``, ``jump_rate``, ``jump_sigma``,
                ``delta``) or not positive (``start_price``), or there would be too many jumps a tick.
        """
        plain, h = Geometric.of(start_price, mu, sigma, delta), years(delta)
        jumps = number("jump_rate", jump_rate, least=0.0) * h
        number("jump_rate * delta / 252", jumps, most=_MOST_JUMPS)
        mean, spread = number("jump_mean", jump_mean), number("jump_sigma", jump_sigma, least=0.0)
        growth = float(portable.exp(np.array([mean + spread * spread / 2.0]))[0]) - 1.0
        less = number("the growth by jumps in a tick", jumps and jumps * growth)
        return cls(Geometric(plain.start, plain.drift - less, plain.spread), jumps, mean, spread)


def _spread(volatility: float, h: float) -> float:
    return number("sigma * sqrt(delta / 252)", volatility * math.sqrt(h))
