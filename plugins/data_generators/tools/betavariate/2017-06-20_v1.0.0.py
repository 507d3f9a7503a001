"""Beta distributed numbers, between 0 and 1, one draw after the other."""

from __future__ import annotations

from random import Random

from hyperstream.tool.generators import PythonGenerator, PythonSeed


class Betavariate(PythonGenerator):
    """Beta distributed numbers, between 0 and 1: ``random.betavariate`` a tick.

    As 0.3.8 betavariate v1.0.0: with a seed, the ticks get the numbers that Python draws with it, in the
    order in which they are computed; so the stream depends on how its interval was split. The
    generator is the tool's own (0.3.8 seeded the one of the module ``random``).

    Parameters:
        alpha: First parameter, greater than 0.
        beta: Second parameter, greater than 0; the mean is ``alpha / (alpha + beta)``.
        seed: As for ``random.seed``; None: numbers that nobody can repeat.
    """

    alpha: float
    beta: float
    seed: PythonSeed = None

    def draw(self, rng: Random) -> float:
        """The next number."""
        return rng.betavariate(self.alpha, self.beta)
