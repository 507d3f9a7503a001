"""Gamma distributed numbers, by place."""

from __future__ import annotations

from hyperstream.tool.generators import RandomGenerator, Sampler, distributions


class Gammavariate(RandomGenerator):
    """Gamma distributed numbers, one for each tick of the alignment stream.

    A number depends on the seed and the time of its tick alone: however the interval is split, the
    stream is the same. Two streams of equal parameters and seed are equal; give each its own seed.

    Parameters:
        alpha: Shape, greater than 0.
        beta: Scale, greater than 0; the mean is ``alpha * beta``.
        seed: A whole number, 0 or more; see `hyperstream.prices.seed_for`.
    """

    alpha: float
    beta: float
    seed: int = 0

    def sampler(self) -> Sampler:
        """What is drawn."""
        return distributions.gammavariate(self.alpha, self.beta)
