"""Exponentially distributed numbers, by place."""

from __future__ import annotations

from hyperstream.tool.generators import RandomGenerator, Sampler, distributions


class Expovariate(RandomGenerator):
    """Exponentially distributed numbers, one for each tick of the alignment stream.

    A number depends on the seed and the time of its tick alone: however the interval is split, the
    stream is the same. Two streams of equal parameters and seed are equal; give each its own seed.

    Parameters:
        lambd: 1 divided by the mean; not 0. Where it is negative, the numbers are.
        seed: A whole number, 0 or more; see `hyperstream.prices.seed_for`.
    """

    lambd: float
    seed: int = 0

    def sampler(self) -> Sampler:
        """What is drawn."""
        return distributions.expovariate(self.lambd)
