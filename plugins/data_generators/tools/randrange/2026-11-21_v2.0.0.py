"""Whole numbers of a ``range``, each as often, by place."""

from __future__ import annotations

from hyperstream.tool.generators import RandomGenerator, Sampler, distributions


class Randrange(RandomGenerator):
    """Whole numbers of a ``range``, each as often, one for each tick of the alignment stream.

    A number depends on the seed and the time of its tick alone: however the interval is split, the
    stream is the same. Two streams of equal parameters and seed are equal; give each its own seed.

    Parameters:
        start: The first; without ``stop``, where the range from 0 ends.
        stop: Where the range ends; it is not drawn itself.
        step: From number to number.
        seed: A whole number, 0 or more; see `hyperstream.prices.seed_for`.
    """

    start: int
    stop: int | None = None
    step: int = 1
    seed: int = 0

    def sampler(self) -> Sampler:
        """What is drawn."""
        return distributions.randrange(self.start, self.stop, self.step)
