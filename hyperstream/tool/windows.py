"""Windows over columns: fixed periods, and statistics of many windows at once.

Two rules make results independent of how an interval was split. Periods hang on a fixed epoch,
never on where a request began; and every window is computed from its own rows only (a running
sum would differ in the last bits after a split).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..batch import Batch
from ..stream import Stream
from ..time_interval import TimeInterval
from ..utils.errors import ArgumentTypeError, ArgumentValueError
from ..utils.time_utils import MAX_DATE, MIN_DATE, from_ms, to_ms
from .durations import duration_ms, duration_text

_FIRST_MS, _LAST_MS = to_ms(MIN_DATE), to_ms(MAX_DATE)

Places = NDArray[np.intp]
"""Row numbers, ``int[n]``."""


class Periods:
    """Back-to-back periods ``(end - every, end]`` whose ends lie at ``offset + k * every``.

    Args:
        every: Length, such as ``"1d"``.
        offset: Moves all ends, counted from 1970-01-01T00:00Z.

    Raises:
        ArgumentValueError: (a `ValueError`) The length is not positive.
    """

    def __init__(self, every: str | float | timedelta, offset: str | float | timedelta = 0) -> None:
        self.every_ms = duration_ms(every)
        if self.every_ms <= 0:
            msg = f"A period needs a length of at least 1 ms, not {every!r}."
            raise ArgumentValueError(msg, every=every)
        self.offset_ms = duration_ms(offset) % self.every_ms

    def __repr__(self) -> str:
        return f"Periods(every={duration_text(self.every_ms)!r}, offset={duration_text(self.offset_ms)!r})"

    def end_of(self, timestamps: NDArray[np.int64]) -> NDArray[np.int64]:
        """The end of the period that each timestamp (ms) lies in."""
        return -((self.offset_ms - timestamps) // self.every_ms) * self.every_ms + self.offset_ms

    def covering(self, interval: TimeInterval) -> TimeInterval | None:
        """From the first to the last period that *ends* in the interval; None where none does."""
        first = (interval.start_ms - self.offset_ms) // self.every_ms * self.every_ms + self.offset_ms
        last = (interval.end_ms - self.offset_ms) // self.every_ms * self.every_ms + self.offset_ms
        return spanning(first, last) if last > first else None


def spanning(start_ms: int, end_ms: int) -> TimeInterval:
    """The interval, cut to the years 1 to 9999."""
    return TimeInterval.from_ms(max(start_ms, _FIRST_MS), min(end_ms, _LAST_MS))


def runs(keys: NDArray[np.int64]) -> tuple[Places, Places]:
    """Where each run of equal keys starts, and where it stops (exclusive)."""
    if not len(keys):
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    starts = np.concatenate(([0], np.flatnonzero(keys[1:] != keys[:-1]) + 1)).astype(np.intp)
    return starts, np.append(starts[1:], len(keys)).astype(np.intp)


def rows_between(
    batch: Batch, after_ms: NDArray[np.int64], up_to_ms: NDArray[np.int64]
) -> tuple[Places, Places]:
    """The rows of an ordered batch in each window ``(after, up_to]``: first and stop (exclusive)."""
    stamps = batch.timestamps
    return stamps.searchsorted(after_ms, side="right"), stamps.searchsorted(up_to_ms, side="right")


def common_timestamps(batches: Sequence[Batch]) -> NDArray[np.int64]:
    """The timestamps that all of these ordered batches have, ascending (at least one batch)."""
    common = batches[0].timestamps
    for batch in batches[1:]:
        stamps = batch.timestamps
        if not len(stamps):
            return stamps
        places = np.minimum(stamps.searchsorted(common), len(stamps) - 1)
        common = common[stamps[places] == common]
    return common


def numbers(batch: Batch) -> NDArray[np.float64]:
    """The values as ``float64[n]``.

    Always floats: whether a column holds only integers depends on which rows were read together.

    Raises:
        ArgumentTypeError: (a `TypeError`) A value is no number; its time is named.
    """
    values = batch.values
    if isinstance(values, np.ndarray):
        return values.astype(np.float64)
    for place, value in enumerate(values):
        if not isinstance(value, int | float):
            when = from_ms(int(batch.timestamps[place]))
            msg = f"The value at {when} is {value!r} ({type(value).__name__}); a number is needed."
            raise ArgumentTypeError(msg, timestamp=when, value=value)
    return np.array(values, dtype=np.float64)


def reduce_windows(
    values: NDArray[np.float64], starts: Places, stops: Places, statistic: str
) -> NDArray[Any]:
    """A statistic of each window ``values[start:stop]``; windows may overlap, none may be empty.

    Args:
        values: ``float64[n]``.
        starts: ``int[m]``.
        stops: ``int[m]``, each greater than its start.
        statistic: One of `STATISTICS`. NaN in a window makes its mean, sum, min and max NaN.

    Returns:
        ``float64[m]``; for ``count`` ``int64[m]``.
    """
    return STATISTICS[statistic](values, starts, stops)


def _reduce(function: np.ufunc, values: NDArray[Any], starts: Places, stops: Places) -> NDArray[Any]:
    # reduceat takes the rows from each place to the next: every second result is a window.
    if not len(starts):
        return np.zeros(0)
    places = np.stack((starts, stops), axis=1).ravel()
    result: NDArray[Any] = function.reduceat(np.append(values, 0.0), places)[::2]
    return result


def _mean(values: NDArray[Any], starts: Places, stops: Places) -> NDArray[Any]:
    means: NDArray[Any] = _reduce(np.add, values, starts, stops) / (stops - starts)
    return means


STATISTICS: Mapping[str, Callable[[NDArray[Any], Places, Places], NDArray[Any]]] = {
    "mean": _mean,
    "min": lambda values, starts, stops: _reduce(np.minimum, values, starts, stops),
    "max": lambda values, starts, stops: _reduce(np.maximum, values, starts, stops),
    "sum": lambda values, starts, stops: _reduce(np.add, values, starts, stops),
    "count": lambda _values, starts, stops: (stops - starts).astype(np.int64),
    "first": lambda values, starts, _stops: values[starts],
    "last": lambda values, _starts, stops: values[stops - 1],
}
"""Statistics of windows, by name."""


def windowed(
    windows: Stream, data: Stream, interval: TimeInterval, instances: bool = False
) -> Iterator[tuple[datetime, Batch]]:
    """For each window in ``interval``, its time and the rows of ``data`` that lie in it.

    Args:
        windows: A stream whose values are `TimeInterval`.
        data: Read once, from the earliest start to the latest end of those windows.
        interval: Which windows; the data may lie outside it.
        instances: The tool looks at the instances: those of overlapping windows are made once.

    Raises:
        ArgumentTypeError: (a `TypeError`) A value of ``windows`` is no interval.
    """
    given = windows.window(interval, force_calculation=True).to_batch()
    spans = [_window(timestamp, value) for timestamp, value in given.instances()]
    if not spans:
        return
    hull = TimeInterval.from_ms(min(span.start_ms for span in spans), max(span.end_ms for span in spans))
    rows = data.window(hull, force_calculation=True).to_batch()
    after = np.array([span.start_ms for span in spans])
    up_to = np.array([span.end_ms for span in spans])
    starts, stops = rows_between(rows, after, up_to)
    if instances and (stops - starts).sum() > len(rows):
        rows.instances()
    for instance, start, stop in zip(given, starts.tolist(), stops.tolist(), strict=True):
        yield instance.timestamp, rows[start:stop]


def _window(timestamp: datetime, value: object) -> TimeInterval:
    if not isinstance(value, TimeInterval):
        msg = (
            f"The value at {timestamp} is {value!r} ({type(value).__name__}); a TimeInterval is needed, "
            "such as sliding_window gives."
        )
        raise ArgumentTypeError(msg, timestamp=timestamp, value=value)
    return value
