"""Percentiles as CSV text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hyperstream import SelectorTool, Stream, StreamInstance, StreamMetaInstance, TimeInterval
from hyperstream.tool.histograms import csv_text, percentages


class PercentilesToCsv(SelectorTool):
    """Each list of percentiles of each source as CSV text, for the sink with the source's meta data.

    The percentiles are what percentiles_from_list with the same parameters gives; where there are none
    (None), only the names of the columns, ``percentage`` and ``value``, are left. 0.3.8 percentiles_to_csv
    did not work.

    Parameters:
        selector_meta_data: Only sources that lie on a plate with this tag; None: all.
        n_segments: The percentages divide 0 to 100 into so many equal parts.
        percentiles: The percentages themselves, instead.
    """

    selector_meta_data: str | None = None
    n_segments: int = 100
    percentiles: list[float] | None = None

    def validate(self) -> None:
        """Work out the percentages."""
        self._percentages = percentages(self.n_segments, self.percentiles)

    def _execute(self, sources: Sequence[Stream], interval: TimeInterval) -> Iterator[StreamMetaInstance]:
        for source in sources:
            meta_data = source.stream_id.meta_data
            if self.selector_meta_data is None or self.selector_meta_data in dict(meta_data):
                for timestamp, value in source.window(interval, force_calculation=True):
                    yield StreamMetaInstance(StreamInstance(timestamp, self._csv(value)), meta_data)

    def _csv(self, values: Sequence[float] | None) -> str:
        rows = () if values is None else zip(self._percentages, values, strict=True)
        return csv_text(("percentage", "value"), rows)
