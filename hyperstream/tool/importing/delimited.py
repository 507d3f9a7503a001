"""CSV files: rows of cells with a delimiter between them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from ...utils.errors import ArgumentValueError
from . import arrow
from .blocks import ByRecord, Place, blocks
from .cells import CellReader
from .head import Head, HeadReader
from .rows import BadRow, Rows
from .source import Revision, Source
from .times import TimeReader

Piece = tuple[Head, Place]


@dataclass(frozen=True)
class Delimited:
    """A CSV file; a `timed_file.Layout`.

    Fields may stand in quotes, with quotes inside them doubled; empty lines are left out. Every row has
    as many cells as the header (or, without one, the first row).

    Attributes:
        source: The file.
        heads: How its head is read.
        times: How its dates are.
        cells: How its values are.
    """

    is_file: ClassVar[bool] = True
    source: Source
    heads: HeadReader
    times: TimeReader
    cells: CellReader
    cut: ByRecord = field(init=False)

    def __post_init__(self) -> None:
        delimiter = self.heads.delimiter
        if len(delimiter) != 1 or not delimiter.isascii() or delimiter in '"\r\n':
            msg = f"delimiter is {delimiter!r}; it must be one character of ASCII, and no quote"
            raise ArgumentValueError(msg, parameter="delimiter", value=delimiter)
        object.__setattr__(self, "cut", ByRecord(delimiter))

    @property
    def name(self) -> str:
        """The file, for messages."""
        return str(self.source.path)

    def revision(self) -> Revision:
        """What tells whether the file has changed."""
        return self.source.revision()

    def spans(self) -> None:
        """Unknown: it is text."""

    def scan(self) -> Iterator[tuple[Piece, Rows]]:
        """The pieces of the file and their rows."""
        head = self.heads.read(self.source)
        if head is None:
            return
        fast = arrow.is_worth_it(self.revision()[0])
        with self.source.open(head.offset) as stream:
            for place, lines in blocks(stream, head.offset, head.line, self.cut):
                yield (head, place), self._rows(head, place, lines, fast)

    def read(self, pieces: Sequence[Piece]) -> Iterator[tuple[int, Rows]]:
        """The rows of some pieces, in order."""
        if not pieces:
            return
        fast = arrow.is_worth_it(self.revision()[0])
        at = pieces[0][1].offset
        with self.source.open(at) as stream:
            for number, (head, place) in enumerate(pieces):
                self.source.skip(stream, place.offset - at)
                at = place.offset + place.size
                yield number, self._rows(head, place, stream.read(place.size), fast)

    def _rows(self, head: Head, place: Place, lines: bytes, fast: bool) -> Rows:
        if fast and place.simple:
            utf8 = self.source.utf8(lines)
            found = None if utf8 is None else arrow.columns(utf8, head, self.heads.delimiter, self.cells)
            if found is not None:
                times, wrong = self.times.many(found[0])
                if not wrong:
                    return Rows(times, found[1], names=head.names)
        return self._plain(head, place, lines)

    def _plain(self, head: Head, place: Place, lines: bytes) -> Rows:
        """The rows by the `csv` module; it is slower, and tells what is wrong where."""
        records, numbers, bad = self._records(head, self.source.decode(lines), place)
        times, wrong = self.times.many([cells[head.date] for cells in records])
        found = [
            (row, self._bad(numbers[row], why + head.hint, head.labels[head.date])) for row, why in wrong
        ]
        columns = []
        for value in head.values:
            column, wrong = self.cells.many([cells[value] for cells in records])
            columns.append(column)
            found += [
                (row, self._bad(numbers[row], why, head.labels[value], int(times[row]))) for row, why in wrong
            ]
        bad.sort(key=lambda row: row.line)
        return Rows(times, tuple(columns), tuple(bad), head.names).without(found)

    def _records(
        self, head: Head, text: str, place: Place
    ) -> tuple[list[list[str]], Sequence[int], list[BadRow]]:
        """The cells of each row, the number of its line, and what is no row."""
        records, numbers, bad = self._split(text, place)
        if set(map(len, records)) <= {head.width}:
            return records, numbers, bad
        kept = []
        for number, cells in zip(numbers, records, strict=True):
            if len(cells) == head.width:
                kept.append((number, cells))
            elif cells:
                bad.append(self._wrong_width(head, number, cells))
        return [cells for _, cells in kept], [number for number, _ in kept], bad

    def _split(self, text: str, place: Place) -> tuple[list[list[str]], Sequence[int], list[BadRow]]:
        if place.simple:
            lines = csv.reader(io.StringIO(text, newline=""), delimiter=self.heads.delimiter, strict=True)
            try:
                records = list(lines)
            except csv.Error:
                pass  # Below it is found where.
            else:
                return records, range(place.line, place.line + len(records)), []
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=self.heads.delimiter, strict=True)
        records, numbers, bad = list[list[str]](), list[int](), list[BadRow]()
        while True:
            number = place.line + lines.line_num
            try:
                cells = next(lines, None)
            except csv.Error as error:
                bad.append(self._bad(number, str(error)))
                continue
            if cells is None:
                return records, numbers, bad
            records.append(cells)
            numbers.append(number)

    def _wrong_width(self, head: Head, number: int, cells: list[str]) -> BadRow:
        """A row with too few or too many cells; where its date is told, it counts for that time only."""
        why = f"it has {len(cells)} cells, and should have {head.width}: {cells}{head.hint}"
        try:
            return self._bad(number, why, ms=self.times.one(cells[head.date]))
        except (ValueError, IndexError):
            return self._bad(number, why)

    def _bad(self, line: int, why: str, column: str | None = None, ms: int | None = None) -> BadRow:
        return BadRow(self.name, line, why, column, ms)
