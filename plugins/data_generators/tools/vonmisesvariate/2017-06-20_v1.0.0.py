"""Angles with a von Mises distribution, from 0 to 2 pi, one draw after the other."""

from __future__ import annotations

from random import Random

from hyperstream.tool.generators import PythonGenerator, PythonSeed


class Vonmisesvariate(PythonGenerator):
    """Angles with a von Mises distribution, from 0 to 2 pi: ``random.vonmisesvariate`` a tick.

    As 0.3.8 vonmisesvariate v1.0.0: with a seed, the ticks get the numbers that Python draws with it, in the
    order in which they are computed; so the stream depends on how its interval was split. The
    generator is the tool's own (0.3.8 seeded the one of the module ``random``).

    Parameters:
        mu: Mean angle, in radians.
        kappa: Concentration, 0 or more; at 0 all angles are as frequent.
        seed: As for ``random.seed``; None: numbers that nobody can repeat.
    """

    mu: float
    kappa: float
    seed: PythonSeed = None

    def draw(self, rng: Random) -> float:
        """The next number."""
        return rng.vonmisesvariate(self.mu, self.kappa)
