"""Prices as plain arrays: a whole path from one random source, drawn from its start.

``rng`` is where the normals come from: a NumPy ``Generator`` or ``RandomState``, which go on where they
stand; a seed, for a new ``Generator``; or ``None``, for one that nobody can repeat. The normals are
drawn in one block before anything else, so the same state gives the same prices.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from .checks import Floats, Rng, finite, source_of, whole
from .models import Arithmetic, Geometric, Jumping, Reverting, years


def generate_gbm_prices(
    periods: int, start_price: float, mu: float, sigma: float, delta: float, rng: Rng = None
) -> Floats:
    """Geometric Brownian motion, one price after the other by the exact log-Euler step.

    ``S[0] = start_price``; ``S[i] = S[i-1] exp((mu - sigma**2 / 2) h + sigma sqrt(h) Z[i])``.

    >>> import numpy
    >>> generate_gbm_prices(4, 70.0, 0.05, 0.3, 1.0, numpy.random.RandomState(10)).round(6).tolist()
    [70.0, 71.785299, 72.763688, 70.670736]

    Args:
        periods: How many prices, 1 or more; ``periods - 1`` normals are drawn.
        start_price: The first price, greater than 0.
        mu: Annual growth of the mean price: 0.05 is five per cent.
        sigma: Annual volatility, 0 or more.
        delta: Trading days between two prices, 0 or more; ``h = delta / 252``.
        rng: Seed or random source, see the module.

    Raises:
        ArgumentTypeError: A parameter is not a number, or ``rng`` is none of these.
        ArgumentValueError: A parameter is out of bounds, NaN or infinite, or a price becomes so.
    """
    model = Geometric.of(start_price, mu, sigma, delta)
    factors = steps(periods, rng)
    with np.errstate(over="ignore", invalid="ignore"):
        factors *= model.spread
        factors += model.drift
        return _accumulated(model.start, np.exp(factors, out=factors))


def generate_gbm_prices_vec(
    periods: int, start_price: float, mu: float, sigma: float, delta: float, rng: Rng = None
) -> Floats:
    """Geometric Brownian motion by its closed form; the same prices but for rounding.

    ``S[i] = S[0] exp((mu - sigma**2 / 2) i h + sigma sqrt(h) (Z[1] + ... + Z[i]))``.

    Arguments and errors are those of `generate_gbm_prices`.
    """
    model = Geometric.of(start_price, mu, sigma, delta)
    sums = steps(periods, rng)
    return grown(model, np.cumsum(sums, out=sums))


def generate_bm_prices(
    periods: int, start_price: float, mu: float, sigma: float, delta: float, rng: Rng = None
) -> Floats:
    """Geometric Brownian motion by the plain Euler step, which is exact only for small steps.

    ``S[i] = S[i-1] (1 + mu h + sigma sqrt(h) Z[i])``. It draws ``periods`` normals and leaves the last
    one unused. With large steps a price may become negative.

    Arguments and errors are those of `generate_gbm_prices`.
    """
    model, h = Geometric.of(start_price, mu, sigma, delta), years(delta)
    factors = steps(whole("periods", periods, least=1) + 1, rng)[:-1]
    with np.errstate(over="ignore", invalid="ignore"):
        factors *= model.spread
        factors += 1.0 + mu * h
        return _accumulated(model.start, factors)


def generate_abm_prices(
    periods: int, start_price: float, mu: float, sigma: float, delta: float, rng: Rng = None
) -> Floats:
    """Arithmetic Brownian motion: ``S[i] = S[0] + mu i h + sigma sqrt(h) (Z[1] + ... + Z[i])``.

    ``mu`` and ``sigma`` are in units of price, and prices may be negative, ``start_price`` too.

    Arguments and errors are otherwise those of `generate_gbm_prices`.
    """
    model = Arithmetic.of(start_price, mu, sigma, delta)
    prices = steps(periods, rng)
    np.cumsum(prices, out=prices)
    with np.errstate(over="ignore", invalid="ignore"):
        prices *= model.spread
        prices += np.arange(prices.size) * model.drift
        prices += model.start
    return finite(prices)


def generate_ou_prices(
    periods: int, start_price: float, mean: float, speed: float, sigma: float, delta: float, rng: Rng = None
) -> Floats:
    """Ornstein-Uhlenbeck process: prices that return to a mean, by the exact step.

    ``S[i] = mean + (S[i-1] - mean) exp(-k h) + sigma sqrt((1 - exp(-2 k h)) / (2 k)) Z[i]``, ``k = speed``.

    Args:
        periods: How many prices, 1 or more; ``periods - 1`` normals are drawn.
        start_price: The first price; any number.
        mean: The price it returns to; any number.
        speed: Rate of return a year, 0 or more: a distance halves in ``ln 2 / speed`` years.
        sigma: Volatility in units of price and square root of years, 0 or more.
        delta: Trading days between two prices, 0 or more.
        rng: Seed or random source, see the module.

    Raises:
        ArgumentTypeError: A parameter is not a number, or ``rng`` is none of these.
        ArgumentValueError: A parameter is out of bounds, NaN or infinite, or a price becomes so.
    """
    model = Reverting.of(start_price, mean, speed, sigma, delta)
    shocks = steps(periods, rng)
    twice = 2.0 * model.rate
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        shocks *= model.spread * (np.sqrt(-np.expm1(-twice) / twice) if twice else 1.0)
        prices = decaying_sums(shocks, float(np.exp(-model.rate)))
        prices += (model.start - model.mean) * np.exp(-model.rate * np.arange(prices.size))
        prices += model.mean
    prices[0] = model.start
    return finite(prices)


def generate_merton_prices(
    periods: int,
    start_price: float,
    mu: float,
    sigma: float,
    jump_rate: float,
    jump_mean: float,
    jump_sigma: float,
    delta: float,
    rng: Rng = None,
) -> Floats:
    """Merton's jump diffusion: geometric Brownian motion and normal jumps of the logarithm.

    ``S[i] = S[i-1] exp((mu - sigma**2 / 2 - jump_rate g) h + sigma sqrt(h) Z[i] + J[i])``, with ``J[i]`` the
    sum of a Poisson number of normal jumps, and ``g = exp(jump_mean + jump_sigma**2 / 2) - 1``, so that
    the mean price grows by ``mu`` with and without jumps.

    Args:
        periods: How many prices, 1 or more. Drawn are ``periods - 1`` normals for the diffusion and as
            many numbers of jumps, then one normal for each tick that jumps.
        start_price: The first price, greater than 0.
        mu: Annual growth of the mean price.
        sigma: Annual volatility between jumps, 0 or more.
        jump_rate: Mean number of jumps a year, 0 or more.
        jump_mean: Mean of a jump of the logarithm: -0.1 is about minus ten per cent.
        jump_sigma: Its standard deviation, 0 or more.
        delta: Trading days between two prices, 0 or more.
        rng: Seed or random source, see the module.

    Raises:
        ArgumentTypeError: A parameter is not a number, or ``rng`` is none of these.
        ArgumentValueError: A parameter is out of bounds, NaN or infinite, or a price becomes so.
    """
    model = Jumping.of(start_price, mu, sigma, jump_rate, jump_mean, jump_sigma, delta)
    source = source_of(rng)
    logs = steps(periods, source)
    counts = source.poisson(model.jumps, logs.size - 1)
    with np.errstate(over="ignore", invalid="ignore"):
        logs *= model.price.spread
        jumped = np.flatnonzero(counts)
        number = counts[jumped]
        sizes = source.standard_normal(jumped.size) * np.sqrt(number) * model.spread
        logs[jumped + 1] += number * model.mean + sizes
        np.cumsum(logs, out=logs)
    return grown(Geometric(model.price.start, model.price.drift, 1.0), logs)


def steps(periods: object, rng: object) -> Floats:
    """0, and a standard normal for each of the periods after the first.

    Raises:
        ArgumentTypeError: ``periods`` is not a whole number, or ``rng`` not a seed or source.
        ArgumentValueError: ``periods`` is not positive, or the seed negative.
    """
    normals = np.zeros(whole("periods", periods, least=1))
    normals[1:] = source_of(rng).standard_normal(normals.size - 1)
    return normals


def grown(model: Geometric, sums: Floats) -> Floats:
    """The geometric prices for these sums of normals, which are used up."""
    with np.errstate(over="ignore", invalid="ignore"):
        sums *= model.spread
        sums += np.arange(sums.size) * model.drift
        np.exp(sums, out=sums)
        sums *= model.start
    return finite(sums)


def _accumulated(start: float, factors: Floats) -> Floats:
    """The products of the factors, with the start in place of the first; one multiplication a price."""
    factors[0] = start
    return finite(np.multiply.accumulate(factors, out=factors))


def decaying_sums(shocks: Floats, decay: float) -> Floats:
    """``sums[i] = decay * sums[i-1] + shocks[i]``, from 0.

    In rows of about equal number and length: all rows at once column by column, then each row's start
    is passed on to the next.
    """
    width = max(1, int(shocks.size**0.5))
    rows = -(-shocks.size // width)
    columns = np.zeros((rows, width))
    columns.reshape(-1)[: shocks.size] = shocks
    columns = np.ascontiguousarray(columns.T)
    for before, column in pairwise(columns):
        column += decay * before
    weights = np.multiply.accumulate(np.full(width, decay))
    carried = np.zeros(rows)
    for row in range(1, rows):
        carried[row] = columns[-1, row - 1] + weights[-1] * carried[row - 1]
    columns += weights[:, np.newaxis] * carried
    return np.ascontiguousarray(columns.T).reshape(-1)[: shocks.size]
