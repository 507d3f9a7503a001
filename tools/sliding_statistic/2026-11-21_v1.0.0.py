"""A statistic of the data in each window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.statistics.window_statistics import (
    Statistic,
    check_quantile,
    full_enough,
    window_statistic,
)
from hyperstream.tool.window_streams import read_windows


class SlidingStatistic(Tool):
    """At each window of the first source, a statistic of the second source's instances in it.

    A window's value is a `TimeInterval`, as the window tools give it. Each is computed from its own rows.
    The results are floats (``count``: int), ``var`` and ``std`` those of the sample. NaN among the rows
    makes the result NaN; so does a single row ``var`` and ``std``. It is what sliding_apply would give for
    a function of that name, and much faster.

    Parameters:
        statistic: What to compute.
        min_count: Rows that a window needs to give a result, at least 1.
        quantile: Which one, for the statistic ``"quantile"``: 0 to 1, interpolated linearly.
    """

    statistic: Statistic = "mean"
    min_count: int = 1
    quantile: float = 0.5

    def validate(self) -> None:
        """Refuse a quantile that is none."""
        check_quantile(self.quantile)

    @check_input_stream_count(2)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        windows = read_windows(sources[0], interval)
        if not len(windows.stamps):
            return
        rows = sources[1].window(windows.hull, force_calculation=True).to_batch()
        starts, stops = windows.rows_in(rows)
        enough = full_enough(starts, stops, self.min_count)
        found = window_statistic(rows, starts[enough], stops[enough], self.statistic, self.quantile)
        yield Batch(windows.stamps[enough], found)
