"""Tables one after the other, and tables of rows that were written as dicts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np

from .table import OBJECTS, Column, Table, dtype_of


def stacked(tables: Sequence[Table]) -> Table:
    """The rows of all tables, one after the other, with the columns of all."""
    if len(tables) == 1:
        return tables[0]
    names = dict.fromkeys(name for table in tables for name in table.names)
    return Table(sum(map(len, tables)), {name: stacked_column(name, tables) for name in names})


def stacked_column(name: str, tables: Sequence[Table]) -> Column:
    """One column of all tables, one after the other."""
    found = [table.column(name) for table in tables]
    tag = common_tag(found)
    columns = [_with_tag(column, tag) for column in found]
    gaps = None
    if any(column.missing is not None for column in columns):
        gaps = np.concatenate([column.gaps() for column in columns])
    if tag != OBJECTS:
        return Column(np.concatenate([column.values for column in columns]), gaps)
    pieces = [column.values if isinstance(column.values, list) else column.objects() for column in columns]
    return Column([value for piece in pieces for value in piece], gaps)


def common_tag(columns: Iterable[Column]) -> str:
    """The tag of a column made of these pieces: theirs if it is one, leaving out those without any value.

    Times that were written one by one take the unit of those in an array, which would lose digits.
    """
    held = [column for column in columns if not _is_hollow(column)]
    tags = {column.tag for column in held}
    if len(tags) == 1:
        return tags.pop()
    times = {tag for tag in tags if tag[1:2] == "M"}
    if len(times) == 1 and all(column.tag in times or _all_times(column) for column in held):
        return times.pop()
    return OBJECTS


def _is_hollow(column: Column) -> bool:
    # Only lists are asked: a typed column says what it holds even where that is nothing.
    return column.tag == OBJECTS and bool(column.gaps().all())


def _all_times(column: Column) -> bool:
    return column.tag == OBJECTS and all(
        type(value) is datetime or value is None for value in column.objects()
    )


def _with_tag(column: Column, tag: str) -> Column:
    if column.tag == tag or tag == OBJECTS:
        return column
    if _is_hollow(column):
        return Column.empty(len(column), tag)
    gaps = column.gaps()
    moments = [
        None if value is None else value.astimezone(UTC).replace(tzinfo=None) for value in column.objects()
    ]
    return Column(np.array(moments, dtype=dtype_of(tag)), gaps)


def table_of_dicts(rows: list[Any]) -> Table | None:
    """The table of rows of dicts with text as keys; None where they are something else."""
    if not all(type(row) is dict and all(type(name) is str for name in row) for row in rows):
        return None
    names = dict.fromkeys(name for row in rows for name in row)
    return Table(len(rows), {name: column_of([row.get(name) for row in rows]) for name in names})


def column_of(values: list[object]) -> Column:
    """A column of Python values: an array where all are float, int of 64 bits or bool; None is a gap."""
    gaps = np.array([value is None for value in values], dtype=np.bool_)
    kinds = {type(value) for value in values if value is not None}
    dtype = _ARRAYS.get(kinds.pop()) if len(kinds) == 1 else None
    if dtype is None:
        return Column(values, gaps)
    try:
        return Column(np.array([0 if value is None else value for value in values], dtype=dtype), gaps)
    except OverflowError:  # beyond 64 bits
        return Column(values, gaps)


_ARRAYS = {float: np.float64, int: np.int64, bool: np.bool_}
