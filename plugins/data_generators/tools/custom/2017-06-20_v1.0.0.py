"""What a function of the time gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from hyperstream import Stream, StreamInstance, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.generators import ticks_of


class Custom(Tool):
    """A function of the time of each tick of the alignment stream.

    As 0.3.8 custom v1.0.0. The function should depend on nothing but the time: what draws random
    numbers by itself makes a stream that depends on how its interval was split.

    Parameters:
        func: ``func(timestamp)``.
    """

    func: Callable

    @check_input_stream_count(0)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[StreamInstance]:
        for ticks in ticks_of(self, alignment_stream, interval):
            for timestamp, _ in ticks:
                yield StreamInstance(timestamp, self.func(timestamp))
