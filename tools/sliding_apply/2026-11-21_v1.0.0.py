"""A function of the data in each window."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Sized
from typing import Any

from hyperstream import Stream, StreamInstance, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.window_streams import windowed


class SlidingApply(Tool):
    """At each window of the first source, a function of the second source's instances in it.

    A window's value is a `TimeInterval`, as sliding_window gives it. A result of length 0 (an empty
    list, say) is left out. As 0.3.8 sliding_apply v0.0.2, with the data before the interval that the
    first windows reach back to.

    Parameters:
        func: ``func(instances)`` with an iterator of `StreamInstance` (perhaps none); with
            ``vectorised``, ``func(values)`` with an array, or a list where values are not all
            float, int or bool.
        vectorised: Give the function values as one array.
    """

    func: Callable[..., Any]
    vectorised: bool = False

    @check_input_stream_count(2)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[StreamInstance]:
        for timestamp, rows in windowed(sources[0], sources[1], interval, instances=not self.vectorised):
            result = self.func(rows.values if self.vectorised else iter(rows))
            if not (isinstance(result, Sized) and len(result) == 0):
                yield StreamInstance(timestamp, result)
