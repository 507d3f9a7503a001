"""DataFrames and Series of pandas as frames: dtypes, zones and names exactly as they are."""

from __future__ import annotations

from collections.abc import Mapping
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
    numpy_dtype,
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
