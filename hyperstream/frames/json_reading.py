"""Frames from JSON in the shapes of pandas, with a reason for everything that is none."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from ..batch.table import Column, Table
from ..utils.errors import FrameError
from .cells import guessed
from .frame import Frame, ordered
from .json_writing import ORIENTS
from .schema import Schema
from .times import times_of
from .types import ColumnType

UTC_INDEX = "datetime64[ms, UTC]"


class JsonSyntaxError(FrameError):
    """The text is no JSON, or not the JSON of a frame in this shape."""


def read_json(text: str | bytes, orient: str = "columns", index: str = "index") -> Frame:
    """The frame of a JSON text.

    Args:
        text: In UTF-8.
        orient: One of `ORIENTS`; ``values`` has no times and is refused.
        index: Name under which ``records`` hold their time.

    Returns:
        A loose frame: its columns fit those of a series where JSON cannot tell the types apart.

    Raises:
        JsonSyntaxError: (a `ValueError`) It is no JSON, or not in this shape.
        FrameError: (a `ValueError`) A time is none, or there twice.
    """
    reader = _READERS.get(orient)
    if reader is None:
        msg = f"json_format={orient!r} is none of {', '.join(ORIENTS)}."
        raise FrameError(msg, parameter="json_format")
    times, columns = reader(_loaded(text), index)
    cells: dict[str, Column] = {}
    kinds: dict[str, ColumnType] = {}
    for name, values in columns.items():
        cells[name], kinds[name] = guessed(name, values)
    schema = Schema(kinds, index=UTC_INDEX)
    return replace(ordered(times, Table(len(times), cells), schema), loose=True)


def _loaded(text: str | bytes) -> Any:
    try:
        return json.loads(text, parse_constant=_constant, object_pairs_hook=_unique)
    except RecursionError as error:
        msg = "The JSON is nested too deeply."
        raise JsonSyntaxError(msg) from error
    except UnicodeDecodeError as error:
        msg = f"The text is no UTF-8: {error.reason} at byte {error.start}."
        raise JsonSyntaxError(msg) from error
    except ValueError as error:
        if isinstance(error, FrameError):
            raise
        msg = f"This is no JSON: {error}."
        raise JsonSyntaxError(msg) from error


def _constant(name: str) -> NoReturn:
    msg = f"{name} is no JSON; write null where there is no number."
    raise JsonSyntaxError(msg)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        msg = f"{twice!r} is there twice in one object; keep one of them."
        raise JsonSyntaxError(msg)
    return found


# --- the shapes -----------------------------------------------------------------------------
_Found = tuple[NDArray[np.int64], dict[str, list[Any]]]


def _split(data: Any, _index: str) -> _Found:
    if not isinstance(data, dict) or not {"index", "data", "columns"} <= data.keys():
        _refuse("split", 'an object with "columns", "index" and "data"')
    names, times, rows = data["columns"], data["index"], data["data"]
    if not all(isinstance(part, list) for part in (names, times, rows)):
        _refuse("split", 'lists as "columns", "index" and "data"')
    if any(isinstance(name, list | dict | float | bool) or name is None for name in names):
        _refuse("split", "text or whole numbers as names of columns")
    named = [str(name) for name in names]
    if len(set(named)) != len(named):
        _refuse("split", "columns that each have a name of their own")
    if len(times) != len(rows) or any(not isinstance(row, list) or len(row) != len(names) for row in rows):
        _refuse("split", "one row of data for each time, and one cell in it for each column")
    cells = zip(*rows, strict=True) if rows else ([] for _ in named)
    return times_of(times), {name: list(column) for name, column in zip(named, cells, strict=True)}


def _records(data: Any, index: str) -> _Found:
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        _refuse("records", "a list of objects, one a row")
    if not all(index in row for row in data):
        _refuse("records", f"a time in each, under the name {index!r} (index=NAME for another name)")
    times = times_of([row[index] for row in data])
    names = _names(row for row in data)
    names.pop(index, None)
    return times, {name: [row.get(name) for row in data] for name in names}


def _by_index(data: Any, _index: str) -> _Found:
    if not isinstance(data, dict) or not all(isinstance(row, dict) for row in data.values()):
        _refuse("index", "an object of objects: {time: {column: cell}}")
    rows = list(data.values())
    return times_of(list(data)), {name: [row.get(name) for row in rows] for name in _names(rows)}


def _columns(data: Any, _index: str) -> _Found:
    if not isinstance(data, dict) or not all(isinstance(column, dict) for column in data.values()):
        _refuse("columns", "an object of objects: {column: {time: cell}}")
    times = list(_names(data.values()))
    return times_of(times), {
        name: list(column.values()) if list(column) == times else [column.get(time) for time in times]
        for name, column in data.items()
    }


def _values(_data: Any, _index: str) -> _Found:
    msg = "json_format=values has neither times nor names of columns, so it cannot be saved; use split."
    raise FrameError(msg, parameter="json_format")


def _names(rows: Iterable[Mapping[str, Any]]) -> dict[str, None]:
    """The keys of all, in order of first appearance."""
    names: dict[str, None] = {}
    for row in rows:
        names.update(dict.fromkeys(row))
    return names


def _refuse(orient: str, wanted: str) -> NoReturn:
    msg = f"json_format={orient} needs {wanted}. Nothing was written."
    raise JsonSyntaxError(msg, parameter="json_format")


_READERS: Mapping[str, Callable[[Any, str], _Found]] = {
    "split": _split,
    "records": _records,
    "index": _by_index,
    "columns": _columns,
    "values": _values,
}
