"""Rows of a CSV file as instances."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.utils import parse_datetime, to_ms

ROWS = 4096
"""Rows in one batch, so that memory does not grow with the file."""


class CsvReader(Tool):
    """One instance per row of a CSV file whose time lies in the interval, at that time.

    The file may be in any order. Times without a zone are taken as UTC. As 0.3.8 csv_reader v0.0.1 where only
    ``filename`` is given, which kept a one-shot iterator where it meant a list.

    Parameters:
        filename: Path of the file, from the working directory or, with ``package``, from the
            folder of that package.
        package: An installed package that ships the file; it is not imported.
        date_column: Name or place (from 0) of the column with the time.
        value_column: Name or place of the column with the value. A list of them: values are
            dictionaries by column. None: values are lists of all columns but the time's.
        date_format: As for `datetime.strptime`, such as ``"%Y/%m/%d %H:%M"``; None: ISO 8601.
        cells: Whether cells are numbers or text. An empty cell is no number: None in a dictionary
            or list, and no instance where it is the whole value.
        header: Whether the first line names the columns; without it columns go by place.
        delimiter: Between cells.
        encoding: Of the file.
    """

    filename: str
    package: str | None = None
    date_column: str | int = 0
    value_column: str | int | list[str | int] | None = None
    date_format: str | None = None
    cells: Literal["number", "text"] = "number"
    header: bool = True
    delimiter: str = ","
    encoding: str = "utf-8-sig"

    @check_input_stream_count(0)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        times: list[int] = []
        values: list[Any] = []
        for ms, value in self._rows(interval):
            times.append(ms)
            values.append(value)
            if len(times) == ROWS:
                yield Batch(times, values)
                times, values = [], []
        yield Batch(times, values)

    def _rows(self, interval: TimeInterval) -> Iterator[tuple[int, Any]]:
        path = self._path()
        with path.open(newline="", encoding=self.encoding) as file:
            lines = csv.reader(file, delimiter=self.delimiter, strict=True)
            names = next(lines, []) if self.header else []
            date = _place(path, names, self.date_column)
            read = self._reader(path, names, date)
            for cells in lines:
                if cells:
                    try:
                        ms = to_ms(self._time(cells[date]))
                        value = read(cells) if interval.start_ms < ms <= interval.end_ms else None
                    except (ValueError, IndexError) as error:
                        msg = f"{path}, line {lines.line_num}: {error}; the line is {cells}"
                        raise ValueError(msg) from error
                    if value is not None:
                        yield ms, value

    def _path(self) -> Path:
        if self.package is None:
            return Path(self.filename)
        found = find_spec(self.package)
        if found is None or not found.submodule_search_locations:
            msg = f"the package {self.package!r} is not installed; install it, or give a file of your own"
            raise ValueError(msg)
        return Path(found.submodule_search_locations[0], self.filename)

    def _time(self, cell: str) -> datetime:
        if self.date_format is None:
            return parse_datetime(cell)
        return parse_datetime(datetime.strptime(cell.strip(), self.date_format))  # noqa: DTZ007 - UTC is next

    def _reader(self, path: Path, names: list[str], date: int) -> Callable[[list[str]], Any]:
        """Makes a value of the cells of a row."""
        cell = _number if self.cells == "number" else str
        if self.value_column is None:
            return lambda cells: [cell(text) for place, text in enumerate(cells) if place != date]
        if isinstance(self.value_column, list):
            places = {key: _place(path, names, key) for key in self.value_column}
            return lambda cells: {str(key): cell(cells[place]) for key, place in places.items()}
        value = _place(path, names, self.value_column)
        return lambda cells: cell(cells[value])


def _place(path: Path, names: list[str], column: str | int) -> int:
    if isinstance(column, int):
        return column
    if column not in names:
        msg = f"{path} has no column {column!r}; its columns are {names}"
        raise ValueError(msg)
    return names.index(column)


def _number(text: str) -> float | None:
    return float(text) if text.strip() else None
