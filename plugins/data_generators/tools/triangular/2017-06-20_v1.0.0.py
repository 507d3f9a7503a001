"""Numbers with a triangular distribution, one draw after the other."""

from __future__ import annotations

from random import Random

from hyperstream.tool.generators import PythonGenerator, PythonSeed


class Triangular(PythonGenerator):
    """Numbers with a triangular distribution: ``random.triangular`` a tick.

    As 0.3.8 triangular v1.0.0: with a seed, the ticks get the numbers that Python draws with it, in the
    order in which they are computed; so the stream depends on how its interval was split. The
    generator is the tool's own (0.3.8 seeded the one of the module ``random``).

    Parameters:
        low: The smallest.
        high: The largest.
        mode: The most frequent; the middle where it is None.
        seed: As for ``random.seed``; None: numbers that nobody can repeat.
    """

    low: float = 0.0
    high: float = 1.0
    mode: float | None = None
    seed: PythonSeed = None

    def draw(self, rng: Random) -> float:
        """The next number."""
        return rng.triangular(self.low, self.high, self.mode)
