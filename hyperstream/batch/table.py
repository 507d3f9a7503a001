"""Rows of named cells as columns: what a batch keeps instead of a list of dicts.

To whoever reads a stream a table looks like a list of dicts, one a row, made when they are asked
for. To whoever works on columns it gives each as an array (or a list, for text and mixed values)
of the very type that was written, and says where there is no value. Columns that come from a store
are unpacked when they are first looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from ..utils.errors import ArgumentTypeError, ArgumentValueError, StoreFormatError

OBJECTS = "O"
"""The tag of a column that is a list."""

_TAG = re.compile(r"[<|](b1|f[248]|[iu][1248]|[Mm]8\[(s|ms|us|ns)\])")

Cells = NDArray[Any] | list[Any]
Mask = NDArray[np.bool_]
_Loaded = tuple[Cells, Mask | None]


def dtype_of(tag: str) -> np.dtype[Any]:
    """The NumPy type that a stored tag stands for.

    Raises:
        StoreFormatError: It stands for none that a column may have.
    """
    if not _TAG.fullmatch(tag):
        msg = f"a column of {tag!r} is not known"
        raise StoreFormatError(msg)
    return np.dtype(tag)


class Column:
    """One column: its values, and where there is none.

    Args:
        values: An array of numbers, bools, datetime64 or timedelta64 (s, ms, us, ns), or a list.
        missing: True where there is no value; what ``values`` has there does not count.

    Raises:
        ArgumentTypeError: An array of another kind.
    """

    __slots__ = ("_length", "_load", "_loaded", "_tag")

    def __init__(self, values: Cells, missing: Mask | None = None) -> None:
        self._load: Callable[[], _Loaded] | None = None
        self._loaded: _Loaded | None = _normal(values, missing)
        self._tag = _tag(self._loaded[0])
        self._length = len(values)

    @classmethod
    def later(cls, length: int, tag: str, load: Callable[[], _Loaded]) -> Column:
        """A column that is unpacked when it is first looked at."""
        column = cls.__new__(cls)
        column._load, column._loaded, column._tag, column._length = load, None, tag, length
        return column

    @classmethod
    def empty(cls, length: int, tag: str = OBJECTS) -> Column:
        """A column without any value."""
        nothing: Cells = [None] * length if tag == OBJECTS else np.zeros(length, dtype_of(tag))
        return cls(nothing, np.ones(length, dtype=np.bool_))

    @property
    def tag(self) -> str:
        """The NumPy type as text (``<f8``), or `OBJECTS` for a list."""
        return self._tag

    @property
    def values(self) -> Cells:
        """The values; anything where there is none."""
        return self._both()[0]

    @property
    def missing(self) -> Mask | None:
        """Where there is no value; None where there is one everywhere."""
        return self._both()[1]

    def gaps(self) -> Mask:
        """Where there is no value, as an array in any case."""
        missing = self.missing
        return np.zeros(self._length, dtype=np.bool_) if missing is None else missing

    def _both(self) -> _Loaded:
        if self._loaded is None and self._load is not None:
            self._loaded, self._load = _normal(*self._load()), None
        if self._loaded is None:  # another thread has just unpacked it
            return self._both()
        return self._loaded

    def __len__(self) -> int:
        return self._length

    def __reduce__(self) -> tuple[Any, ...]:
        return (Column, self._both())

    def take(self, places: NDArray[np.intp]) -> Column:
        """The cells at these places."""
        return self._part(len(places), places)

    def cut(self, places: slice) -> Column:
        """The cells of a slice."""
        return self._part(len(range(*places.indices(self._length))), places)

    def _part(self, length: int, places: slice | NDArray[np.intp]) -> Column:
        if self._loaded is None:
            return Column.later(length, self._tag, lambda: _chosen(self._both(), places))
        return Column(*_chosen(self._loaded, places))

    def objects(self) -> list[Any]:
        """The values as Python objects, None where there is none.

        Times are UTC, cut to milliseconds, as everywhere in streams; durations are seconds.
        """
        values, missing = self._both()
        found = values if isinstance(values, list) else _as_python(values)
        if missing is None:
            return found
        return [None if gap else value for value, gap in zip(found, missing.tolist(), strict=True)]


class Table(Sequence[dict[str, Any]]):
    """Rows as columns of one length, in order of the columns.

    Args:
        length: How many rows.
        columns: The columns by name.

    Raises:
        ArgumentValueError: A column is of another length.

    >>> table = Table(2, {"open": Column(np.array([1.0, 2.0])), "note": Column(["a", "b"])})
    >>> table[1]
    {'open': 2.0, 'note': 'b'}
    """

    __slots__ = ("_columns", "_length")

    def __init__(self, length: int, columns: Mapping[str, Column]) -> None:
        self._length = length
        self._columns = dict(columns)
        for name, column in self._columns.items():
            if len(column) != length:
                msg = f"Column {name!r} has {len(column)} rows, the table {length}; give one cell a row."
                raise ArgumentValueError(msg, column=name, rows=length)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(self._columns)

    def column(self, name: str) -> Column:
        """A column; one without values where there is none of this name."""
        found = self._columns.get(name)
        return Column.empty(self._length) if found is None else found

    def take(self, places: NDArray[np.intp]) -> Table:
        """The rows at these places."""
        return Table(len(places), {name: column.take(places) for name, column in self._columns.items()})

    def tolist(self) -> list[dict[str, Any]]:
        """The rows as dicts; None where there is no value."""
        if not self._columns:
            return [{} for _ in range(self._length)]
        names = self.names
        cells = zip(*(column.objects() for column in self._columns.values()), strict=True)
        return [dict(zip(names, row, strict=True)) for row in cells]

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.tolist())

    @overload
    def __getitem__(self, index: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> Table: ...
    def __getitem__(self, index: int | slice) -> dict[str, Any] | Table:
        """A row as a dict, or the table of a slice."""
        if isinstance(index, slice):
            length = len(range(*index.indices(self._length)))
            return Table(length, {name: column.cut(index) for name, column in self._columns.items()})
        place = range(self._length)[index]
        return self[place : place + 1].tolist()[0]

    def __reduce__(self) -> tuple[Any, ...]:
        return (Table, (self._length, self._columns))

    def __repr__(self) -> str:
        return f"Table({self._length} rows, {', '.join(self._columns)})"


def stacked(tables: Sequence[Table]) -> Table:
    """The rows of all tables, one after the other, with the columns of all."""
    if len(tables) == 1:
        return tables[0]
    names = dict.fromkeys(name for table in tables for name in table.names)
    return Table(sum(map(len, tables)), {name: _stacked(name, tables) for name in names})


def _stacked(name: str, tables: Sequence[Table]) -> Column:
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


def _normal(values: Cells, missing: Mask | None) -> _Loaded:
    """Native, closed to writing, the same everywhere where there is no value."""
    if missing is not None and not missing.any():
        missing = None
    if isinstance(values, list):
        return values, missing
    array = values.astype(values.dtype.newbyteorder("="), copy=False)
    if missing is not None:
        array = np.where(missing, np.zeros(1, array.dtype), array)
        missing = missing.view()
        missing.flags.writeable = False
    array = array.view()
    array.flags.writeable = False
    return array, missing


def _chosen(loaded: _Loaded, places: slice | NDArray[np.intp]) -> _Loaded:
    values, missing = loaded
    if isinstance(values, list) and not isinstance(places, slice):
        some: Cells = [values[i] for i in places.tolist()]
    else:
        some = values[places]
    return some, None if missing is None else missing[places]


def _tag(values: Cells) -> str:
    if isinstance(values, list):
        return OBJECTS
    tag = values.dtype.str
    if not _TAG.fullmatch(tag) or values.ndim != 1:
        msg = f"An array of {values.dtype} with {values.ndim} dimensions cannot be a column of a table."
        raise ArgumentTypeError(msg, values=values)
    return tag


def _as_python(values: NDArray[Any]) -> list[Any]:
    kind = values.dtype.kind
    if kind == "m":
        gaps = np.isnat(values)
        seconds = (values / np.timedelta64(1, "s")).tolist()
        return [None if gap else number for number, gap in zip(seconds, gaps.tolist(), strict=True)]
    if kind == "M":
        moments = values.astype("datetime64[ms]").tolist()
        # Python's calendar ends with the year 9999, NumPy's does not; what lies beyond stays a number.
        return [moment.replace(tzinfo=UTC) if isinstance(moment, datetime) else moment for moment in moments]
    return list(values.tolist())
