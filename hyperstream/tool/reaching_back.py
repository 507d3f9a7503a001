"""Rows from before an interval, however far back they lie."""

from __future__ import annotations

from ..batch import Batch
from ..stream import Stream
from ..time_interval import TimeInterval
from .windows import FIRST_MS

_FIRST_STEP_MS = 1000
_WIDER = 4


def with_rows_before(source: Stream, interval: TimeInterval, count: int) -> tuple[Batch, int]:
    """The rows of the interval, and the last ``count`` rows before it (or all, where there are fewer).

    The time before is read in ever longer stretches, so that no more of it is computed than a few
    times of what is needed.

    Returns:
        All rows in order, and how many of them lie before the interval.
    """
    parts = [source.window(interval, force_calculation=True).to_batch()]
    found, end = 0, interval.start_ms
    step = max(_FIRST_STEP_MS, interval.end_ms - interval.start_ms)
    while found < count and end > FIRST_MS:
        start = max(FIRST_MS, end - step)
        view = source.window(TimeInterval.from_ms(start, end), force_calculation=True)
        older = Batch.from_instances(view.tail(count - found))
        parts.append(older)
        found, end, step = found + len(older), start, step * _WIDER
    return Batch.concat(reversed(parts)), found
