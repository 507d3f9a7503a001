"""Arithmetic Brownian motion."""

from __future__ import annotations

from datetime import datetime

from hyperstream.prices import ABMPath
from hyperstream.tool.generators import PriceGenerator


class ArithmeticBrownianMotion(PriceGenerator):
    """Prices that move by random amounts: arithmetic Brownian motion.

    ``S[k] = start_price + mu k h + sigma sqrt(h) W[k]`` at ``first + k * stride``, with ``h = delta / 252``
    years and the sum ``W[k]`` of k standard normal numbers. Prices may become negative.

    Parameters:
        start_price: The price at the first tick.
        mu: Mean change a year, in units of price.
        sigma: Volatility, in units of price and square root of years, 0 or more.
        delta: Trading days from tick to tick, 0 or more; 252 make a year.
        stride: Seconds from tick to tick in the stream, at least 0.001.
        first: When tick 0 is, which has the start price; there are none before.
        seed: A whole number, 0 or more; see `hyperstream.prices.seed_for`.
    """

    start_price: float
    mu: float
    sigma: float
    delta: float
    stride: float
    first: datetime
    seed: int = 0

    def path(self) -> ABMPath:
        """The prices by tick."""
        return ABMPath(self.start_price, self.mu, self.sigma, self.delta, self.seed)
