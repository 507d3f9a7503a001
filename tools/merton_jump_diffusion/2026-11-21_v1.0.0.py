"""Merton's jump diffusion."""

from __future__ import annotations

from datetime import datetime

from hyperstream.prices import MertonPath
from hyperstream.tool.generators import PriceGenerator


class MertonJumpDiffusion(PriceGenerator):
    """Prices that also jump: Merton's jump diffusion.

    Geometric Brownian motion, and jumps by normal amounts of the logarithm at the times of a Poisson
    process. The drift makes up for the jumps: the mean price grows by ``mu``.

    Parameters:
        start_price: The price at the first tick, greater than 0.
        mu: Annual growth of the mean price, jumps included.
        sigma: Annual volatility between jumps, 0 or more.
        jump_rate: Mean number of jumps a year, 0 or more.
        jump_mean: Mean of a jump of the logarithm; -0.1 is about minus ten per cent.
        jump_sigma: Its standard deviation, 0 or more.
        delta: Trading days from tick to tick, 0 or more; 252 make a year.
        stride: Seconds from tick to tick in the stream, at least 0.001.
        first: When tick 0 is, which has the start price; there are none before.
        seed: A whole number, 0 or more; see `hyperstream.prices.seed_for`.
    """

    start_price: float
    mu: float
    sigma: float
    jump_rate: float
    jump_mean: float
    jump_sigma: float
    delta: float
    stride: float
    first: datetime
    seed: int = 0

    def path(self) -> MertonPath:
        """The prices by tick."""
        return MertonPath(
            self.start_price,
            self.mu,
            self.sigma,
            self.jump_rate,
            self.jump_mean,
            self.jump_sigma,
            self.delta,
            self.seed,
        )
