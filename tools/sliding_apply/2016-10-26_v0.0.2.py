"""A function of the data in each window, as far as it was computed together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Sized
from typing import Any

from hyperstream import Stream, StreamInstance, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.window_streams import windowed_within


class SlidingApply(Tool):
    """At each window of the first source, a function of the second source's instances in it.

    Only data of the interval that is executed counts, so that the first windows depend on how a request is
    split. A result of length 0 (an empty list, say) is left out. Faithful to 0.3.8 sliding_apply v0.0.2.

    Parameters:
        func: ``func(instances)`` with an iterator of `StreamInstance` (perhaps none).
    """

    split_invariant = False

    func: Callable[..., Any]

    @check_input_stream_count(2)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[StreamInstance]:
        for timestamp, rows in windowed_within(sources[0], sources[1], interval):
            result = self.func(iter(rows))
            if not (isinstance(result, Sized) and len(result) == 0):
                yield StreamInstance(timestamp, result)
