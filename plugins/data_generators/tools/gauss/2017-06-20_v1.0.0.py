"""Normally distributed numbers, one draw after the other."""

from __future__ import annotations

from random import Random

from hyperstream.tool.generators import PythonGenerator, PythonSeed


class Gauss(PythonGenerator):
    """Normally distributed numbers: ``random.gauss`` a tick.

    As 0.3.8 gauss v1.0.0: with a seed, the ticks get the numbers that Python draws with it, in the
    order in which they are computed; so the stream depends on how its interval was split. The
    generator is the tool's own (0.3.8 seeded the one of the module ``random``).

    Parameters:
        mu: Mean.
        sigma: Standard deviation.
        seed: As for ``random.seed``; None: numbers that nobody can repeat.
    """

    mu: float = 0.0
    sigma: float = 1.0
    seed: PythonSeed = None

    def draw(self, rng: Random) -> float:
        """The next number."""
        return rng.gauss(self.mu, self.sigma)
