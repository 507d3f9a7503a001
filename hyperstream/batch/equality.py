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

from .columns import TimeColumn, ValueColumn, as_objects, plain

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
    pairs = enumerate(zip(as_objects(left), as_objects(right), strict=True))
    return np.array([i for i, (one, other) in pairs if not same(one, other)], dtype=np.intp)


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
