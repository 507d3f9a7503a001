"""Whole numbers of a ``range``, each as often, one draw after the other."""

from __future__ import annotations

from random import Random

from hyperstream.tool.generators import PythonGenerator, PythonSeed


class Randrange(PythonGenerator):
    """Whole numbers of a ``range``, each as often: ``random.randrange`` a tick.

    As 0.3.8 randrange v1.0.0: with a seed, the ticks get the numbers that Python draws with it, in the
    order in which they are computed; so the stream depends on how its interval was split. The
    generator is the tool's own (0.3.8 seeded the one of the module ``random``).

    Parameters:
        start: The first; without ``stop``, where the range from 0 ends.
        stop: Where the range ends; it is not drawn itself.
        step: From number to number.
        seed: As for ``random.seed``; None: numbers that nobody can repeat.
    """

    start: int
    stop: int | None = None
    step: int = 1
    seed: PythonSeed = None

    def draw(self, rng: Random) -> int:
        """The next number."""
        return rng.randrange(self.start, self.stop, self.step)
