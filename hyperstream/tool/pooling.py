"""One statistic of several streams together, at each time or over each period.

`PoolingTool` is what `mean`, `minimum`, `maximum` and `total` have in common. They compute over time
(``every="1h"``), over a plate (``over=house``), or over both at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import ClassVar

import numpy as np

from ..batch import Batch
from ..stream import Stream
from ..time_interval import TimeInterval
from .aggregate_tool import AggregateTool
from .windows import Periods, numbers, reduce_windows, runs


class PoolingTool(AggregateTool):
    """A statistic over time, over a plate, or over both.

    With ``every``, one value a period, at the period's end: periods ``(end - every, end]`` follow each other
    from 1970-01-01T00:00Z on, and one without rows gives nothing. Without it, one value at each timestamp of
    any source. With ``over``, all streams of the plate together. Results are floats; a NaN among the rows
    makes the result NaN.

    Parameters:
        every: Length of a period, such as ``"1h"``; None: every timestamp for itself.
        offset: Moves the ends of all periods, such as ``"6h"`` for days that end at six.
        aggregation_meta_data: Tag of the plate that is joined (``over=`` of a factory); None: no plate is.
    """

    every: timedelta | None = None
    offset: timedelta = timedelta(0)
    # Unlike other aggregate tools, it also works without a plate: over time alone.
    aggregation_meta_data: str | None = None  # type: ignore[assignment]

    statistic: ClassVar[str]
    """Which of `windows.STATISTICS`; a tool file names it."""

    @property
    def lookback(self) -> timedelta:
        """A period that ends just inside the interval begins almost its length before it."""
        return self.every or timedelta(0)

    def estimated_count(self, interval: TimeInterval, counts: Sequence[int | None]) -> int | None:
        """One for each period with rows; else one for each time, as if all sources had the same times."""
        if self.every is not None:
            return Periods(self.every, self.offset).expected_in(interval, counts)
        return max((count for count in counts if count is not None), default=None)

    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        yield from pooled(sources, interval, self.statistic, self.every, self.offset)


def pooled(
    sources: Sequence[Stream],
    interval: TimeInterval,
    statistic: str,
    every: timedelta | None = None,
    offset: timedelta = timedelta(0),
) -> Iterator[Batch]:
    """The statistic of all rows that the sources have at a time or, with ``every``, in a period.

    Args:
        sources: The streams, of numbers.
        interval: Which times; a period is computed where its end lies in it.
        statistic: One of `windows.STATISTICS`.
        every: Length of a period; None: every timestamp of any source for itself.
        offset: Moves the ends of all periods, counted from 1970-01-01T00:00Z.
    """
    periods = None if every is None else Periods(every, offset)
    covered = interval if periods is None else periods.covering(interval)
    if covered is None:
        return
    batches = [source.window(covered, force_calculation=True).to_batch() for source in sources]
    stamps = np.concatenate([batch.timestamps for batch in batches] or [np.zeros(0, np.int64)])
    values = np.concatenate([numbers(batch) for batch in batches] or [np.zeros(0)])
    # A stable order: by time, at equal times by source, so that sums are the same to the last bit.
    order = stamps.argsort(kind="stable")
    keys = stamps[order] if periods is None else periods.end_of(stamps[order])
    starts, stops = runs(keys)
    yield Batch(keys[starts], reduce_windows(values[order], starts, stops, statistic))
