"""Bars of prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.windows import Periods, numbers, reduce_to_table, runs

STATISTICS = {"open": "first", "high": "max", "low": "min", "close": "last", "count": "count"}
"""What a bar holds, and the statistic of its ticks that it is."""


class Ohlc(Tool):
    """Bars of each period, at its end: first, highest, lowest and last price, and how many there were.

    A value is a dictionary ``{"open", "high", "low", "close", "count"}``. Periods ``(end - every, end]``
    follow each other from a fixed epoch, 1970-01-01T00:00Z. A bar is computed when its end lies in
    the interval, from its own rows; periods with fewer than ``min_count`` rows give none. A NaN among the
    rows makes high and low NaN.

    Parameters:
        every: Length of a period, such as ``"15min"``, ``"1d"`` (24 hours of UTC) or seconds.
        min_count: Rows that a period needs, at least 1.
        offset: Moves the ends of all periods, such as ``"6h"`` for days that end at six.
    """

    every: timedelta
    min_count: int = 1
    offset: timedelta = timedelta(0)

    def validate(self) -> None:
        """Refuse periods without length or rows."""
        self._periods = Periods(self.every, self.offset)
        if self.min_count < 1:
            msg = f"min_count is {self.min_count}; a period without rows has no bar, so it is 1 or more"
            raise ValueError(msg)

    @property
    def lookback(self) -> timedelta:
        """A period that ends just inside the interval begins almost its length before it."""
        return self.every

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
        enough = stops - starts >= self.min_count
        starts, stops, prices = starts[enough], stops[enough], numbers(rows)
        yield Batch(ends[starts], reduce_to_table(prices, starts, stops, STATISTICS))
