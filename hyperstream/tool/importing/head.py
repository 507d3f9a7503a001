"""What the beginning of a CSV file tells: its columns, and where its rows start."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...utils.errors import ToolExecutionError
from .shape import Name, Wanted
from .source import Source

_LONGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Head:
    """The columns of a file.

    Attributes:
        offset: Where the first row begins.
        line: The number of its line, from 1.
        width: How many cells a row has.
        date: The place of the date column, from 0.
        values: The places of the columns that are wanted.
        labels: The name of each column, or its place where there are no names.
    """

    offset: int
    line: int
    width: int
    date: int
    values: tuple[int, ...]
    labels: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns that are wanted."""
        return tuple(self.labels[place] for place in self.values)

    @property
    def hint(self) -> str:
        """What may be wrong where rows cannot be read: perhaps the only column is several."""
        return _hint(self.labels)


@dataclass(frozen=True, slots=True)
class HeadReader:
    """Reads the head of a file.

    Attributes:
        delimiter: Between cells.
        header: Whether the first line names the columns.
        skip_rows: Lines before that, which are left out.
        date: The date column.
        wanted: The value columns.
    """

    delimiter: str
    header: bool
    skip_rows: int
    date: Name
    wanted: Wanted

    def read(self, source: Source) -> Head | None:
        """The columns; None where the file has no lines but those that are left out.

        Raises:
            ToolExecutionError: A column is not there, or is there twice.
        """
        start = source.start()
        with source.open(start) as stream:
            text = source.decode(stream.read(_LONGEST))
        lines = _Lines(text)
        for _ in range(self.skip_rows):
            next(lines, None)
        before, skipped = lines.size, lines.count
        cells = self._first(lines, str(source.path))
        if not cells:
            return None
        names = cells if self.header else []
        size, count = (lines.size, lines.count) if self.header else (before, skipped)
        return self._head(
            str(source.path), start + len(source.encode(text[:size])), count + 1, len(cells), names
        )

    def _first(self, lines: _Lines, name: str) -> list[str]:
        try:
            return next(
                (cells for cells in csv.reader(lines, delimiter=self.delimiter, strict=True) if cells), []
            )
        except csv.Error as error:
            msg = f"{name}, line {lines.count}: {error}; is this the line with the names of the columns?"
            raise ToolExecutionError(msg, file=name, line=lines.count) from error

    def _head(self, name: str, offset: int, line: int, width: int, names: list[str]) -> Head:
        date = _place(name, names, width, self.date)
        if self.wanted is None:
            values = tuple(place for place in range(width) if place != date)
        else:
            asked = self.wanted if isinstance(self.wanted, list) else [self.wanted]
            values = tuple(_place(name, names, width, column) for column in asked)
        labels = tuple(names or map(str, range(width)))
        return Head(offset, line, width, date, values, labels)


class _Lines:
    """The lines of a text, and how much of it has been read."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self.size = 0
        self.count = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.size += len(line)
        self.count += 1
        return line


def _place(name: str, names: Sequence[str], width: int, column: Name) -> int:
    """The place of a column."""
    if isinstance(column, int):
        if 0 <= column < width:
            return column
        why = f"has no column {column}; it has {width}, counted from 0{_hint(names)}"
    elif not names:
        why = f"is read without a header, so column {column!r} must be given by its place"
    elif names.count(column) == 1:
        return names.index(column)
    elif column in names:
        why = f"has several columns {column!r}; give its place, counted from 0"
    else:
        why = f"has no column {column!r}; its columns are {list(names)}{_hint(names)}"
    msg = f"{name} {why}"
    raise ToolExecutionError(msg, file=name, column=column)


def _hint(names: Sequence[str]) -> str:
    other = next((char for char in ";\t|," if len(names) == 1 and char in names[0]), None)
    return "" if other is None else f"; is the delimiter {other!r}?"
