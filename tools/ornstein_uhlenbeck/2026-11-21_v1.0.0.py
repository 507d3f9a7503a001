"""Ornstein-Uhlenbeck process."""

from __future__ import annotations

from datetime import datetime

from hyperstream.prices import OUPath
from hyperstream.tool.generators import PriceGenerator


class OrnsteinUhlenbeck(PriceGenerator):
    """Prices that return to a mean: an Ornstein-Uhlenbeck process.

    ``dS = speed * (mean - S) dt + sigma dW``, by its exact law for ticks of any length. Prices may become
    negative.

    Parameters:
        start_price: The price at the first tick.
        mean: The price that it returns to.
        speed: How fast, a year, 0 or more: a distance halves in ``ln 2 / speed`` years.
        sigma: Volatility, in units of price and square root of years, 0 or more.
        delta: Trading days from tick to tick, 0 or more; 252 make a year.
        stride: Seconds from tick to tick in the stream, at least 0.001.
        first: When tick 0 is, which has the start price; there are none before.
        seed: A whole number, 0 or more; see `hyperstream.prices.seed_for`.
    """

    start_price: float
    mean: float
    speed: float
    sigma: float
    delta: float
    stride: float
    first: datetime
    seed: int = 0

    def path(self) -> OUPath:
        """The prices by tick."""
        return OUPath(self.start_price, self.mean, self.speed, self.sigma, self.delta, self.seed)
