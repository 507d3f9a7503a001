"""Prices that can be asked for at any ticks: always the same, however the ticks are split.

A path is fixed by its parameters and its seed. ``path.prices(first, last)`` gives the prices of the
ticks ``[first, last)``, tick 0 being the start price, at a cost of about ``last - first`` and the
logarithm of ``last``. The numbers are the same bit for bit on every machine.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np

from ..utils.errors import ArgumentValueError
from . import portable
from .checks import MOST_TICKS, PIECE, Floats, finite, pieces, tick_range, whole
from .gaussian import BrownianPath, GaussianPath
from .models import Arithmetic, Geometric, Jumping, Reverting
from .poisson import PoissonClock

_JUMPS = 1 << 20  # jumps worked out at once


class PricePath(ABC):
    """Prices at ticks 0, 1, 2 ..., of which any range can be had at any time."""

    __slots__ = ()

    def prices(self, first: int, last: int) -> Floats:
        """The prices of the ticks ``[first, last)``.

        Args:
            first: The first tick, 0 or more; tick 0 has the start price.
            last: The tick after the last, at most 2**53.

        Raises:
            ArgumentTypeError: A tick is not a whole number.
            ArgumentValueError: A tick is out of bounds, the last comes before the first, or a price
                leaves the range of a float.
        """
        first, last = tick_range(first, last)
        out = np.empty(last - first)
        for start, stop in pieces(first, last, self.ticks_at_once()):
            with np.errstate(over="ignore", invalid="ignore"):
                out[start - first : stop - first] = self._piece(start, stop)
        return finite(out, first)

    def ticks_at_once(self) -> int:
        """How many ticks are worked out at once: as many as need little memory."""
        return PIECE

    @abstractmethod
    def _piece(self, first: int, last: int) -> Floats:
        """The prices of a few ticks, at least one."""


class GBMPath(PricePath):
    """Geometric Brownian motion: ``S[i] = S[0] exp((mu - sigma**2 / 2) i h + sigma sqrt(h) W[i])``.

    >>> path = GBMPath(70.0, 0.05, 0.3, 1.0, seed=7)
    >>> day = path.prices(0, 1000)
    >>> float(day[0]), bool((path.prices(400, 1000) == day[400:]).all())
    (70.0, True)

    Args:
        start_price: The price at tick 0, greater than 0.
        mu: Annual growth of the mean price.
        sigma: Annual volatility, 0 or more.
        delta: Trading days a tick, 0 or more; ``h = delta / 252``.
        seed: A whole number from 0 to 2**128; see `seed_for` to get one a stream.
        component: Which of the independent Wiener processes of the seed; 0 or more.

    Raises:
        ArgumentTypeError: A parameter is not a number.
        ArgumentValueError: A parameter is out of bounds, NaN or infinite.
    """

    __slots__ = ("_model", "_wiener")

    def __init__(
        self, start_price: float, mu: float, sigma: float, delta: float, seed: int, component: int = 0
    ) -> None:
        self._model = Geometric.of(start_price, mu, sigma, delta)
        self._wiener = BrownianPath(seed, component)

    def _piece(self, first: int, last: int) -> Floats:
        return geometric(self._model, first, self._wiener.at(first, last))


class ABMPath(PricePath):
    """Arithmetic Brownian motion: ``S[i] = S[0] + mu i h + sigma sqrt(h) W[i]``, in units of price.

    Arguments and errors are those of `GBMPath`; the start price may be any number.
    """

    __slots__ = ("_model", "_wiener")

    def __init__(
        self, start_price: float, mu: float, sigma: float, delta: float, seed: int, component: int = 0
    ) -> None:
        self._model = Arithmetic.of(start_price, mu, sigma, delta)
        self._wiener = BrownianPath(seed, component)

    def _piece(self, first: int, last: int) -> Floats:
        prices = self._wiener.at(first, last)
        prices *= self._model.spread
        prices += ticks(first, last) * self._model.drift
        prices += self._model.start
        return prices


class OUPath(PricePath):
    """Ornstein-Uhlenbeck process: prices that return to a mean; exact for every length of a tick.

    Args:
        start_price: The price at tick 0; any number.
        mean: The price it returns to; any number.
        speed: Rate of return a year, 0 or more.
        sigma: Volatility in units of price and square root of years, 0 or more.
        delta: Trading days a tick, 0 or more; ``h = delta / 252``.
        seed: A whole number from 0 to 2**128.

    Raises:
        ArgumentTypeError: A parameter is not a number.
        ArgumentValueError: A parameter is out of bounds, NaN or infinite.
    """

    __slots__ = ("_deviation", "_model")

    def __init__(
        self, start_price: float, mean: float, speed: float, sigma: float, delta: float, seed: int
    ) -> None:
        self._model = Reverting.of(start_price, mean, speed, sigma, delta)
        self._deviation = GaussianPath(seed, "ornstein-uhlenbeck", rate=self._model.rate)

    def _piece(self, first: int, last: int) -> Floats:
        model = self._model
        prices = self._deviation.at(first, last)
        prices *= model.spread
        prices += portable.exp(ticks(first, last) * -model.rate) * (model.start - model.mean)
        prices += model.mean
        if first == 0:
            prices[0] = model.start  # not but for rounding
        return prices


class MertonPath(PricePath):
    """Merton's jump diffusion: geometric Brownian motion and normal jumps of the logarithm.

    The jumps come at the times of a Poisson process; the sum of the first ``n`` of them is
    ``n jump_mean + jump_sigma B[n]`` with another Wiener process ``B`` over the jumps. The cost grows
    with the number of jumps in the range.

    Args:
        start_price: The price at tick 0, greater than 0.
        mu: Annual growth of the mean price, jumps included.
        sigma: Annual volatility between jumps, 0 or more.
        jump_rate: Mean number of jumps a year, 0 or more.
        jump_mean: Mean of a jump of the logarithm.
        jump_sigma: Its standard deviation, 0 or more.
        delta: Trading days a tick, 0 or more; ``h = delta / 252``.
        seed: A whole number from 0 to 2**128.

    Raises:
        ArgumentTypeError: A parameter is not a number.
        ArgumentValueError: A parameter is out of bounds, NaN or infinite.
    """

    __slots__ = ("_clock", "_model", "_sizes", "_wiener")

    def __init__(
        self,
        start_price: float,
        mu: float,
        sigma: float,
        jump_rate: float,
        jump_mean: float,
        jump_sigma: float,
        delta: float,
        seed: int,
    ) -> None:
        self._model = Jumping.of(start_price, mu, sigma, jump_rate, jump_mean, jump_sigma, delta)
        self._wiener = BrownianPath(seed)
        self._clock = PoissonClock(seed, "jumps")
        self._sizes = GaussianPath(seed, "jump sizes")

    def prices(self, first: int, last: int) -> Floats:
        """As `PricePath.prices`; refused too where there would be 2**52 jumps or more by then."""
        if whole("last", last, least=0) * self._model.jumps > MOST_TICKS / 2:
            msg = f"by tick {last} there would be more than 2**52 jumps; jump_rate or delta is too large"
            raise ArgumentValueError(msg, parameter="last", value=last)
        return PricePath.prices(self, first, last)

    def ticks_at_once(self) -> int:
        """As `PricePath.ticks_at_once`; fewer where many jumps come with a tick."""
        return max(1, min(PIECE, int(_JUMPS / max(self._model.jumps, 1.0))))

    def _piece(self, first: int, last: int) -> Floats:
        steps = self._wiener.at(first, last)
        if self._model.jumps:
            # The Wiener path enters with its spread, so that the jumps can join it.
            steps *= self._model.price.spread
            steps += self._jumped(first, last)
            return geometric(Geometric(self._model.price.start, self._model.price.drift, 1.0), first, steps)
        return geometric(self._model.price, first, steps)

    def _jumped(self, first: int, last: int) -> Floats:
        """The sum of all jumps by each of the ticks."""
        times = ticks(first, last) * self._model.jumps
        before, arrivals = self._clock.between(float(times[0]), float(times[-1]))
        arrived = np.searchsorted(times, arrivals, side="left")
        counts = np.cumsum(np.bincount(arrived, minlength=times.size))
        sums = self._sizes.at(before, before + arrivals.size + 1)[counts]
        sums *= self._model.spread
        sums += (counts + before) * self._model.mean
        return sums


def geometric(model: Geometric, first: int, wiener: Floats) -> Floats:
    """The geometric prices from the tick ``first`` on for this Wiener path, which is used up."""
    wiener *= model.spread
    wiener += ticks(first, first + wiener.size) * model.drift
    prices = portable.exp(wiener)
    prices *= model.start
    return prices


def ticks(first: int, last: int) -> Floats:
    """The tick numbers as floats, each exact."""
    return np.arange(first, last, dtype=np.float64)
