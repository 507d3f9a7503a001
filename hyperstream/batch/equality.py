"""When two values are the same: same type and same bytes, all the way down.

Python's ``==`` is not enough where the question is whether a stream already holds what is
being written: ``1 == 1.0 == True`` and ``0.0 == -0.0`` though they are kept apart, and NaN is
unequal to itself though it is the same value. NumPy scalars count as the Python values that
they stand for, because that is what a store gives back.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .columns import ValueColumn, as_objects, plain
from .table import Column, Table
from .times import TimeColumn

_NO_TIME = timedelta(0)


def same(left: Any, right: Any) -> bool:
    """Whether both are of one type and have the same bytes; nested values too.

    The order of a dictionary's keys does not count. Objects whose ``==`` has no yes or no
    for an answer (tables, for instance) are the same only as one object.
    """
    left, right = plain(left), plain(right)
    if left is right:
        return True
    if type(left) is not type(right):
        return False
    return _SAME.get(type(left), _same_objects)(left, right)


def different_rows(left: ValueColumn, right: ValueColumn) -> NDArray[np.intp]:
    """Positions at which two columns of one length do not hold the same value."""
    if isinstance(left, np.ndarray) and isinstance(right, np.ndarray):
        if left.dtype != right.dtype:
            return np.arange(len(left))
        return np.flatnonzero(_bits(left) != _bits(right))
    if isinstance(left, Table) and isinstance(right, Table):
        return _different_in_tables(left, right)
    pairs = enumerate(zip(as_objects(left), as_objects(right), strict=True))
    return np.array([i for i, (one, other) in pairs if not same(one, other)], dtype=np.intp)


def _different_in_tables(left: Table, right: Table) -> NDArray[np.intp]:
    """As `different_rows`; a column that one of them lacks has no value in all its rows."""
    unlike = np.zeros(len(left), dtype=np.bool_)
    for name in dict.fromkeys((*left.names, *right.names)):
        mine, theirs = left.column(name), right.column(name)
        unlike[_different_cells(mine, theirs)] = True
    return np.flatnonzero(unlike)


def _different_cells(left: Column, right: Column) -> NDArray[np.intp]:
    gaps = left.gaps() != right.gaps()
    known = np.flatnonzero(~(left.gaps() | right.gaps()))
    one, other = left.take(known), right.take(known)
    if left.tag == right.tag and isinstance(one.values, np.ndarray) and isinstance(other.values, np.ndarray):
        unlike = np.flatnonzero(_cell_bits(one.values) != _cell_bits(other.values))
    else:
        unlike = different_rows(one.objects(), other.objects())
    return np.concatenate((np.flatnonzero(gaps), known[unlike]))


def _cell_bits(values: NDArray[Any]) -> NDArray[Any]:
    """Numbers that are equal where the bits are: NaN is NaN, and no time is no time."""
    return values.view(f"u{values.dtype.itemsize}") if values.dtype.kind in "fMm" else values


def common_times(left: TimeColumn, right: TimeColumn) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where two strictly increasing columns have the same timestamps: positions in each."""
    if not len(left) or not len(right) or left[0] > right[-1] or left[-1] < right[0]:
        nothing = np.zeros(0, dtype=np.intp)
        return nothing, nothing
    places = right.searchsorted(left)
    shared = np.flatnonzero(right[np.minimum(places, len(right) - 1)] == left)
    return shared, places[shared]


def _bits(column: NDArray[Any]) -> NDArray[Any]:
    return column.view(np.uint64) if column.dtype == np.float64 else column


def _same_floats(left: float, right: float) -> bool:
    return struct.pack("<d", left) == struct.pack("<d", right)


def _same_sequences(left: list[Any], right: list[Any]) -> bool:
    return len(left) == len(right) and all(map(same, left, right))


def _same_dicts(left: dict[Any, Any], right: dict[Any, Any]) -> bool:
    return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)


def _same_datetimes(left: datetime, right: datetime) -> bool:
    if left.utcoffset() is None or right.utcoffset() is None:
        return left == right
    # Not `==`: it calls an hour that a zone has twice unequal to every other zone's.
    return left - right == _NO_TIME


def _same_arrays(left: NDArray[Any], right: NDArray[Any]) -> bool:
    return left.dtype == right.dtype and left.shape == right.shape and left.tobytes() == right.tobytes()


def _same_objects(left: Any, right: Any) -> bool:
    try:
        return bool(left == right)
    except (TypeError, ValueError):
        return False


_SAME: Mapping[type, Callable[[Any, Any], bool]] = {
    float: _same_floats,
    list: _same_sequences,
    tuple: _same_sequences,
    dict: _same_dicts,
    datetime: _same_datetimes,
    np.ndarray: _same_arrays,
}
