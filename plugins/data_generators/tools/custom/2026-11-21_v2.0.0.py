"""What a function of the time gives, with random numbers of that time if it wants any."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from hyperstream import Stream, StreamInstance, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.generators import TickGenerators, ticks_of


class Custom(Tool):
    """A function of the time of each tick of the alignment stream, and of random numbers of that tick.

    Parameters:
        func: ``func(timestamp)``; with a seed ``func(timestamp, rng)``, where ``rng`` is a
            `numpy.random.Generator` that starts anew at every tick, always equally for one time.
        seed: A whole number, 0 or more; None: no random numbers.
    """

    func: Callable
    seed: int | None = None

    def validate(self) -> None:
        """Refuse a seed that is out of bounds."""
        self._generators = None if self.seed is None else TickGenerators(self.seed, "custom")

    @check_input_stream_count(0)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[StreamInstance]:
        for ticks in ticks_of(self, alignment_stream, interval):
            generators = self._generators and self._generators.at(ticks.timestamps)
            if generators is None:
                yield from (StreamInstance(timestamp, self.func(timestamp)) for timestamp, _ in ticks)
            else:
                for (timestamp, _), rng in zip(ticks, generators, strict=True):
                    yield StreamInstance(timestamp, self.func(timestamp, rng))
