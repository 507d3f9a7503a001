"""Whole numbers from a range, each as often, by place."""

from __future__ import annotations

from hyperstream.tool.generators import RandomGenerator, Sampler, distributions


class Randint(RandomGenerator):
    """Whole numbers from a range, each as often, one for each tick of the alignment stream.

    A number depends on the seed and the time of its tick alone: however the interval is split, the
    stream is the same. Two streams of equal parameters and seed are equal; give each its own seed.

    Parameters:
        a: The smallest.
        b: The largest.
        seed: A whole number, 0 or more; see `hyperstream.prices.seed_for`.
    """

    a: int
    b: int
    seed: int = 0

    def sampler(self) -> Sampler:
        """What is drawn."""
        return distributions.randint(self.a, self.b)
