"""Times of a frame's index, and the bounds of a request."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..batch.columns import FIRST_MS, LAST_MS
from ..utils.errors import ArgumentValueError, FrameError
from ..utils.time_utils import parse_datetime, to_ms

_PER_MS = {"s": (1000, 1), "ms": (1, 1), "us": (1, 1000), "ns": (1, 1_000_000)}


def index_ms(times: NDArray[Any]) -> NDArray[np.int64]:
    """Times as milliseconds.

    Args:
        times: ``datetime64[n]`` in UTC.

    Raises:
        FrameError: One is missing, finer than a millisecond, or outside the years 1 to 9999.
    """
    if len(times) and np.isnat(times).any():
        msg = "The index has a missing time (NaT). Nothing was written. Drop that row: df[df.index.notna()]."
        raise FrameError(msg)
    unit, _ = np.datetime_data(times.dtype)
    factor, divisor = _PER_MS[unit]
    numbers = times.view(np.int64)
    if divisor > 1 and (numbers % divisor).any():
        bad = times[np.flatnonzero(numbers % divisor)[0]]
        msg = (
            f"{bad} is finer than a millisecond, to which times are kept. Nothing was written. Round the "
            "index: df.index = df.index.round('ms')."
        )
        raise FrameError(msg, timestamp=bad)
    least, most = FIRST_MS // factor, LAST_MS // factor
    ms = numbers // divisor
    if len(ms) and not (ms.min() >= least and ms.max() <= most):
        msg = "A time of the index lies outside the years 1 to 9999. Nothing was written."
        raise FrameError(msg)
    return ms * factor


def bounds(start: Any, end: Any) -> tuple[int, int]:
    """``(a, b]`` in ms of a request whose start and end are both included; None does not bound.

    Raises:
        FrameError: One of them is no time.
    """
    return _first(start, "start") - 1, _last(end)


def _first(start: Any, name: str) -> int:
    """The first millisecond not before the time."""
    if start is None:
        return FIRST_MS
    ms, exact = _instant(start, name)
    return ms if exact else ms + 1


def _last(end: Any) -> int:
    return LAST_MS if end is None else _instant(end, "end")[0]


def _instant(when: Any, name: str) -> tuple[int, bool]:
    """The millisecond a time lies in, and whether it begins it; naive times are UTC."""
    try:
        if isinstance(when, np.datetime64):
            nanoseconds = int(when.astype("datetime64[ns]").view(np.int64))
            return nanoseconds // 1_000_000, nanoseconds % 1_000_000 == 0
        finer = getattr(when, "nanosecond", 0)  # a pandas Timestamp is a datetime and has more
        if finer:
            when = when.floor("us")
        moment: datetime = parse_datetime(when)
        return to_ms(moment), not finer and moment.microsecond % 1000 == 0
    except (ArgumentValueError, ValueError, TypeError, OverflowError) as error:
        msg = f"{name}={when!r} is no time: give a datetime or ISO 8601 text such as 2026-11-21T09:30:00Z."
        raise FrameError(msg, argument=name, value=when) from error
