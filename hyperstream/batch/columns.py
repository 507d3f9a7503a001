"""Columns of values: what people hand in, in the one form that batches keep (times: `times`).

Values become a ``float64``, ``int64`` or ``bool`` array when every one of them is exactly of that
Python type, otherwise they stay a list of Python objects. So a column that is read back from a store
looks the same as the one that was written, and which of the two it is says something about the values,
not about where they came from. Nothing is rounded and no type is changed on the way (``1``, ``1.0`` and
``True`` are three values); only NumPy scalars become the Python values they stand for.

Datetimes and time intervals have arrays of their own inside a batch (`packed`), because a million of
them take a second to make as objects; they are made when somebody looks at them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..time_interval.interval import TimeInterval
from ..utils.errors import ArgumentTypeError
from ..utils.time_utils import UTC
from .arrays import chain_arrays, read_only
from .stacking import stacked, table_of_dicts
from .table import Table
from .times import FIRST_MS, LAST_MS, TimeColumn, datetimes_of, in_range

ValueColumn = NDArray[Any] | list[Any] | Table
"""A ``float64``, ``int64`` or ``bool`` array, a list of any objects, or rows of dicts as columns.

Inside a batch also a `packed` array, which stands for a list of datetimes or time intervals.
"""

DATETIMES = np.dtype("datetime64[ms]")
"""Of a packed array of datetimes, UTC."""

INTERVALS = np.dtype([("start", np.int64), ("end", np.int64)])
"""Of a packed array of time intervals, ms."""

_ARRAY_OF: Mapping[type, Any] = {float: np.float64, int: np.int64, bool: np.bool_}


def taken(values: NDArray[Any] | Table | None, positions: NDArray[np.intp]) -> NDArray[Any] | Table | None:
    """The rows of a typed column or a table at these positions (int[m]); None of none."""
    if isinstance(values, Table):
        return values.take(positions)
    return None if values is None else read_only(values[positions])


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
    if array.dtype == DATETIMES and not array.flags.writeable and in_range(array.view(np.int64)):
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
