"""Uniformly distributed numbers between 0 and 1, by place."""

from __future__ import annotations

from hyperstream.tool.generators import RandomGenerator, Sampler, distributions


class Random(RandomGenerator):
    """Uniformly distributed numbers between 0 and 1, one for each tick of the alignment stream.

    A number depends on the seed and the time of its tick alone: however the interval is split, the
    stream is the same. Two streams of equal parameters and seed are equal; give each its own seed.

    Parameters:
        seed: A whole number, 0 or more; see `hyperstream.prices.seed_for`.
    """

    seed: int = 0

    def sampler(self) -> Sampler:
        """What is drawn."""
        return distributions.uniform(0.0, 1.0)
