"""Weibull distributed numbers, one draw after the other."""

from __future__ import annotations

from random import Random

from hyperstream.tool.generators import PythonGenerator, PythonSeed


class Weibullvariate(PythonGenerator):
    """Weibull distributed numbers: ``random.weibullvariate`` a tick.

    As 0.3.8 weibullvariate v1.0.0: with a seed, the ticks get the numbers that Python draws with it, in the
    order in which they are computed; so the stream depends on how its interval was split. The
    generator is the tool's own (0.3.8 seeded the one of the module ``random``).

    Parameters:
        alpha: Scale, greater than 0.
        beta: Shape, greater than 0.
        seed: As for ``random.seed``; None: numbers that nobody can repeat.
    """

    alpha: float
    beta: float
    seed: PythonSeed = None

    def draw(self, rng: Random) -> float:
        """The next number."""
        return rng.weibullvariate(self.alpha, self.beta)
