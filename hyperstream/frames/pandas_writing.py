"""Frames as DataFrames and Series of pandas: dtypes, zones and names exactly as they were."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ..batch.table import Column
from ..utils.extras import require
from .frame import Frame
from .schema import Label
from .types import (
    Category,
    ColumnType,
    is_nullable,
    is_text,
    numpy_dtype,
    text_parts,
    zone_of,
)


def _pandas() -> Any:
    return require("pandas", "pandas")


def to_pandas(frame: Frame) -> Any:
    """The DataFrame of a frame, or the Series if it was one."""
    pandas = _pandas()
    schema = frame.schema
    index = pandas.DatetimeIndex(_times(frame.times.view("datetime64[ms]"), schema.index))
    index.name = schema.index_name
    arrays = {name: _array(frame.column(name), kind) for name, kind in schema.columns.items()}
    if schema.series and len(arrays) == 1:
        ((name, array),) = arrays.items()
        return pandas.Series(array, index, _dtype(array), schema.label(name), copy=False)
    series = [pandas.Series(array, index, _dtype(array), copy=False) for array in arrays.values()]
    data = pandas.DataFrame(dict(enumerate(series)), index=index, copy=False)
    data.columns = _labels([schema.label(name) for name in arrays], schema.columns_name)
    return data


def _labels(labels: list[Label], name: Label) -> Any:
    pandas = _pandas()
    kinds = set(map(type, labels))
    # "str" is the type that pandas itself gives to names of text: its own from 3.0 on, object before.
    return pandas.Index(
        labels, name=name, dtype="int64" if kinds == {int} else "object" if int in kinds else "str"
    )


def _times(values: Any, kind: ColumnType) -> Any:
    """Times of UTC in the unit and the zone of their type."""
    pandas = _pandas()
    zone = zone_of(kind)
    times = pandas.DatetimeIndex(values.astype(numpy_dtype(kind)))
    return times if zone is None else times.tz_localize("UTC").tz_convert(zone)


def _array(column: Column, kind: ColumnType) -> Any:
    """The pandas array of a column."""
    pandas = _pandas()
    if isinstance(kind, Category):
        found = _categories(kind)
        categories = pandas.Index(found, dtype=_dtype(found))
        return pandas.Categorical(_array(column, kind.of), categories=categories, ordered=kind.ordered)
    if kind == "null":
        return _kept_objects([None] * len(column))
    if is_text(kind):
        return _text(column, kind)
    dtype = numpy_dtype(kind)
    if dtype is None or isinstance(column.values, list):
        return _kept_objects(column.objects())
    return _NUMBERS.get(dtype.kind, _numbers)(column, kind)


def _kept_objects(values: list[Any]) -> Any:
    """An array of these very objects; NumPy itself would look into lists among them."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def _dtype(array: Any) -> Any:
    """What to ask pandas for: objects stay objects, which pandas 3 would otherwise make text of."""
    return array.dtype if array.dtype == object else None


def _categories(kind: Category) -> Any:
    dtype = numpy_dtype(kind.of)
    if dtype is not None and dtype.kind in "Mm":
        values = np.array(kind.values, dtype=np.int64).view(dtype)
        return _times(values, kind.of) if dtype.kind == "M" else values
    if is_text(kind.of):
        return _text(Column(list(kind.values)), kind.of)
    return np.array(kind.values, dtype=dtype if dtype is not None else object)


def _text(column: Column, kind: str) -> Any:
    pandas = _pandas()
    family, storage = text_parts(kind)
    if storage == "pyarrow":
        require("pyarrow", "arrow")
    missing = np.nan if family == "str" else pandas.NA
    return pandas.array(column.objects(), dtype=pandas.StringDtype(storage, na_value=missing))


def _floats(column: Column, kind: str) -> Any:
    if is_nullable(kind):
        return _pandas().arrays.FloatingArray(np.array(column.values), column.gaps().copy())
    values = np.array(column.values, dtype=numpy_dtype(kind))
    if column.missing is not None:
        values[column.missing] = np.nan
    return values


def _numbers(column: Column, kind: str) -> Any:
    """Whole numbers; nullable where there are gaps, because a plain array has no room for them."""
    if column.missing is None and not is_nullable(kind):
        return np.array(column.values)
    return _pandas().arrays.IntegerArray(np.array(column.values), column.gaps().copy())


def _bools(column: Column, kind: str) -> Any:
    if column.missing is None and not is_nullable(kind):
        return np.array(column.values)
    return _pandas().arrays.BooleanArray(np.array(column.values), column.gaps().copy())


def _moments(column: Column, kind: str) -> Any:
    values = np.array(column.values)
    values[column.gaps()] = np.array("NaT", dtype=values.dtype)
    return _times(values, kind) if values.dtype.kind == "M" else values


_NUMBERS: Mapping[str, Callable[[Column, str], Any]] = {
    "f": _floats,
    "b": _bools,
    "M": _moments,
    "m": _moments,
}
