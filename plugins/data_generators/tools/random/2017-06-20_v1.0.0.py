"""Uniformly distributed numbers between 0 and 1, one draw after the other."""

from __future__ import annotations

import random as python

from hyperstream.tool.generators import PythonGenerator, PythonSeed


class Random(PythonGenerator):
    """Uniformly distributed numbers between 0 and 1: ``random.random`` a tick.

    As 0.3.8 random v1.0.0: with a seed, the ticks get the numbers that Python draws with it, in the
    order in which they are computed; so the stream depends on how its interval was split. The
    generator is the tool's own (0.3.8 seeded the one of the module ``random``).

    Parameters:
        seed: As for ``random.seed``; None: numbers that nobody can repeat.
    """

    seed: PythonSeed = None

    def draw(self, rng: python.Random) -> float:
        """The next number."""
        return rng.random()
