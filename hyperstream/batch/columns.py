"""Columns: what people hand in as times and values, in the one form that batches keep.

Times become an ``int64`` array of UTC milliseconds. Values become a ``float64``, ``int64`` or
``bool`` array when every one of them is exactly of that Python type, otherwise they stay a
list of Python objects. So a column that is read back from a store looks the same as the one
that was written, and which of the two it is says something about the values, not about where
they came from. Nothing is rounded and no type is changed on the way (``1``, ``1.0`` and
``True`` are three values); only NumPy scalars become the Python values they stand for.

Datetimes and time intervals have arrays of their own inside a batch (`packed`), because a million of
them take a second to make as objects; they are made when somebody looks at them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..time_interval.interval import TimeInterval
from ..utils.errors import ArgumentTypeError, ArgumentValueError
from ..utils.time_utils import MAX_DATE, MIN_DATE, UTC, to_ms
from .instance import StreamInstance
from .stacking import stacked, table_of_dicts
from .table import Table

TimeColumn = NDArray[np.int64]
"""UTC milliseconds."""

ValueColumn = NDArray[Any] | list[Any] | Table
"""A ``float64``, ``int64`` or ``bool`` array, a list of any objects, or rows of dicts as columns.

Inside a batch also a `packed` array, which stands for a list of datetimes or time intervals.
"""

DATETIMES = np.dtype("datetime64[ms]")
"""Of a packed array of datetimes, UTC."""

INTERVALS = np.dtype([("start", np.int64), ("end", np.int64)])
"""Of a packed array of time intervals, ms."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
FIRST_MS = to_ms(MIN_DATE)
LAST_MS = to_ms(MAX_DATE) + 999

_INTEGERS = {int}
_ARRAY_OF: Mapping[type, Any] = {float: np.float64, int: np.int64, bool: np.bool_}


def read_only(array: NDArray[Any]) -> NDArray[Any]:
    """The array, closed to writing (in place: give it one that nobody else holds)."""
    array.flags.writeable = False
    return array


def taken(values: NDArray[Any] | Table | None, positions: NDArray[np.intp]) -> NDArray[Any] | Table | None:
    """The rows of a typed column or a table at these positions (int[m]); None of none."""
    if isinstance(values, Table):
        return values.take(positions)
    return None if values is None else read_only(values[positions])


# --- times ----------------------------------------------------------------------------------
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
    if not _in_range(array):
        outside = next(ms for ms in array.tolist() if not FIRST_MS <= ms <= LAST_MS)
        msg = f"{outside!r} ms since 1970 is outside the years 1 to 9999; timestamps are milliseconds."
        raise ArgumentValueError(msg, timestamp=outside)
    return array


def _in_range(ms: NDArray[Any]) -> bool:
    return not ms.size or bool(ms.min() >= FIRST_MS and ms.max() <= LAST_MS)


# --- values that are packed -----------------------------------------------------------------
def packed(column: ValueColumn) -> bool:
    """Whether it is an array that stands for datetimes (``datetime64[ms]``, UTC) or `INTERVALS`."""
    return isinstance(column, np.ndarray) and column.dtype.kind in "MV"


def datetime_column(times: TimeColumn) -> NDArray[Any]:
    """Milliseconds (as `time_column` gives them) as values: a packed array of datetimes."""
    return times.view(DATETIMES)


def interval_column(starts_ms: NDArray[np.int64], ends_ms: NDArray[np.int64]) -> NDArray[Any]:
    """Time intervals as values: a packed array.

    Raises:
        TimeIntervalError: One ends before it starts, or lies outside the years 1 to 9999.
    """
    column = np.empty(len(starts_ms), dtype=INTERVALS)
    column["start"], column["end"] = starts_ms, ends_ms
    if len(column) and not (
        (starts_ms < ends_ms).all() and starts_ms.min() >= FIRST_MS and ends_ms.max() <= LAST_MS
    ):
        TimeInterval.several(starts_ms.tolist(), ends_ms.tolist())  # raises, and says which one
    return read_only(column)


def interval_bounds(column: ValueColumn) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
    """Starts and ends (ms) of time intervals; None where another value is among them."""
    if isinstance(column, list):
        if not all(isinstance(value, TimeInterval) for value in column):
            return None
        bounds = ([value.start_ms for value in column], [value.end_ms for value in column])
        return np.array(bounds[0], dtype=np.int64), np.array(bounds[1], dtype=np.int64)
    if isinstance(column, Table) or column.dtype != INTERVALS:
        return None
    return column["start"], column["end"]


def unpacked(column: ValueColumn) -> ValueColumn:
    """The column as everybody sees it: a list instead of a packed array."""
    return as_objects(column) if packed(column) else column


# --- values ---------------------------------------------------------------------------------
def value_column(values: object) -> ValueColumn:
    """Values of any kind as a column.

    Args:
        values: An array (one value a row; further dimensions become nested lists), a `Table`, or
            an iterable of objects.

    Returns:
        A read-only ``float64``, ``int64`` or ``bool`` array, a packed one of datetimes, the table, or a
        new list.

    Raises:
        ArgumentTypeError: Not an iterable of values.
    """
    if isinstance(values, np.ndarray):
        return _column_of_array(values)
    if isinstance(values, Table):
        return values
    if not isinstance(values, Iterable) or isinstance(values, (str, bytes)):
        msg = f"Values must be an array or a list, not {type(values).__name__} ({values!r})."
        raise ArgumentTypeError(msg, values=values)
    return column_of_objects(list(values))


def column_of_objects(values: list[Any]) -> ValueColumn:
    """An array where all objects are exactly float, int (of 64 bits) or bool, else the list."""
    kinds = set(map(type, values))
    if any(issubclass(kind, np.generic) for kind in kinds):
        values = [plain(value) for value in values]
        kinds = set(map(type, values))
    dtype = _ARRAY_OF.get(kinds.pop()) if len(kinds) == 1 else None
    if dtype is None:
        return values
    try:
        return read_only(np.array(values, dtype=dtype))
    except OverflowError:  # integers beyond 64 bits stay what they are
        return values


def plain(value: Any) -> Any:
    """The Python value that a NumPy scalar stands for; anything else as it is.

    Scalars that Python has no equal for (long doubles, datetime64, records) are left alone.
    """
    if isinstance(value, np.generic) and value.dtype.kind in "biufcUS":
        item = value.item()
        return value if isinstance(item, np.generic) else item
    return value


def _column_of_array(array: NDArray[Any]) -> ValueColumn:
    if array.ndim != 1:
        if array.ndim == 0:
            msg = f"Values must have one row per timestamp; {array!r} has no dimension."
            raise ArgumentTypeError(msg, values=array)
        return list(array.tolist())
    if array.dtype in (np.float64, np.int64, np.bool_) and array.dtype.isnative:
        return array if not array.flags.writeable else read_only(array.copy())
    return _CONVERSIONS.get(array.dtype.kind, _objects)(array)


def _integers(array: NDArray[Any]) -> ValueColumn:
    if array.dtype.kind == "u" and array.size and int(array.max()) > np.iinfo(np.int64).max:
        return list(array.tolist())
    return read_only(array.astype(np.int64))


def _floats(array: NDArray[Any]) -> ValueColumn:
    # A long double may hold more than a float: then its scalars stay, and no store takes them.
    wide = array.astype(np.float64)
    exact = array.dtype.itemsize <= 8 or np.array_equal(wide.astype(array.dtype), array, equal_nan=True)
    return read_only(wide) if exact else list(array)


def _datetimes(array: NDArray[Any]) -> ValueColumn:
    if array.dtype == DATETIMES and not array.flags.writeable and _in_range(array.view(np.int64)):
        return array
    years = array.astype("datetime64[Y]").view(np.int64) + 1970
    if not np.isnat(array).any() and ((years >= 1) & (years <= 9999)).all():
        whole = array.astype("datetime64[ms]")
        if (whole.astype(array.dtype) == array).all():
            return read_only(whole)
    micro = array.astype("datetime64[us]")
    moments = micro.tolist()
    exact = not np.isnat(array).any() and (micro.astype(array.dtype) == array).all()
    if exact and all(isinstance(moment, datetime) for moment in moments):
        return [moment.replace(tzinfo=UTC) for moment in moments]
    return list(array)


def _scalars(array: NDArray[Any]) -> ValueColumn:
    return list(array)


def _objects(array: NDArray[Any]) -> ValueColumn:
    return column_of_objects(array.tolist())


_CONVERSIONS: Mapping[str, Callable[[NDArray[Any]], ValueColumn]] = {
    "i": _integers,
    "u": _integers,
    "b": lambda array: read_only(array.astype(np.bool_)),
    "f": _floats,
    "M": _datetimes,
    "m": _scalars,
}


def chain_columns(columns: Sequence[ValueColumn]) -> ValueColumn:
    """Columns one after the other; an array or a table where all are such (of one dtype)."""
    first = columns[0]
    if any(isinstance(column, Table) for column in columns):
        tables = [column if isinstance(column, Table) else _as_table(column) for column in columns]
        if None not in tables:
            return stacked([table for table in tables if table is not None])
    if isinstance(first, np.ndarray) and all(
        isinstance(column, np.ndarray) and column.dtype == first.dtype for column in columns
    ):
        return chain_arrays([column for column in columns if isinstance(column, np.ndarray)])
    return [value for column in columns for value in as_objects(column)]


def chain_arrays(arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Arrays of one dtype, one after the other; what lies so in memory already is not copied."""
    whole = _whole(arrays)
    return read_only(np.concatenate(arrays) if whole is None else whole)


def _whole(arrays: Sequence[NDArray[Any]]) -> NDArray[Any] | None:
    """The stretch of one array that all are neighbouring pieces of, in order; None where they are not."""
    base = arrays[0].base
    if not isinstance(base, np.ndarray) or base.dtype != arrays[0].dtype or base.strides != (base.itemsize,):
        return None
    begin = end = arrays[0].__array_interface__["data"][0]
    for array in arrays:
        if array.base is not base or array.__array_interface__["data"][0] != end:
            return None
        end += array.nbytes
    first = (begin - base.__array_interface__["data"][0]) // base.itemsize
    return base[first : first + (end - begin) // base.itemsize]


def _as_table(column: NDArray[Any] | list[Any]) -> Table | None:
    return table_of_dicts(column) if isinstance(column, list) else None


def as_objects(column: ValueColumn) -> list[Any]:
    """The column as a list of Python objects."""
    if isinstance(column, list):
        return column
    if isinstance(column, Table):
        return column.tolist()
    if column.dtype.kind == "M":
        return list(datetimes_of(column.view(np.int64)))
    if column.dtype.kind == "V":
        return list(TimeInterval.several(column["start"].tolist(), column["end"].tolist()))
    objects: list[Any] = column.tolist()
    return objects
