"""A statistic of each instance and those before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.reaching_back import with_rows_before
from hyperstream.tool.statistics.moving import of_rows
from hyperstream.tool.statistics.window_statistics import (
    Statistic,
    check_quantile,
    full_enough,
    window_statistic,
)

ROWS_AT_ONCE = 1 << 16


class RollingRows(Tool):
    """At each instance, a statistic of it and the instances before it, so many in all.

    They are found however far back they lie. Each window is computed from its own rows, whatever interval is
    asked for. The results are floats (``count``: int), ``var`` and ``std`` those of the sample. NaN among the
    rows makes the result NaN; so does a single row ``var`` and ``std``.

    Parameters:
        rows: How many.
        statistic: What to compute.
        min_count: Rows that a window needs to give a result: near the beginning of the stream there are
            fewer. None: all.
        quantile: Which one, for the statistic ``"quantile"``: 0 to 1, interpolated linearly.
    """

    rows: int
    statistic: Statistic = "mean"
    min_count: int | None = None
    quantile: float = 0.5

    def validate(self) -> None:
        """Refuse windows without rows."""
        if self.rows < 1:
            msg = f"rows is {self.rows}; a window needs one at least"
            raise ValueError(msg)
        check_quantile(self.quantile)

    @check_input_stream_count(1)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        rows, older = with_rows_before(sources[0], interval, self.rows - 1)
        # Rows that lie in the windows of two pieces are looked at twice: there should be few.
        size = max(ROWS_AT_ONCE, 4 * self.rows)
        for first in range(older, len(rows), size):
            low = max(0, first + 1 - self.rows)
            yield self._some(rows[low : first + size], first - low)

    def _some(self, rows: Batch, before: int) -> Batch:
        stops = np.arange(before + 1, len(rows) + 1)
        starts = np.maximum(stops - self.rows, 0)
        enough = full_enough(starts, stops, self.rows if self.min_count is None else self.min_count)
        starts, stops = starts[enough], stops[enough]
        # At the beginning of the stream they have fewer rows, each one more than the one before.
        growing = int(np.count_nonzero(stops - starts < max(2, self.rows)))
        found = [
            window_statistic(rows, starts[some], stops[some], self.statistic, self.quantile, moments)
            for some, moments in (
                (slice(growing), None),
                (slice(growing, None), of_rows(rows.timestamps, starts[growing:], stops[growing:])),
            )
        ]
        return Batch(rows.timestamps[stops - 1], np.concatenate(found))
