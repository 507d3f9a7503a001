"""Times of a frame's index, and the bounds of a request."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..batch.times import FIRST_MS, LAST_MS
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
        if isinstance(when, str):
            finer = (fraction := _FRACTION.search(when)) is not None and fraction[1].strip("0") != ""
        moment: datetime = parse_datetime(when)
        return to_ms(moment), not finer and moment.microsecond % 1000 == 0
    except (ArgumentValueError, ValueError, TypeError, OverflowError) as error:
        msg = f"{name}={when!r} is no time: give a datetime or ISO 8601 text such as 2026-11-21T09:30:00Z."
        raise FrameError(msg, argument=name, value=when) from error


_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,3}0*)?)?)?Z?")
_FRACTION = re.compile(r"[.,]\d{3}(\d+)")
_LONGEST_MS = 15


def times_of(values: Sequence[Any]) -> NDArray[np.int64]:
    """Times as people write them in JSON: ISO 8601 (UTC where they name no zone), or ms as number or text.

    Raises:
        FrameError: One is no time, finer than a millisecond, or outside the years 1 to 9999.
    """
    if all(type(value) is str and _ISO.fullmatch(value) for value in values):
        try:
            found = np.array([value.rstrip("Z") for value in values], dtype="datetime64[ms]")
        except ValueError:
            pass  # Which of them it was is said below.
        else:
            return index_ms(found)
    return index_ms(np.array([_ms(value) for value in values], dtype=np.int64).view("datetime64[ms]"))


def _ms(value: Any) -> int:
    if type(value) is int and len(str(abs(value))) <= _LONGEST_MS:
        return value
    if isinstance(value, str):
        digits = value.removeprefix("-")
        if digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_MS:
            return int(value)
        ms, exact = _instant(value, "time")
        if exact:
            return ms
    msg = (
        f"{value!r} is no time: give ISO 8601 (2026-11-21T09:30:00.000Z), to the millisecond, or "
        "milliseconds since 1970. Nothing was written."
    )
    raise FrameError(msg, value=value)
