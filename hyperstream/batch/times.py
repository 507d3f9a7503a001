"""Timestamps as a column: what people hand in as times, as an ``int64`` array of UTC milliseconds."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..utils.errors import ArgumentTypeError, ArgumentValueError
from ..utils.time_utils import MAX_DATE, MIN_DATE, UTC, to_ms
from .arrays import read_only
from .instance import StreamInstance

TimeColumn = NDArray[np.int64]
"""UTC milliseconds."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
FIRST_MS = to_ms(MIN_DATE)
LAST_MS = to_ms(MAX_DATE) + 999

_INTEGERS = {int}


def time_column(times: object) -> TimeColumn:
    """Times of any usual kind as milliseconds.

    Args:
        times: Integers (milliseconds), datetimes (converted to UTC, naive ones taken as UTC),
            `numpy.datetime64` of any unit (taken as UTC), as an array or any iterable. What
            is finer than a millisecond is cut off towards the past.

    Returns:
        A read-only ``int64[n]``.

    Raises:
        ArgumentTypeError: Something that is no time, or more than one dimension.
        ArgumentValueError: Outside the years 1 to 9999, or not-a-time.
    """
    array = times if isinstance(times, np.ndarray) else _array_of_times(times)
    if array.ndim != 1:
        msg = f"Timestamps have one dimension, not {array.ndim} (shape {array.shape})."
        raise ArgumentTypeError(msg, timestamps=times)
    if array.dtype.kind == "O":
        array = _array_of_times(array.tolist())
    elif array.dtype.kind == "M":
        array = _ms_of_datetime64(array)
    if array.dtype.kind not in "iu":
        msg = (
            f"Timestamps of dtype {array.dtype} cannot be used: give integer milliseconds, "
            "datetimes or datetime64, so that nothing needs rounding."
        )
        raise ArgumentTypeError(msg, timestamps=times)
    _check_range(array)
    if array.flags.writeable or array.dtype != np.int64:
        array = read_only(array.astype(np.int64, copy=True))
    return array


def times_of(instances: Iterable[StreamInstance]) -> TimeColumn:
    """The timestamps of instances, which are known to be UTC with whole milliseconds."""
    epoch, ms = EPOCH, MILLISECOND
    return read_only(np.array([(instance[0] - epoch) // ms for instance in instances], dtype=np.int64))


def datetimes_of(times: TimeColumn) -> Iterable[datetime]:
    """Milliseconds as datetimes in UTC, lazily."""
    return map(EPOCH.__add__, times.astype("timedelta64[ms]").tolist())


def _array_of_times(times: object) -> NDArray[Any]:
    if not isinstance(times, Iterable) or isinstance(times, (str, bytes)):
        msg = f"Timestamps must be an array or a list of times, not {type(times).__name__} ({times!r})."
        raise ArgumentTypeError(msg, timestamps=times)
    if hasattr(times, "__array__"):
        return np.asarray(times)
    items = list(times)
    if set(map(type, items)) == _INTEGERS:
        with suppress(OverflowError):  # told below, with the time that is too large
            return np.array(items, dtype=np.int64)
    return np.array([_one_time(time) for time in items], dtype=np.int64)


def _one_time(time: object) -> int:
    if isinstance(time, datetime):
        return to_ms(time)
    if isinstance(time, (int, np.integer)) and not isinstance(time, bool):
        return int(_check_range(np.array([time]))[0])
    if isinstance(time, np.datetime64):
        return int(_ms_of_datetime64(np.array([time]))[0])
    msg = f"{time!r} ({type(time).__name__}) is not a time: give a datetime, datetime64 or int (ms)."
    raise ArgumentTypeError(msg, timestamp=time)


def _ms_of_datetime64(array: NDArray[Any]) -> NDArray[np.int64]:
    # Years never overflow, milliseconds made of far-away days would, silently.
    years = array.astype("datetime64[Y]").view(np.int64) + 1970
    if np.isnat(array).any() or not ((years >= 1) & (years <= 9999)).all():
        msg = "A timestamp is not-a-time (NaT) or outside the years 1 to 9999; remove it first."
        raise ArgumentValueError(msg, timestamps=array)
    return array.astype("datetime64[ms]").view(np.int64)


def _check_range(array: NDArray[Any]) -> NDArray[Any]:
    if not in_range(array):
        outside = next(ms for ms in array.tolist() if not FIRST_MS <= ms <= LAST_MS)
        msg = f"{outside!r} ms since 1970 is outside the years 1 to 9999; timestamps are milliseconds."
        raise ArgumentValueError(msg, timestamp=outside)
    return array


def in_range(ms: NDArray[Any]) -> bool:
    """Whether all lie in the years 1 to 9999."""
    return not ms.size or bool(ms.min() >= FIRST_MS and ms.max() <= LAST_MS)
