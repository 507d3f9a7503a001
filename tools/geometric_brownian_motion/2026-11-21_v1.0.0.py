"""Geometric Brownian motion."""

from __future__ import annotations

from datetime import datetime

from hyperstream.prices import GBMPath
from hyperstream.tool.generators import PriceGenerator


class GeometricBrownianMotion(PriceGenerator):
    """Prices that grow by random factors: geometric Brownian motion.

    ``S[k] = start_price * exp((mu - sigma**2 / 2) k h + sigma sqrt(h) W[k])`` at ``first + k * stride``, with
    ``h = delta / 252`` years and the sum ``W[k]`` of k standard normal numbers. The price at a tick depends
    on the parameters alone, and costs about the same at any tick.

    Parameters:
        start_price: The price at the first tick, greater than 0.
        mu: Annual growth of the mean price; 0.05 is five per cent.
        sigma: Annual volatility, 0 or more.
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

    def path(self) -> GBMPath:
        """The prices by tick."""
        return GBMPath(self.start_price, self.mu, self.sigma, self.delta, self.seed)
