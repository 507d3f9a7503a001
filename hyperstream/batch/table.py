"""Rows of named cells as columns: what a batch keeps instead of a list of dicts.

To whoever reads a stream a table looks like a list of dicts, one a row, made when they are asked
for. To whoever works on columns it gives each as an array (or a list, for text and mixed values)
of the very type that was written, and says where there is no value. Columns that come from a store
are unpacked when they are first looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
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
