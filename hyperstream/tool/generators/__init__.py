"""For tool files: generators of random data and of prices.

Random data come one value for each tick of an alignment stream, prices at ticks of their own.
"""

from . import distributions
from .bases import PythonGenerator, PythonSeed, RandomGenerator, ticks_of
from .distributions import Sampler
from .draws import Draws, TickGenerators
from .prices import ROWS, KeptPrices, PriceGenerator
from .ticks import Ticks, pieces

__all__ = [
    "ROWS",
    "Draws",
    "KeptPrices",
    "PriceGenerator",
    "PythonGenerator",
    "PythonSeed",
    "RandomGenerator",
    "Sampler",
    "TickGenerators",
    "Ticks",
    "distributions",
    "pieces",
    "ticks_of",
]
