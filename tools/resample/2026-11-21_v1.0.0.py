"""One value a period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.statistics.window_statistics import (
    Statistic,
    check_quantile,
    full_enough,
    period_statistic,
)
from hyperstream.tool.windows import Periods, runs


class Resample(Tool):
    """A statistic of each period, at the period's end: hours to days, minutes to hours.

    Periods ``(end - every, end]`` follow each other from a fixed epoch, 1970-01-01T00:00Z, so a
    period is the same whatever interval is asked for. A period is computed when its end lies in
    the interval, from its own rows; periods with fewer than ``min_count`` rows give nothing. The results are
    floats (``count``: int), ``var`` and ``std`` those of the sample. NaN among the rows makes the result NaN;
    so does a single row ``var`` and ``std``.

    Parameters:
        every: Length of a period, such as ``"1d"`` (24 hours of UTC), ``"15min"`` or seconds.
        statistic: What to compute.
        min_count: Rows that a period needs, at least 1.
        offset: Moves the ends of all periods, such as ``"6h"`` for days that end at six.
        quantile: Which one, for the statistic ``"quantile"``: 0 to 1, interpolated linearly.
    """

    every: timedelta
    statistic: Statistic = "mean"
    min_count: int = 1
    offset: timedelta = timedelta(0)
    quantile: float = 0.5

    def validate(self) -> None:
        """Refuse periods without length or rows."""
        self._periods = Periods(self.every, self.offset)
        check_quantile(self.quantile)
        if self.min_count < 1:
            msg = f"min_count is {self.min_count}; a period without rows has no statistic, so it is 1 or more"
            raise ValueError(msg)

    @property
    def lookback(self) -> timedelta:
        """A period that ends just inside the interval begins almost its length before it."""
        return self.every

    def estimated_count(self, interval: TimeInterval, counts: Sequence[int | None]) -> int:
        """One for each period with rows."""
        return self._periods.expected_in(interval, counts)

    @check_input_stream_count(1)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        covered = self._periods.covering(interval)
        if covered is None:
            return
        rows = sources[0].window(covered, force_calculation=True).to_batch()
        ends = self._periods.end_of(rows.timestamps)
        starts, stops = runs(ends)
        enough = full_enough(starts, stops, self.min_count)
        starts, stops = starts[enough], stops[enough]
        yield Batch(ends[starts], period_statistic(rows, starts, stops, self.statistic, self.quantile))
