"""One item of values that have several, whatever kind they are of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hyperstream import Stream, StreamInstance, TimeInterval, Tool, check_input_stream_count


class Slice(Tool):
    """The item ``value[index]`` of each value; where there is none, the instance is left out.

    As 0.3.8 slice v0.0.1.

    Parameters:
        index: A place in lists, tuples and texts, or a key of dictionaries.
    """

    index: Any

    @check_input_stream_count(1)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[StreamInstance]:
        for timestamp, value in sources[0].window(interval, force_calculation=True):
            try:
                item = value[self.index]
            except (LookupError, TypeError):
                continue
            yield StreamInstance(timestamp, item)
