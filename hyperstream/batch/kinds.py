"""The kinds of value column, and how each is written and read.

A new kind is one number that was never used before, one pair of functions and one line in the
table; old payloads stay readable.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..time_interval.interval import TimeInterval
from ..utils.errors import StoreFormatError, ValueNotStorableError
from .batch import Batch
from .blocks import Reader, Writer
from .columns import (
    ValueColumn,
    as_objects,
    column_of_objects,
    datetime_column,
    interval_bounds,
    interval_column,
)
from .floats import read_floats, write_float_rows, write_floats
from .integers import FEW, read_integers, write_integer_rows, write_integers
from .objects import first_refusal, pack_objects, unpack_objects
from .table import OBJECTS, Column, Table, dtype_of
from .times import time_column
from .values import utc_ms

_KIND = struct.Struct("<B")
_FLOAT, _INT, _BOOL, _TEXT, _DATETIME, _INTERVAL, _OBJECTS, _TABLE = range(1, 9)
_KIND_OF_ARRAY: Mapping[str, int] = {"f": _FLOAT, "i": _INT, "b": _BOOL, "M": _DATETIME, "V": _INTERVAL}


def _kind_of(batch: Batch) -> int:
    values = batch.column
    if isinstance(values, Table):
        return _TABLE
    if len(batch) <= FEW:
        return _OBJECTS
    if isinstance(values, np.ndarray):
        return _KIND_OF_ARRAY[values.dtype.kind]
    kinds = set(map(type, values))
    return _kind_of_objects(kinds.pop(), values) if len(kinds) == 1 else _OBJECTS


def _kind_of_objects(kind: type, values: list[Any]) -> int:
    if kind is str:
        return _TEXT if "\0" not in "".join(values) else _OBJECTS
    if kind is datetime:
        return _DATETIME if all(value.utcoffset() is not None for value in values) else _OBJECTS
    return _INTERVAL if kind is TimeInterval else _OBJECTS


def _write_bools(out: Writer, batch: Batch) -> None:
    out.block(np.packbits(batch.values))  # type: ignore[arg-type]  # chosen for arrays only


def _read_bools(source: Reader, rows: int) -> ValueColumn:
    bits = np.frombuffer(source.block((rows + 7) // 8), dtype=np.uint8)
    return np.unpackbits(bits, count=rows).view(np.bool_)


def _write_text(out: Writer, batch: Batch) -> None:
    try:
        out.block("\0".join(batch.values_list()).encode())
    except UnicodeEncodeError as error:
        raise first_refusal(batch.values_list(), batch.timestamps) from error


def _read_text(source: Reader, rows: int) -> ValueColumn:
    return str(source.block(), "utf-8").split("\0")


def _write_datetimes(out: Writer, batch: Batch) -> None:
    column = batch.column
    if isinstance(column, np.ndarray):
        write_integers(out, column.view(np.int64))
        return
    try:
        write_integers(out, np.array([utc_ms(value) for value in batch.values_list()], dtype=np.int64))
    except ValueNotStorableError as error:
        raise first_refusal(batch.values_list(), batch.timestamps) from error


def _read_datetimes(source: Reader, rows: int) -> ValueColumn:
    return datetime_column(time_column(read_integers(source, rows)))


def _write_intervals(out: Writer, batch: Batch) -> None:
    bounds = interval_bounds(batch.column)
    assert bounds is not None  # chosen for intervals only
    starts, ends = bounds
    write_integers(out, np.ascontiguousarray(starts))
    write_integers(out, ends - starts)


def _read_intervals(source: Reader, rows: int) -> ValueColumn:
    starts = read_integers(source, rows)
    return interval_column(starts, starts + read_integers(source, rows))


def _write_objects(out: Writer, batch: Batch) -> None:
    out.block(pack_objects(batch.values_list(), batch.timestamps))


def _read_objects(source: Reader, rows: int) -> ValueColumn:
    return column_of_objects(unpack_objects(source.block()))


def _write_table(out: Writer, batch: Batch) -> None:
    table: Any = batch.values
    out.block(json.dumps([[name, table.column(name).tag] for name in table.names]).encode())
    for name in table.names:
        column = table.column(name)
        part = out.part()
        part.block(b"" if column.missing is None else np.packbits(column.missing).tobytes())
        if isinstance(column.values, list):
            write_values(part, Batch.from_columns(batch.timestamps, column.values))
        else:
            _write_array(part, column.values)
        out.whole(part)


def _write_array(out: Writer, values: NDArray[Any]) -> None:
    kind = values.dtype.kind
    if kind == "f":
        write_floats(out, values.astype(np.float64, copy=False))
    elif kind == "b":
        out.block(np.packbits(values).tobytes())
    elif kind in "Mm":
        write_integers(out, values.view(np.int64))
    else:
        write_integers(out, values.astype(f"{kind}8", copy=False).view(np.int64))


def _read_table(source: Reader, rows: int) -> ValueColumn:
    columns = {}
    for name, tag in json.loads(bytes(source.block())):
        # Unpacked when it is first looked at: who wants two columns of ten pays for two.
        columns[name] = Column.later(rows, tag, partial(_read_column, source.part(), rows, tag))
    return Table(rows, columns)


def _read_column(source: Reader, rows: int, tag: str) -> tuple[Any, NDArray[np.bool_] | None]:
    source = source.again()
    bits = np.frombuffer(source.block(), dtype=np.uint8)
    missing = np.unpackbits(bits, count=rows).view(np.bool_) if len(bits) else None
    values = read_values(source, rows) if tag == OBJECTS else _read_array(source, rows, dtype_of(tag))
    source.finish()
    return as_objects(values) if tag == OBJECTS else values, missing


def _read_array(source: Reader, rows: int, dtype: np.dtype[Any]) -> NDArray[Any]:
    if dtype.kind == "f":
        return read_floats(source, rows).astype(dtype, copy=False)
    if dtype.kind == "b":
        return np.asarray(_read_bools(source, rows))
    numbers = read_integers(source, rows)
    if dtype.kind in "Mm":
        return numbers.view(dtype)
    return numbers.view(f"{dtype.kind}8").astype(dtype, copy=False)


class _Column(NamedTuple):
    write: Callable[[Writer, Batch], None]
    read: Callable[[Reader, int], ValueColumn]


def _array_column(
    write: Callable[[Writer, NDArray[Any]], None], read: Callable[[Reader, int], NDArray[Any]]
) -> _Column:
    return _Column(lambda out, batch: write(out, batch.values), read)  # type: ignore[arg-type]


_COLUMNS: Mapping[int, _Column] = {
    _FLOAT: _array_column(write_floats, read_floats),
    _INT: _array_column(write_integers, read_integers),
    _BOOL: _Column(_write_bools, _read_bools),
    _TEXT: _Column(_write_text, _read_text),
    _DATETIME: _Column(_write_datetimes, _read_datetimes),
    _INTERVAL: _Column(_write_intervals, _read_intervals),
    _OBJECTS: _Column(_write_objects, _read_objects),
    _TABLE: _Column(_write_table, _read_table),
}


def write_values(out: Writer, batch: Batch) -> None:
    """Append the values of a batch that has some.

    Raises:
        ValueNotStorableError: One would not come back equal.
    """
    kind = _kind_of(batch)
    out.pack(_KIND, kind)
    _COLUMNS[kind].write(out, batch)


def write_number_rows(outs: Sequence[Writer], values: NDArray[Any]) -> None:
    """Append each row of ``float64[k, n]`` or ``int64[k, n]``, ``n > FEW``, as `write_values` would."""
    kind = _KIND_OF_ARRAY[values.dtype.kind]
    for out in outs:
        out.pack(_KIND, kind)
    if kind == _FLOAT:
        write_float_rows(outs, values)
    else:
        write_integer_rows(outs, values)


def read_values(source: Reader, rows: int) -> ValueColumn:
    """The next column of so many values.

    Raises:
        StoreFormatError: The bytes are not such a column. Other libraries' errors are let
            through, see `codec`.
    """
    (kind,) = source.unpack(_KIND)
    values = _COLUMNS[kind].read(source, rows)
    if len(values) != rows:
        msg = f"it has {rows} timestamps and {len(values)} values"
        raise StoreFormatError(msg)
    return values
