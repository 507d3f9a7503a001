"""Cells whose types are not written down, as in JSON and CSV: guessing them, and fitting them to a series.

JSON has one kind of number and no times. So where a series exists, its types decide: ``70`` fits a
column of floats, ``"2026-11-21T00:00:00Z"`` one of times. A value that does not fit exactly is left
as it is, and the write is refused.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ..batch.stacking import column_of
from ..batch.table import OBJECTS, Column, Table
from ..utils.errors import FrameError
from .frame import Frame
from .schema import Schema
from .times import times_of
from .types import NULL, OBJECT, Category, ColumnType, base, is_text, joined, numpy_dtype

EXACT = 2**53
"""Whole numbers up to here are exact as floats."""


def guessed(name: str, values: list[Any]) -> tuple[Column, ColumnType]:
    """The column of values of JSON, and its type.

    Raises:
        FrameError: A number is beyond what a float holds.
    """
    if any(type(value) is float and not math.isfinite(value) for value in values):
        msg = f"A number in column {name!r} is too large for a float. Nothing was written."
        raise FrameError(msg, column=name)
    kinds = {type(value) for value in values if value is not None}
    if kinds == {int, float} and all(type(v) is not int or abs(v) <= EXACT for v in values):
        values = [None if value is None else float(value) for value in values]
    column = column_of(values)
    gaps = column.missing is not None
    if not kinds:
        return column, NULL
    if column.tag == OBJECTS:
        cells = ["" if value is None else value for value in values] if kinds == {str} else values
        return Column(cells, column.gaps()), OBJECT
    kind = np.dtype(column.tag).name
    if kind == "int64" and gaps:
        exact = all(value is None or abs(value) <= EXACT for value in values)
        return (_floats(column), "float64") if exact else (column, "Int64")
    return column, "boolean" if kind == "bool" and gaps else kind


def adapted(frame: Frame, old: Schema) -> Frame:
    """A loose frame with its columns in the types that the series has, as far as the values fit exactly."""
    columns = {name: frame.table.column(name) for name in frame.table.names}
    kinds = dict(frame.schema.columns)
    for name, kind in frame.schema.columns.items():
        wanted = old.columns.get(name, kind)
        if name not in columns or joined(wanted, kind) is not None:
            continue
        found = _as(columns[name], wanted)
        if found is not None:
            columns[name], kinds[name] = found
    return Frame(frame.times, Table(len(frame), columns), replace(frame.schema, columns=kinds))


def _as(column: Column, kind: ColumnType) -> tuple[Column, ColumnType] | None:
    """The column in this type; None where a value does not fit."""
    if isinstance(kind, Category):
        return _category(column, kind)
    if is_text(kind):
        return (column, kind) if _all_text(column) else None
    dtype = numpy_dtype(kind)
    if dtype is None:
        return None
    found = _CONVERSIONS[dtype.kind](column, dtype)
    return None if found is None else (found, kind)


def _category(column: Column, kind: Category) -> tuple[Column, ColumnType] | None:
    found = (column, kind) if kind.of == OBJECT and _all_text(column) else _as(column, kind.of)
    if found is None:
        return None
    cells = found[0]
    dtype = numpy_dtype(base(kind))
    there = cells.take(np.flatnonzero(~cells.gaps())).values
    values = there.view(np.int64).tolist() if dtype is not None and dtype.kind in "Mm" else list(there)  # type: ignore[union-attr]
    plain = [value.item() if isinstance(value, np.generic) else value for value in values]
    if kind.ordered:
        return (cells, kind) if set(plain) <= set(kind.values) else None
    return cells, kind._replace(values=tuple(dict.fromkeys((*kind.values, *plain))))


def _all_text(column: Column) -> bool:
    values = column.values
    return isinstance(values, list) and all(type(value) is str or value is None for value in values)


def _floats(column: Column, dtype: np.dtype[Any] | None = None) -> Column:
    return Column(np.asarray(column.values).astype(dtype or np.float64), column.missing)


def _to_floats(column: Column, dtype: np.dtype[Any]) -> Column | None:
    values = column.values
    if isinstance(values, list) or values.dtype.kind not in "if":
        return None
    with np.errstate(over="ignore"):
        found = values.astype(dtype)
    if values.dtype.kind == "i" and not _is_exact(values, found):
        return None
    return Column(found, column.missing)


def _is_exact(whole: np.ndarray[Any, Any], floats: np.ndarray[Any, Any]) -> bool:
    within = ((whole >= -EXACT) & (whole <= EXACT)).all()
    return bool(within) and bool((floats.astype(np.float64) == whole).all())


def _to_integers(column: Column, dtype: np.dtype[Any]) -> Column | None:
    values = column.values
    if isinstance(values, list):
        return _big_integers(column, dtype)
    if values.dtype.kind not in "if" or ((np.abs(values) > EXACT).any() and values.dtype.kind == "f"):
        return None
    limits = np.iinfo(dtype)
    if (values < limits.min).any() or (values > limits.max).any():
        return None
    found = values.astype(dtype)
    return Column(found, column.missing) if np.array_equal(found, values) else None


def _big_integers(column: Column, dtype: np.dtype[Any]) -> Column | None:
    """Whole numbers beyond 63 bits, which an unsigned column holds."""
    limits = np.iinfo(dtype)
    values = [0 if value is None else value for value in column.objects()]
    if not all(type(value) is int and limits.min <= value <= limits.max for value in values):
        return None
    return Column(np.array(values, dtype=dtype), column.missing)


def _to_bools(column: Column, _dtype: np.dtype[Any]) -> Column | None:
    return column if column.tag == "|b1" else None


def _to_times(column: Column, dtype: np.dtype[Any]) -> Column | None:
    gaps = column.gaps()
    there = [_whole(value) for value, gap in zip(column.objects(), gaps.tolist(), strict=True) if not gap]
    if any(type(value) not in (str, int) for value in there):
        return None
    try:
        ms = times_of(there)
    except FrameError:
        return None
    return _of_ms(ms, gaps, dtype)


def _whole(value: Any) -> Any:
    # Whole numbers with gaps between them were taken for floats.
    return int(value) if type(value) is float and value.is_integer() else value


def _to_durations(column: Column, dtype: np.dtype[Any]) -> Column | None:
    whole = _to_integers(column, np.dtype(np.int64))
    if whole is None:
        return None
    gaps = whole.gaps()
    return _of_ms(np.asarray(whole.values)[~gaps], gaps, dtype)


def _of_ms(ms: Any, gaps: Any, dtype: np.dtype[Any]) -> Column | None:
    """Milliseconds in the unit of a type, if they are whole there and do not run over."""
    there = ms.view(f"{dtype.kind}8[ms]").astype(dtype)
    if not np.array_equal(there.astype(f"{dtype.kind}8[ms]").view(np.int64), ms):
        return None
    found = np.full(len(gaps), np.array("NaT", dtype=dtype))
    found[~gaps] = there
    return Column(found)


_CONVERSIONS: Mapping[str, Callable[[Column, np.dtype[Any]], Column | None]] = {
    "f": _to_floats,
    "i": _to_integers,
    "u": _to_integers,
    "b": _to_bools,
    "M": _to_times,
    "m": _to_durations,
}
