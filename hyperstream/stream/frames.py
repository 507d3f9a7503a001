"""Rows in the shapes that other libraries read: NumPy arrays, a pandas DataFrame, an Arrow table.

Times stay exact at ms in UTC over the whole range of years. Dict values become one column a key, in
order of first appearance; any other value goes into the one column ``value``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..batch.batch import Batch
from ..utils.errors import ArgumentTypeError
from ..utils.extras import require

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

TIMESTAMP = "timestamp"
"""Name of the column of times."""

VALUE = "value"
"""Name of the one column of a stream whose values are not dicts."""


def to_numpy(batch: Batch) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Timestamps ``datetime64[ms][n]`` (UTC) and values ``[n]``, of dtype object where they are mixed."""
    return batch.timestamps.view("datetime64[ms]"), as_array(batch.values)


def as_array(values: np.ndarray[Any, Any] | Sequence[Any]) -> np.ndarray[Any, Any]:
    """One entry a value: typed where all values are of one plain type, else of dtype object."""
    if isinstance(values, np.ndarray):
        return values
    kinds = set(map(type, values))
    if len(kinds) == 1 and (kind := kinds.pop()) in (float, int, bool):
        try:
            return np.array(values, dtype=np.dtype(kind))
        except OverflowError:
            pass  # An int beyond 64 bit stays a Python int, in an object array.
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def columns(batch: Batch) -> dict[str, Any]:
    """The values as named columns of equal length; what a dict value lacks is None."""
    values = batch.values
    if isinstance(values, np.ndarray) or not values or not all(isinstance(v, Mapping) for v in values):
        return {VALUE: values}
    keys = dict.fromkeys(key for value in values for key in value)
    return {_name(key, keys): [value.get(key) for value in values] for key in keys}


def _name(key: Any, keys: Mapping[Any, None]) -> str:
    # Two keys must not become one column, nor a key hide the time.
    name = str(key)
    taken = name == TIMESTAMP or (not isinstance(key, str) and name in keys)
    return f"{VALUE}.{name}" if taken else name


def to_pandas(batch: Batch) -> pd.DataFrame:
    """A DataFrame indexed by ``timestamp`` (UTC, ms)."""
    pandas = require("pandas", "pandas")
    index = pandas.DatetimeIndex(batch.timestamps.view("datetime64[ms]"), name=TIMESTAMP).tz_localize("UTC")
    data = {name: _series_data(column) for name, column in columns(batch).items()}
    frame: pd.DataFrame = pandas.DataFrame(data, index=index)
    return frame


def _series_data(column: Any) -> Any:
    if isinstance(column, np.ndarray):
        return column
    if any(value is None for value in column) and set(map(type, column)) <= {float, int, type(None)}:
        # A gap between numbers is NaN, as everywhere in pandas.
        return np.array([np.nan if value is None else value for value in column], dtype=float)
    return as_array(column)


def to_arrow(batch: Batch) -> pa.Table:
    """A table with ``timestamp`` (ms, UTC) first; the types of the other columns are inferred by Arrow.

    Raises:
        ArgumentTypeError: (a `TypeError`) The values of a column are of several kinds.
    """
    arrow = require("pyarrow", "arrow")
    times = arrow.array(batch.timestamps, type=arrow.int64()).cast(arrow.timestamp("ms", tz="UTC"))
    data = {TIMESTAMP: times}
    for name, column in columns(batch).items():
        try:
            data[name] = arrow.array(column)
        except (arrow.ArrowException, OverflowError) as error:
            msg = (
                f"The column {name!r} cannot be an Arrow column: {error}. Take one component, or to_pandas()."
            )
            raise ArgumentTypeError(msg, column=name) from error
    return arrow.table(data)
