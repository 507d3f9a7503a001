"""The data in each window, as a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hyperstream import Stream, StreamInstance, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.window_streams import windowed


class SlidingListify(Tool):
    """At each window of the first source, the list of the second source's values in it.

    A window's value is a `TimeInterval`, as sliding_window gives it; an empty window gives nothing.
    As 0.3.8 sliding_listify v0.0.4.

    Parameters:
        include_time: List pairs ``(timestamp, value)`` instead of values.
    """

    include_time: bool = False

    @check_input_stream_count(2)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[StreamInstance]:
        for timestamp, rows in windowed(sources[0], sources[1], interval, instances=self.include_time):
            if len(rows):
                listed = list(map(tuple, rows)) if self.include_time else list(rows.values_list())
                yield StreamInstance(timestamp, listed)
