"""Frames and Arrow tables; polars frames by way of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..batch.table import Column, Table
from ..utils.errors import FrameError
from ..utils.extras import require
from .frame import Frame, ordered
from .schema import Schema
from .times import index_ms
from .types import NULL, OBJECT, Category, ColumnType, base, is_text, nullable, numpy_dtype, zone_of

INDEX = "timestamp"
"""Name of the column of times where the index has none."""


def _arrow() -> Any:
    require("pyarrow.compute", "arrow")
    return require("pyarrow", "arrow")


def as_arrow(data: Any) -> Any:
    """An Arrow table of a table, a record batch or a polars DataFrame.

    Raises:
        FrameError: It is something else.
    """
    arrow = _arrow()
    if isinstance(data, arrow.Table):
        return data
    if isinstance(data, arrow.RecordBatch):
        return arrow.Table.from_batches([data])
    if type(data).__name__ == "DataFrame" and hasattr(data, "to_arrow"):
        return data.to_arrow()
    msg = f"Cannot save a {type(data).__name__}: give an Arrow table or a polars DataFrame (collect() it)."
    raise FrameError(msg, data=data)


# --- in -------------------------------------------------------------------------------------
def from_arrow(table: Any) -> Frame:
    """The frame of an Arrow table; its first column of times is the index.

    Raises:
        FrameError: There is no column of times, or one of another type that cannot be kept.
    """
    arrow = _arrow()
    times = next((f for f in table.schema if arrow.types.is_timestamp(f.type)), None)
    if times is None:
        msg = (
            "The table has no column of times (timestamp) that could be its index. Nothing was written. "
            f"Its columns: {', '.join(map(str, table.schema.names)) or 'none'}."
        )
        raise FrameError(msg)
    if len(set(table.schema.names)) != len(table.schema.names):
        msg = "Two columns have the same name. Nothing was written. Rename one of them."
        raise FrameError(msg)
    columns: dict[str, Column] = {}
    kinds: dict[str, ColumnType] = {}
    for field in table.schema:
        if field.name != times.name:
            columns[field.name], kinds[field.name] = _column(field, table.column(field.name).combine_chunks())
    index = _whole(table.column(times.name).combine_chunks())
    name = None if times.name == INDEX else times.name
    schema = Schema(kinds, {}, base(_type_of(times)), name)
    moments = np.asarray(_numbers(index, schema.index).values)
    if index.null_count:
        moments = np.where(np.asarray(index.is_null()), np.array("NaT", moments.dtype), moments)
    return ordered(index_ms(moments), Table(len(index), columns), schema)


def _type_of(field: Any) -> ColumnType:
    types = _arrow().types
    kind = field.type
    if types.is_timestamp(kind):
        return f"datetime64[{kind.unit}{f', {kind.tz}' if kind.tz else ''}]"
    if types.is_duration(kind):
        return f"timedelta64[{kind.unit}]"
    if types.is_null(kind):
        return NULL
    if types.is_large_string(kind) or types.is_string(kind) or types.is_string_view(kind):
        return "str[pyarrow]"
    name = {"halffloat": "float16", "float": "float32", "double": "float64"}.get(str(kind), str(kind))
    if numpy_dtype(name) is not None:
        return name
    if types.is_nested(kind) or types.is_binary(kind) or types.is_large_binary(kind):
        return OBJECT
    msg = (
        f"Column {field.name!r} is of type {kind}, which is not kept. Nothing was written. Cast it to a "
        "number, text or timestamp."
    )
    raise FrameError(msg, column=field.name, dtype=str(kind))


def _column(field: Any, array: Any) -> tuple[Column, ColumnType]:
    arrow = _arrow()
    if arrow.types.is_dictionary(field.type):
        field, ordered_ = field.with_type(field.type.value_type), bool(field.type.ordered)
        values = tuple(array.dictionary.to_pylist()) if hasattr(array, "dictionary") else ()
        kind = _type_of(field)
        if not isinstance(kind, str) or not all(type(value) in (str, int, float, bool) for value in values):
            msg = f"The categories of {field.name!r} must be text, numbers or bools. Nothing was written."
            raise FrameError(msg, column=field.name)
        return _cells(array.cast(field.type), kind), Category(kind, values, ordered_)
    kind = _type_of(field)
    whole = _whole(array)
    # A gap in whole numbers makes them nullable from the start.
    gaps = whole.null_count > 0 and isinstance(kind, str)
    return _cells(whole, kind), nullable(kind) if gaps and isinstance(kind, str) else kind


def _whole(array: Any) -> Any:
    arrow = _arrow()
    if isinstance(array, arrow.ChunkedArray):
        return arrow.concat_arrays(array.chunks) if array.num_chunks else arrow.array([], array.type)
    return array


def _cells(array: Any, kind: ColumnType) -> Column:
    array = _whole(array)
    if numpy_dtype(kind) is not None:
        return _numbers(array, kind)
    gaps = np.asarray(array.is_null())
    values = array.to_pylist()
    return Column(["" if value is None and is_text(kind) else value for value in values], gaps)


def _numbers(array: Any, kind: ColumnType) -> Column:
    arrow = _arrow()
    dtype = numpy_dtype(kind)
    gaps = np.asarray(array.is_null())
    if array.null_count and not arrow.types.is_null(array.type):
        array = array.fill_null(
            False if arrow.types.is_boolean(array.type) else arrow.scalar(0, arrow.int64()).cast(array.type)
        )
    if dtype is not None and dtype.kind in "Mm":
        return Column(np.asarray(array.cast(arrow.int64())).view(dtype), gaps)
    return Column(np.asarray(array.to_numpy(zero_copy_only=False)).astype(dtype), gaps)


# --- out ------------------------------------------------------------------------------------
def to_arrow(frame: Frame) -> Any:
    """The Arrow table of a frame, its times first."""
    arrow = _arrow()
    schema = frame.schema
    index = frame.times.view("datetime64[ms]").astype(numpy_dtype(schema.index))
    name = INDEX if schema.index_name is None else str(schema.index_name)
    arrays = {name: _times(index, schema.index, None)}
    for column, kind in schema.columns.items():
        try:
            arrays[f"{column}_" if column == name else column] = _array(frame.column(column), kind)
        except (arrow.ArrowException, OverflowError, TypeError) as error:
            msg = (
                f"Column {column!r} holds values of several kinds, which no Arrow column does ({error}). "
                "Leave it out with columns=, or ask for another form."
            )
            raise FrameError(msg, column=column) from error
    return arrow.table(arrays)


def to_polars(frame: Frame) -> Any:
    """The polars DataFrame of a frame, its times first."""
    return require("polars", "polars").from_arrow(to_arrow(frame))


def _times(values: Any, kind: ColumnType, gaps: Any) -> Any:
    arrow = _arrow()
    unit = np.datetime_data(values.dtype)[0]
    durations = values.dtype.kind == "m"
    target = arrow.duration(unit) if durations else arrow.timestamp(unit, tz=zone_of(kind))
    absent = np.isnat(values) if gaps is None else np.isnat(values) | gaps
    return arrow.array(values.view(np.int64), mask=absent).cast(target)


def _array(column: Column, kind: ColumnType) -> Any:
    """The Arrow array of a column."""
    arrow = _arrow()
    if isinstance(kind, Category):
        return _dictionary(column, kind)
    values, gaps = column.values, column.missing
    if is_text(kind):
        return arrow.array(column.objects(), type=arrow.string())
    if isinstance(values, list):
        return arrow.array(column.objects())
    if values.dtype.kind in "Mm":
        return _times(values, kind, gaps)
    return arrow.array(values, mask=gaps)


def _dictionary(column: Column, kind: Category) -> Any:
    arrow = _arrow()
    dtype = numpy_dtype(kind.of)
    if dtype is not None and dtype.kind in "Mm":
        values = Column(np.array(kind.values, np.int64).view(dtype))
    else:
        values = Column(list(kind.values))
    dictionary = _array(values, kind.of)
    places = arrow.compute.index_in(_array(column, kind.of).cast(dictionary.type), dictionary)
    return arrow.DictionaryArray.from_arrays(places, dictionary, ordered=kind.ordered)
