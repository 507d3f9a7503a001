"""Means of lists."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.rows import mapped


class ListMean(Tool):
    """The mean of each (list) value; NaN where it is empty.

    As 0.3.8 list_mean v0.0.1, where an empty list was an error.
    """

    @check_input_stream_count(1)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        return mapped(sources[0], interval, _mean)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else math.nan
