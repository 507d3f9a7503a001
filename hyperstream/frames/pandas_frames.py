"""Frames and pandas: DataFrames and Series in and out, dtypes, zones and names exactly as they were."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ..batch.table import Column, Table
from ..utils.errors import FrameError
from ..utils.extras import require
from .frame import Frame, ordered
from .schema import Label, Schema
from .times import index_ms
from .types import (
    OBJECT,
    Category,
    ColumnType,
    base,
    is_nullable,
    is_text,
    nullable,
    numpy_dtype,
    text_parts,
    zone_of,
)

_HINTS: Mapping[str, str] = {
    "period": "make it a time: df[c].dt.to_timestamp()",
    "interval": "make two columns of it, left and right",
    "Sparse": "make it dense: df[c].sparse.to_dense()",
    "complex": "make two columns of it, real and imaginary",
}


def _pandas() -> Any:
    return require("pandas", "pandas")


# --- in -------------------------------------------------------------------------------------
def from_pandas(data: Any) -> Frame:
    """The frame of a DataFrame or Series with a time index.

    Raises:
        FrameError: The index has no times, repeats one, or has one finer than a millisecond; a column
            is of a type that cannot be kept, or its name is.
        ColumnTypeError: (a `TypeError`) See `FrameError`.
    """
    pandas = _pandas()
    series = isinstance(data, pandas.Series)
    index = data.index
    if not isinstance(index, pandas.DatetimeIndex):
        msg = (
            f"A frame needs a time index (a DatetimeIndex) to be saved, this one has {index.dtype}. Nothing "
            "was written. Make one: df.index = pd.to_datetime(df.index), or df.set_index('time')."
        )
        raise FrameError(msg, index=index)
    labels = [data.name] if series else list(data.columns)
    columns: dict[str, Column] = {}
    kinds: dict[str, ColumnType] = {}
    for place, label in enumerate(labels):
        name = _name(label, series, columns)
        columns[name], kinds[name] = _column(name, data.array if series else data.iloc[:, place].array)
    schema = Schema(
        kinds,
        {name: label for name, label in zip(columns, labels, strict=True) if name != label},
        base(_type_of(index.dtype, "the index")),
        _plain_label(index.name, "the index"),
        None if series else _plain_label(data.columns.name, "the row of column names"),
        series,
    )
    utc = index.tz_convert("UTC").tz_localize(None) if index.tz is not None else index
    return ordered(index_ms(utc.to_numpy()), Table(len(data), columns), schema)


def _name(label: Any, series: bool, taken: Mapping[str, object]) -> str:
    if label is None and series:
        return ""
    if isinstance(label, np.integer):
        label = int(label)
    if type(label) is not int and not isinstance(label, str):
        msg = (
            f"A column's name must be text or a whole number, not {label!r}. Nothing was written. Rename "
            "it; names of several levels can be joined: df.columns = ['_'.join(c) for c in df.columns]."
        )
        raise FrameError(msg, column=label)
    name = str(label)
    if name in taken:
        msg = f"Two columns are named {name!r}. Nothing was written. Rename one of them."
        raise FrameError(msg, column=name)
    return name


def _plain_label(label: Any, what: str) -> Label:
    if label is None or type(label) in (str, int):
        return label  # type: ignore[no-any-return]
    msg = f"The name of {what} must be text, a whole number or None, not {label!r}. Nothing was written."
    raise FrameError(msg, name=label)


def _type_of(dtype: Any, what: str) -> ColumnType:
    pandas = _pandas()
    if isinstance(dtype, pandas.CategoricalDtype):
        of = _type_of(dtype.categories.dtype, what)
        return Category(base(of), tuple(_category_values(dtype.categories)), bool(dtype.ordered))
    if isinstance(dtype, pandas.StringDtype):
        return f"{'str' if dtype.na_value is np.nan else 'string'}[{dtype.storage.split('_')[0]}]"
    name = str(dtype)
    known = isinstance(name, str) and (name == OBJECT or numpy_dtype(name) is not None)
    zone = zone_of(name)
    if known and (zone is None or pandas.api.types.pandas_dtype(name) == dtype):
        return name
    hint = next((way for start, way in _HINTS.items() if name.startswith(start)), "convert it (astype)")
    msg = f"{what} is of type {name}, which cannot be kept exactly. Nothing was written. Way out: {hint}."
    raise FrameError(msg, column=what, dtype=name)


def _category_values(categories: Any) -> list[Any]:
    if categories.dtype.kind in "Mm" or getattr(categories, "tz", None) is not None:
        values = categories.asi8.tolist()
    else:
        values = categories.tolist()
    if not all(type(value) in (str, int, float, bool) for value in values):
        msg = "Categories must be text, numbers, bools or times. Nothing was written. Convert the column."
        raise FrameError(msg, categories=values)
    return list(values)


def _column(name: str, array: Any) -> tuple[Column, ColumnType]:
    kind = _type_of(array.dtype, f"Column {name!r}")
    return _cells(array, kind), kind


def _cells(array: Any, kind: ColumnType) -> Column:
    """The cells of a pandas array of this type."""
    pandas = _pandas()
    if isinstance(kind, Category):
        gaps = array.codes < 0
        plain = array.categories.take(np.maximum(array.codes, 0)) if len(array.categories) else None
        if plain is None:
            return Column.empty(len(array), _tag(kind))
        cells = _cells(plain.array, base(kind))
        return Column(cells.values, gaps | cells.gaps())
    if is_nullable(kind):
        gaps = array.isna()
        return Column(array.to_numpy(dtype=numpy_dtype(kind), na_value=0), gaps)
    if zone_of(kind) is not None:
        array = pandas.DatetimeIndex(array).tz_convert("UTC").tz_localize(None)
    if numpy_dtype(kind) is not None:
        return Column(np.array(array, dtype=numpy_dtype(kind)))
    if is_text(kind):
        gaps = np.asarray(pandas.isna(array), dtype=np.bool_)
        return Column(["" if gap else text for text, gap in zip(array, gaps.tolist(), strict=True)], gaps)
    return _objects(list(array))


def _objects(values: list[Any]) -> Column:
    """Mixed values; text with gaps in the way in which it takes least room."""
    if set(map(type, values)) <= {str, type(None)}:
        gaps = np.array([value is None for value in values], dtype=np.bool_)
        return Column(["" if value is None else value for value in values], gaps)
    return Column(values)


def _tag(kind: ColumnType) -> str:
    dtype = numpy_dtype(kind)
    return "O" if dtype is None else dtype.str


# --- out ------------------------------------------------------------------------------------
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
    return np.where(column.gaps(), np.nan, column.values).astype(numpy_dtype(kind), copy=False)


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

__all__ = ["from_pandas", "nullable", "to_pandas"]
