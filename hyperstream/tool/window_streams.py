"""Streams whose values are windows: made in batches, and the data that lies in each window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..batch import Batch
from ..stream import Stream
from ..time_interval import TimeInterval
from ..utils.errors import ArgumentTypeError
from ..utils.time_utils import from_ms
from .windows import FIRST_MS, LAST_MS, Places, rows_between

Milliseconds = NDArray[np.int64]


class Windows(NamedTuple):
    """Windows ``(start, end]``, one at each of some times; ``int64[n]``, ms."""

    stamps: Milliseconds
    starts: Milliseconds
    ends: Milliseconds

    @property
    def hull(self) -> TimeInterval:
        """From the earliest start to the latest end; there has to be a window."""
        return TimeInterval.from_ms(int(self.starts.min()), int(self.ends.max()))

    def rows_in(self, data: Batch) -> tuple[Places, Places]:
        """The rows of ordered data in each window: first and stop (exclusive)."""
        return rows_between(data, self.starts, self.ends)


def window_batch(stamps: Milliseconds, starts: Milliseconds, ends: Milliseconds) -> Batch:
    """Windows as rows, cut to the years 1 to 9999; each has to end after it starts."""
    return Batch.of_intervals(stamps, np.maximum(starts, FIRST_MS), np.minimum(ends, LAST_MS))


def read_windows(windows: Stream, interval: TimeInterval) -> Windows:
    """The windows that a stream gives in ``interval``.

    Raises:
        ArgumentTypeError: (a `TypeError`) One of its values is no interval.
    """
    given = windows.window(interval, force_calculation=True).to_batch()
    bounds = given.interval_bounds()
    if bounds is None:
        raise _no_window(given)
    return Windows(given.timestamps, *bounds)


def _no_window(given: Batch) -> ArgumentTypeError:
    wrong = enumerate(given.values_list())
    place, value = next((place, value) for place, value in wrong if not isinstance(value, TimeInterval))
    timestamp = from_ms(int(given.timestamps[place]))
    msg = (
        f"The value at {timestamp} is {value!r} ({type(value).__name__}); a TimeInterval is needed, "
        "such as sliding_window gives."
    )
    return ArgumentTypeError(msg, timestamp=timestamp, value=value)


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
    given = read_windows(windows, interval)
    if len(given.stamps):
        yield from _parts(given, data.window(given.hull, force_calculation=True).to_batch(), instances)


def windowed_within(
    windows: Stream, data: Stream, interval: TimeInterval, start_in: bool = False
) -> Iterator[tuple[datetime, Batch]]:
    """As `windowed`, with only the data of ``interval``, as 0.3.8 did.

    Args:
        windows: A stream whose values are `TimeInterval`.
        data: What the windows look at.
        interval: Which windows, and which data.
        start_in: The start of a window belongs to it.
    """
    given = read_windows(windows, interval)
    if start_in:
        given = given._replace(starts=given.starts - 1)
    yield from _parts(given, data.window(interval, force_calculation=True).to_batch(), True)


def _parts(given: Windows, rows: Batch, instances: bool) -> Iterator[tuple[datetime, Batch]]:
    starts, stops = given.rows_in(rows)
    if instances and (stops - starts).sum() > len(rows):
        rows.instances()
    for ms, start, stop in zip(given.stamps.tolist(), starts.tolist(), stops.tolist(), strict=True):
        yield from_ms(ms), rows[start:stop]
