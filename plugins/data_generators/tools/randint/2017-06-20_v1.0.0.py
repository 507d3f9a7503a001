"""Whole numbers from a range, each as often, one draw after the other."""

from __future__ import annotations

from random import Random

from hyperstream.tool.generators import PythonGenerator, PythonSeed


class Randint(PythonGenerator):
    """Whole numbers from a range, each as often: ``random.randint`` a tick.

    As 0.3.8 randint v1.0.0: with a seed, the ticks get the numbers that Python draws with it, in the
    order in which they are computed; so the stream depends on how its interval was split. The
    generator is the tool's own (0.3.8 seeded the one of the module ``random``).

    Parameters:
        a: The smallest.
        b: The largest.
        seed: As for ``random.seed``; None: numbers that nobody can repeat.
    """

    a: int
    b: int
    seed: PythonSeed = None

    def draw(self, rng: Random) -> int:
        """The next number."""
        return rng.randint(self.a, self.b)
