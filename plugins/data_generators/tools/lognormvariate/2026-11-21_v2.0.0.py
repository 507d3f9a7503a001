"""Numbers whose logarithms are normally distributed, by place."""

from __future__ import annotations

from hyperstream.tool.generators import RandomGenerator, Sampler, distributions


class Lognormvariate(RandomGenerator):
    """Numbers whose logarithms are normally distributed, one for each tick of the alignment stream.

    A number depends on the seed and the time of its tick alone: however the interval is split, the
    stream is the same. Two streams of equal parameters and seed are equal; give each its own seed.

    Parameters:
        mu: Mean of the logarithm.
        sigma: Its standard deviation, 0 or more.
        seed: A whole number, 0 or more; see `hyperstream.prices.seed_for`.
    """

    mu: float
    sigma: float
    seed: int = 0

    def sampler(self) -> Sampler:
        """What is drawn."""
        return distributions.lognormvariate(self.mu, self.sigma)
