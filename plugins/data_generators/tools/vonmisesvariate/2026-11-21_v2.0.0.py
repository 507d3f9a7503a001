"""Angles with a von Mises distribution, from 0 to 2 pi, by place."""

from __future__ import annotations

from hyperstream.tool.generators import RandomGenerator, Sampler, distributions


class Vonmisesvariate(RandomGenerator):
    """Angles with a von Mises distribution, from 0 to 2 pi, one for each tick of the alignment stream.

    A number depends on the seed and the time of its tick alone: however the interval is split, the
    stream is the same. Two streams of equal parameters and seed are equal; give each its own seed.

    Parameters:
        mu: Mean angle, in radians.
        kappa: Concentration, 0 or more; at 0 all angles are as frequent.
        seed: A whole number, 0 or more; see `hyperstream.prices.seed_for`.
    """

    mu: float
    kappa: float
    seed: int = 0

    def sampler(self) -> Sampler:
        """What is drawn."""
        return distributions.vonmisesvariate(self.mu, self.kappa)
