"""For tool files: generators of random data, one value for each tick of an alignment stream."""

from . import distributions
from .bases import PythonGenerator, PythonSeed, RandomGenerator, ticks_of
from .distributions import Sampler
from .draws import Draws, TickGenerators

__all__ = [
    "Draws",
    "PythonGenerator",
    "PythonSeed",
    "RandomGenerator",
    "Sampler",
    "TickGenerators",
    "distributions",
    "ticks_of",
]
