"""Windows over columns: fixed periods, and statistics of many windows at once.

Two rules make results independent of how an interval was split. Periods hang on a fixed epoch,
never on where a request began; and every window is computed from its own rows only (a running
sum would differ in the last bits after a split).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..batch import Batch, Column, Table
from ..time_interval import TimeInterval
from ..utils.errors import ArgumentTypeError, ArgumentValueError
from ..utils.time_utils import MAX_DATE, MIN_DATE, from_ms, to_ms
from .durations import duration_ms, duration_text

FIRST_MS, LAST_MS = to_ms(MIN_DATE), to_ms(MAX_DATE)
"""The ends of time, ms."""

_FEW = 2048
_AT_ONCE = 1 << 16

Places = NDArray[np.intp]
"""Row numbers, ``int[n]``."""


class Around(NamedTuple):
    """Some windows around rows.

    Attributes:
        rows: All rows that lie in them.
        stamps: The times that they are given at, ``int64[m]``, ms.
        starts: The first row of each, ``int[m]``.
        stops: The row after the last of each, ``int[m]``.
    """

    rows: Batch
    stamps: NDArray[np.int64]
    starts: Places
    stops: Places


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

    def ends_in(self, interval: TimeInterval) -> range:
        """The ends (ms) that lie in the interval, ascending."""
        before = (interval.start_ms - self.offset_ms) // self.every_ms * self.every_ms + self.offset_ms
        return range(before + self.every_ms, interval.end_ms + 1, self.every_ms)

    def expected_in(self, interval: TimeInterval, rows: Sequence[int | None]) -> int:
        """About how many periods that end in the interval have rows, where its sources have so many."""
        periods = len(self.ends_in(interval))
        known = [count for count in rows if count is not None]
        return min(periods, sum(known)) if len(known) == len(rows) else periods

    def covering(self, interval: TimeInterval) -> TimeInterval | None:
        """From the first to the last period that *ends* in the interval; None where none does."""
        ends = self.ends_in(interval)
        return spanning(ends[0] - self.every_ms, ends[-1]) if ends else None


def spanning(start_ms: int, end_ms: int) -> TimeInterval:
    """The interval, cut to the years 1 to 9999."""
    return TimeInterval.from_ms(max(start_ms, FIRST_MS), min(end_ms, LAST_MS))


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
    return count_up_to(batch.timestamps, after_ms), count_up_to(batch.timestamps, up_to_ms)


def count_up_to(stamps: NDArray[np.int64], moments: NDArray[np.int64]) -> Places:
    """How many of the rising timestamps lie at or before each moment."""
    if len(stamps) < 2 or len(moments) < _FEW:
        return stamps.searchsorted(moments, side="right")
    stride = int(stamps[1] - stamps[0])
    if int(stamps[-1] - stamps[0]) == stride * (len(stamps) - 1) and (np.diff(stamps) == stride).all():
        # Regular times need no search, and moments as regular as they are no division either.
        if (np.diff(moments) == stride).all():
            first = int(moments[0] - stamps[0]) // stride + 1
            counted: Places = np.arange(first, first + len(moments))
        else:
            counted = (moments - stamps[0]) // stride + 1
        np.maximum(counted, 0, out=counted)
        return np.minimum(counted, len(stamps), out=counted)
    if (moments[1:] < moments[:-1]).any():
        return stamps.searchsorted(moments, side="right")
    # What follows in order is searched for near what came before it.
    parts = [moments[start : start + _FEW] for start in range(0, len(moments), _FEW)]
    edges = stamps.searchsorted([edge for part in parts for edge in (part[0], part[-1])], side="right")
    near = zip(parts, edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    return np.concatenate(
        [low + stamps[low:high].searchsorted(part, side="right") for part, low, high in near]
    )


def windows_around(batch: Batch, interval: TimeInterval, before_ms: int, after_ms: int) -> Iterator[Around]:
    """The rows in ``(t - before, t + after]`` around each row's time t in an interval, some rows at a time.

    Args:
        batch: Ordered; the rows around those of the interval too.
        interval: Which rows get a window.
        before_ms: How far windows begin before their row.
        after_ms: How far they end after it.
    """
    stamps = batch.timestamps
    first, stop = stamps.searchsorted((interval.start_ms, interval.end_ms), side="right").tolist()
    while first < stop:
        at = int(stamps[first])
        low, high = stamps.searchsorted((at - before_ms, at + after_ms), side="right").tolist()
        # Rows that lie in the windows of two pieces are looked at twice: there should be few.
        last = min(stop, first + max(_AT_ONCE, 4 * (high - low))) - 1
        high = int(stamps.searchsorted(int(stamps[last]) + after_ms, side="right"))
        here, rows = stamps[first : last + 1], batch[low:high]
        starts = count_up_to(rows.timestamps, here - before_ms)
        if after_ms:
            stops = count_up_to(rows.timestamps, here + after_ms)
        else:
            stops = np.arange(first - low + 1, first - low + 1 + len(here))
        yield Around(rows, here, starts, stops)
        first = last + 1


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
    """The values as ``float64[n]``, not to be changed.

    Always floats: whether a column holds only integers depends on which rows were read together.

    Raises:
        ArgumentTypeError: (a `TypeError`) A value is no number; its time is named.
    """
    values = batch.values
    if isinstance(values, np.ndarray):
        return values.astype(np.float64, copy=False)
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


def reduce_to_table(
    values: NDArray[np.float64], starts: Places, stops: Places, statistics: Mapping[str, str]
) -> Table:
    """Several statistics of each window, by name: a row reads as a dictionary; see `reduce_windows`."""
    found = {name: Column(reduce_windows(values, starts, stops, each)) for name, each in statistics.items()}
    return Table(len(starts), found)


def _reduce(function: np.ufunc, values: NDArray[Any], starts: Places, stops: Places) -> NDArray[Any]:
    # reduceat takes the rows from each place to the next.
    if not len(starts):
        return np.zeros(0)
    if (starts[1:] == stops[:-1]).all():
        back_to_back: NDArray[Any] = function.reduceat(values[: stops[-1]], starts)
        return back_to_back
    # Every second result is a window, the others lie between two.
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
