"""Numbers with a triangular distribution, by place."""

from __future__ import annotations

from hyperstream.tool.generators import RandomGenerator, Sampler, distributions


class Triangular(RandomGenerator):
    """Numbers with a triangular distribution, one for each tick of the alignment stream.

    A number depends on the seed and the time of its tick alone: however the interval is split, the
    stream is the same. Two streams of equal parameters and seed are equal; give each its own seed.

    Parameters:
        low: The smallest.
        high: The largest.
        mode: The most frequent; the middle where it is None.
        seed: A whole number, 0 or more; see `hyperstream.prices.seed_for`.
    """

    low: float = 0.0
    high: float = 1.0
    mode: float | None = None
    seed: int = 0

    def sampler(self) -> Sampler:
        """What is drawn."""
        return distributions.triangular(self.low, self.high, self.mode)
