"""Percentiles of lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.histograms import percentages
from hyperstream.tool.rows import mapped
from hyperstream.utils.statistics import percentile


class PercentilesFromList(Tool):
    """The percentiles of each (list) value, interpolated linearly; None where it is empty.

    As 0.3.8 percentiles_from_list v0.0.1, which was wrong from the second instance on.

    Parameters:
        n_segments: The percentages divide 0 to 100 into so many equal parts.
        percentiles: The percentages themselves, instead.
    """

    n_segments: int = 100
    percentiles: list[float] | None = None

    def validate(self) -> None:
        """Work out the percentages."""
        self._percentages = percentages(self.n_segments, self.percentiles)

    @check_input_stream_count(1)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        return mapped(sources[0], interval, self._percentiles)

    def _percentiles(self, values: Sequence[Any]) -> list[float] | None:
        return percentile(values, self._percentages)
