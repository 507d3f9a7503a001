"""What the generators of random data have in common: a value for each tick of an alignment stream."""

from __future__ import annotations

import math
import random
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import numpy as np

from ...batch import Batch, StreamInstance
from ...stream import Stream
from ...time_interval import TimeInterval
from ...utils.errors import ArgumentValueError, ToolExecutionError
from ...utils.time_utils import from_ms
from ..base_tool import BaseTool
from ..decorators import check_input_stream_count
from ..tool import Tool
from .distributions import Sampler
from .draws import Draws, Times, Values

PythonSeed = int | float | str | bytes | None
"""What Python's ``random`` takes for a seed; None for numbers that nobody can repeat."""

_BLOCK = 8192
"""Ticks worked on at once, so that the intermediate arrays stay in the processor's cache."""


def ticks_of(tool: BaseTool, alignment_stream: Stream | None, interval: TimeInterval) -> Iterator[Batch]:
    """The ticks in ``interval`` that a tool gives a value for.

    Raises:
        ToolExecutionError: There is no alignment stream.
    """
    if alignment_stream is None:
        msg = (
            f"{tool.full_name} gives one value for each tick of an alignment stream, and has none; name a "
            "stream with ticks, such as a clock's, as alignment_stream (in a workflow: alignment_node)."
        )
        raise ToolExecutionError(msg, tool=tool.name, interval=interval)
    yield from alignment_stream.window(interval, force_calculation=True).batches()


class RandomGenerator(Tool):
    """One random value a tick, which depends on the seed and on the tick's time alone.

    A tool derives from it, has a parameter ``seed`` and gives its `sampler`.
    """

    _framework: ClassVar[bool] = True
    seed: ClassVar[int]

    @abstractmethod
    def sampler(self) -> Sampler:
        """What is drawn; raises where a parameter is out of bounds."""

    def validate(self) -> None:
        """Refuse a seed or a parameter that is out of bounds."""
        self._draws = Draws(self.seed, type(self).__name__)
        self.sampler()

    def estimated_count(self, interval: TimeInterval, counts: Sequence[int | None]) -> int | None:
        """One for each tick of the alignment stream."""
        return counts[-1] if counts else None

    @check_input_stream_count(0)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        sample = self.sampler()
        for ticks in ticks_of(self, alignment_stream, interval):
            times = ticks.timestamps
            for start in range(0, len(times), _BLOCK):
                part = times[start : start + _BLOCK]
                yield Batch(part, self._finite(part, sample(self._draws, part)))

    def _finite(self, times: Times, values: Values) -> Values:
        good = np.isfinite(values)
        if not good.all():
            when = from_ms(int(times[np.argmin(good)]))
            msg = f"{self!r} draws a number at {when} that no float can hold; its parameters are too extreme"
            raise ArgumentValueError(msg, timestamp=when)
        return values


class PythonGenerator(Tool):
    """One draw of Python's ``random`` a tick, as in 0.3.8: in the order in which they are computed.

    A tool derives from it, has a parameter ``seed`` and draws in `draw`. The generator is the tool's
    own; that of the module ``random``, which 0.3.8 seeded anew, is left alone.
    """

    _framework: ClassVar[bool] = True
    split_invariant: ClassVar[bool] = False
    seed: ClassVar[PythonSeed]

    @abstractmethod
    def draw(self, rng: random.Random) -> Any:
        """The next value."""

    def validate(self) -> None:
        """Start the generator, and refuse parameters that it cannot draw with."""
        for name, value in vars(self).items():
            if isinstance(value, float) and not math.isfinite(value):
                msg = f"{name} is {value}; it must be finite"
                raise ArgumentValueError(msg, parameter=name, value=value)
        self.draw(random.Random(0))
        self._rng = random.Random(self.seed)

    def estimated_count(self, interval: TimeInterval, counts: Sequence[int | None]) -> int | None:
        """One for each tick of the alignment stream."""
        return counts[-1] if counts else None

    @check_input_stream_count(0)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[StreamInstance]:
        for ticks in ticks_of(self, alignment_stream, interval):
            for timestamp, _ in ticks:
                yield StreamInstance(timestamp, self.draw(self._rng))
