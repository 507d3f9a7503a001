"""Parquet files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, ClassVar

from ...utils.errors import ToolExecutionError
from ...utils.extras import require
from .arrow_arrays import column_of, times_of
from .parquet_spans import Span, spans_of
from .rows import BadRow, Rows
from .shape import Name, Wanted
from .source import Revision, Source
from .times import TimeReader

ROWS = 1 << 16
"""Rows read at once, so that memory does not grow with the file."""


@dataclass(frozen=True)
class Parquet:
    """A Parquet file; a `timed_file.Layout` whose pieces are row groups.

    Attributes:
        source: The file.
        date: The column of the time.
        wanted: The columns of the values.
        times: How times are that are text or numbers.
    """

    is_file: ClassVar[bool] = True
    source: Source
    date: Name
    wanted: Wanted
    times: TimeReader

    @property
    def name(self) -> str:
        """The file, for messages."""
        return str(self.source.path)

    def revision(self) -> Revision:
        """What tells whether the file has changed."""
        return self.source.revision()

    def spans(self) -> Iterator[tuple[tuple[int, int], Span]] | None:
        """The row groups and what times each holds, where the file tells that itself."""
        with self._open() as file:
            names = file.schema_arrow.names
            spans = spans_of(file, self._columns(names)[0], self.times.in_utc)
            sizes = [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
        if spans is None:
            return None
        return zip(enumerate(accumulate(sizes[:-1], initial=1)), spans, strict=True) if spans else iter(())

    def scan(self) -> Iterator[tuple[tuple[int, int], Rows]]:
        """The row groups of the file, each with the number of its first row, and their rows."""
        with self._open() as file:
            first = 1
            for group in range(file.num_row_groups):
                piece = (group, first)
                for rows in self._group(file, piece):
                    yield piece, rows
                first += file.metadata.row_group(group).num_rows

    def read(self, pieces: Sequence[tuple[int, int]]) -> Iterator[tuple[int, Rows]]:
        """The rows of some row groups, in order."""
        if not pieces:
            return
        with self._open() as file:
            for number, piece in enumerate(pieces):
                for rows in self._group(file, piece):
                    yield number, rows

    def _open(self) -> Any:
        parquet = require("pyarrow.parquet", "arrow")
        with self._told():
            return parquet.ParquetFile(self.name)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Says which file it is that Arrow cannot read."""
        arrow = require("pyarrow", "arrow")
        try:
            yield
        except arrow.ArrowException as error:
            msg = f"{self.name} cannot be read: {error}"
            raise ToolExecutionError(msg, file=self.name) from error

    def _group(self, file: Any, piece: tuple[int, int]) -> Iterator[Rows]:
        group, first = piece
        date, *values = self._columns(file.schema_arrow.names)
        asked = list(dict.fromkeys((date, *values)))
        if file.metadata.row_group(group).num_rows <= ROWS:
            with self._told():
                batches = file.read_row_group(group, columns=asked).combine_chunks().to_batches()
        else:
            batches = file.iter_batches(ROWS, row_groups=[group], columns=asked)
        whole = isinstance(batches, list) and len(batches) == 1
        following = iter(batches)
        while (batch := self._next(following)) is not None:
            yield self._rows(batch, date, values, first, whole)
            first += len(batch)

    def _next(self, batches: Iterator[Any]) -> Any:
        with self._told():
            return next(batches, None)

    def _rows(self, batch: Any, date: str, values: Sequence[str], first: int, whole: bool) -> Rows:
        times, wrong = times_of(batch.column(date), self.times)
        columns = tuple(column_of(batch.column(name)) for name in values)
        bad = [(row, BadRow(self.name, first + row, why, date, unit="row")) for row, why in wrong]
        return Rows(times, columns, (), tuple(values), whole).without(bad)

    def _columns(self, names: Sequence[str]) -> list[str]:
        """The columns of the time and of the values."""
        date = self._named(names, self.date)
        if self.wanted is None:
            return [date, *(name for name in names if name != date)]
        wanted = self.wanted if isinstance(self.wanted, list) else [self.wanted]
        return [date, *(self._named(names, name) for name in wanted)]

    def _named(self, names: Sequence[str], column: Name) -> str:
        if isinstance(column, int) and 0 <= column < len(names):
            return names[column]
        if isinstance(column, str) and names.count(column) == 1:
            return column
        msg = f"{self.name} has no column {column!r}; its columns are {names}"
        raise ToolExecutionError(msg, file=self.name, column=column)
