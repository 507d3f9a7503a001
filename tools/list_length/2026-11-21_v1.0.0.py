"""Lengths of lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.rows import mapped


class ListLength(Tool):
    """The length of each (list) value.

    As 0.3.8 list_length v0.0.1.
    """

    @check_input_stream_count(1)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        return mapped(sources[0], interval, len)
