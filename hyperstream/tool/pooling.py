"""One statistic of several streams together, at each time or over each period.

What `mean`, `minimum`, `maximum` and `total` have in common. They compute over time (``every="1h"``), over a
plate (``over=house``), or over both at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import numpy as np

from ..batch import Batch
from ..stream import Stream
from ..time_interval import TimeInterval
from .windows import Periods, numbers, reduce_windows, runs


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
