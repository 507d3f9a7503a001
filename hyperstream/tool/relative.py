"""Windows at the ticks of an alignment stream, each as a list of what lies in it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..batch import Batch
from ..stream import Stream
from ..time_interval import TimeInterval
from ..utils.errors import ArgumentValueError
from .durations import duration_ms
from .windows import rows_between


def check_seconds(relative_start: float, relative_end: float) -> tuple[int, int]:
    """Both in whole ms.

    Raises:
        ArgumentValueError: (a `ValueError`) The window ends before it starts, or is finer than that.
    """
    if not relative_start < relative_end:
        msg = (
            f"relative_start is {relative_start} and relative_end {relative_end}; a window has to end after "
            "it starts"
        )
        raise ArgumentValueError(msg, relative_start=relative_start, relative_end=relative_end)
    return duration_ms(relative_start), duration_ms(relative_end)


def ticks(alignment_stream: Stream | None, interval: TimeInterval) -> NDArray[np.int64]:
    """The timestamps of the alignment stream in the interval, ms.

    Raises:
        ArgumentValueError: (a `ValueError`) There is no alignment stream.
    """
    if alignment_stream is None:
        msg = "an alignment stream is needed, whose ticks the result is computed for; none is given"
        raise ArgumentValueError(msg)
    return alignment_stream.window(interval, force_calculation=True).to_batch().timestamps


def listed_around(
    rows: Batch, stamps: NDArray[np.int64], start_ms: int, end_ms: int, values_only: bool
) -> Batch:
    """For each tick t, a list of what lies in ``(t + start, t + end]``: values, or pairs with their times."""
    starts, stops = rows_between(rows, stamps + start_ms, stamps + end_ms)
    items = rows.values_list() if values_only else [tuple(instance) for instance in rows]
    return Batch(stamps, [items[a:b] for a, b in zip(starts.tolist(), stops.tolist(), strict=True)])
