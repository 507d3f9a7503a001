"""The kinds of value column, and how each is written and read.

A new kind is one number that was never used before, one pair of functions and one line in the
table; old payloads stay readable.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..time_interval.interval import TimeInterval
from ..utils.errors import StoreFormatError, ValueNotStorableError
from .batch import Batch
from .blocks import Reader, Writer
from .columns import ValueColumn, column_of_objects, datetimes_of
from .floats import read_floats, write_floats
from .integers import FEW, read_integers, write_integers
from .objects import first_refusal, pack_objects, unpack_objects
from .values import utc_ms

_KIND = struct.Struct("<B")
_FLOAT, _INT, _BOOL, _TEXT, _DATETIME, _INTERVAL, _OBJECTS = range(1, 8)
_KIND_OF_ARRAY: Mapping[str, int] = {"f": _FLOAT, "i": _INT, "b": _BOOL}


def _kind_of(batch: Batch) -> int:
    if len(batch) <= FEW:
        return _OBJECTS
    values = batch.values
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
        out.block("\0".join(batch.values).encode())
    except UnicodeEncodeError as error:
        raise first_refusal(batch.values_list(), batch.timestamps) from error


def _read_text(source: Reader, rows: int) -> ValueColumn:
    return str(source.block(), "utf-8").split("\0")


def _write_datetimes(out: Writer, batch: Batch) -> None:
    try:
        write_integers(out, np.array([utc_ms(value) for value in batch.values], dtype=np.int64))
    except ValueNotStorableError as error:
        raise first_refusal(batch.values_list(), batch.timestamps) from error


def _read_datetimes(source: Reader, rows: int) -> ValueColumn:
    return list(datetimes_of(read_integers(source, rows)))


def _write_intervals(out: Writer, batch: Batch) -> None:
    starts = np.array([value.start_ms for value in batch.values], dtype=np.int64)
    ends = np.array([value.end_ms for value in batch.values], dtype=np.int64)
    write_integers(out, starts)
    write_integers(out, ends - starts)


def _read_intervals(source: Reader, rows: int) -> ValueColumn:
    starts = read_integers(source, rows)
    ends = starts + read_integers(source, rows)
    return list(map(TimeInterval.from_ms, starts.tolist(), ends.tolist()))


def _write_objects(out: Writer, batch: Batch) -> None:
    out.block(pack_objects(batch.values_list(), batch.timestamps))


def _read_objects(source: Reader, rows: int) -> ValueColumn:
    return column_of_objects(unpack_objects(source.block()))


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
}


def write_values(out: Writer, batch: Batch) -> None:
    """Append the values of a batch that has some.

    Raises:
        ValueNotStorableError: One would not come back equal.
    """
    kind = _kind_of(batch)
    out.pack(_KIND, kind)
    _COLUMNS[kind].write(out, batch)


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
