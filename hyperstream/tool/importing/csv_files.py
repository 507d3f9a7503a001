"""What the parameters of the CSV readers mean, in one place for all of them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

from ...utils.errors import ArgumentValueError
from .cells import CellReader, Kind
from .delimited import Delimited
from .head import HeadReader
from .importer import BadRows, Importer
from .shape import Name, Shape, Wanted
from .source import Compression, Source
from .times import TimeReader


@dataclass(frozen=True, slots=True)
class CsvFormat:
    """How CSV files are written, and what is wanted of them; see `plugins/data_importers`' csv_reader.

    Attributes:
        date_column: Name or place (from 0) of the column with the time.
        value_column: One column, a list of columns (values are dictionaries), or None: all but the
            date's (values are lists).
        date_format: See `TimeReader`.
        time_zone: Of times that name none.
        cells: Whether values are numbers or text.
        missing: Cells that stand for no value; None: empty ones where numbers are wanted, none where text is.
        decimal: Point or comma.
        delimiter: Between cells.
        header: Whether the first line names the columns.
        skip_rows: Lines before that, which are left out.
        encoding: Of the text.
        compression: Of the file.
        bad_rows: What to do with rows that cannot be read.
        named: Whether all columns make a dictionary.
    """

    date_column: Name = 0
    value_column: Wanted = None
    date_format: str | None = None
    time_zone: str = "UTC"
    cells: Kind = "number"
    missing: list[str] | None = None
    decimal: str = "."
    delimiter: str = ","
    header: bool = True
    skip_rows: int = 0
    encoding: str = "utf-8"
    compression: Compression = "infer"
    bad_rows: BadRows = "raise"
    named: bool = False

    @classmethod
    def of(cls, tool: object, named: bool = False) -> Self:
        """The format that a tool has parameters for: each attribute but ``named`` is one of its own."""
        taken = {each.name: getattr(tool, each.name) for each in fields(cls) if each.name != "named"}
        return cls(**taken, named=named)

    def importer(self, filename: str, package: str | None = None) -> Importer:
        """An importer of one file.

        Raises:
            ArgumentValueError: A parameter is out of bounds, or two do not fit each other.
        """
        if self.skip_rows < 0:
            msg = f"skip_rows is {self.skip_rows}; it must be 0 or more"
            raise ArgumentValueError(msg, parameter="skip_rows", value=self.skip_rows)
        if self.decimal == self.delimiter:
            msg = f"decimal and delimiter are both {self.decimal!r}; one of them must be another"
            raise ArgumentValueError(msg, parameter="delimiter", value=self.delimiter)
        missing = [""] if self.missing is None and self.cells == "number" else self.missing or []
        layout = Delimited(
            Source(filename, package, self.compression, self.encoding),
            HeadReader(self.delimiter, self.header, self.skip_rows, self.date_column, self.value_column),
            TimeReader(self.date_format, self.time_zone),
            CellReader(self.cells, tuple(text.strip() for text in missing), self.decimal),
        )
        return Importer(layout, Shape.of(self.value_column, self.named), self.bad_rows)
