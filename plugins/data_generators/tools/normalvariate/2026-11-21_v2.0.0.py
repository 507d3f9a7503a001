"""Normally distributed numbers, by place."""

from __future__ import annotations

from hyperstream.tool.generators import RandomGenerator, Sampler, distributions


class Normalvariate(RandomGenerator):
    """Normally distributed numbers, one for each tick of the alignment stream.

    A number depends on the seed and the time of its tick alone: however the interval is split, the
    stream is the same. Two streams of equal parameters and seed are equal; give each its own seed.

    Parameters:
        mu: Mean.
        sigma: Standard deviation, 0 or more.
        seed: A whole number, 0 or more; see `hyperstream.prices.seed_for`.
    """

    mu: float = 0.0
    sigma: float = 1.0
    seed: int = 0

    def sampler(self) -> Sampler:
        """What is drawn."""
        return distributions.gauss(self.mu, self.sigma)
