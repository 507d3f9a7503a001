"""Histograms as CSV text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hyperstream import SelectorTool, Stream, StreamInstance, StreamMetaInstance, TimeInterval
from hyperstream.tool.histograms import Bins, csv_text


class HistogramsToCsv(SelectorTool):
    """Each histogram of each source as CSV text, a line a bin, for the sink with the source's meta data.

    Histograms are what histogram_from_list with the same parameters gives. The columns are ``from``, ``to``
    and ``count``; of categorical ones ``value`` and ``count``. 0.3.8 histograms_to_csv could not be made at
    all.

    Parameters:
        first_break: The first break.
        break_width: From one break to the next.
        n_breaks: How many breaks; one more than that are the bins.
        breaks: The breaks themselves, rising, instead of the three above.
        categorical: The histograms count equal items.
        selector_meta_data: Only sources that lie on a plate with this tag; None: all.
    """

    first_break: float = 0.0
    break_width: float = 1.0
    n_breaks: int = 101
    breaks: list[float] | None = None
    categorical: bool = False
    selector_meta_data: str | None = None

    def validate(self) -> None:
        """Work out the bins."""
        self._bins = Bins(self.first_break, self.break_width, self.n_breaks, self.breaks)

    def _execute(self, sources: Sequence[Stream], interval: TimeInterval) -> Iterator[StreamMetaInstance]:
        for source in sources:
            meta_data = source.stream_id.meta_data
            if self.selector_meta_data is None or self.selector_meta_data in dict(meta_data):
                for timestamp, value in source.window(interval, force_calculation=True):
                    yield StreamMetaInstance(StreamInstance(timestamp, self._csv(value)), meta_data)

    def _csv(self, counts: Mapping[str, int] | Sequence[int]) -> str:
        if isinstance(counts, Mapping):
            return csv_text(("value", "count"), counts.items())
        edges = self._bins.edges
        return csv_text(("from", "to", "count"), zip(edges[:-1], edges[1:], counts, strict=True))
