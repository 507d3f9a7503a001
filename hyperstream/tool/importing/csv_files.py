"""What the readers of CSV files have in common: the parameters that say how the files are written."""

from __future__ import annotations

from typing import ClassVar, Literal

from ...utils.errors import ArgumentValueError
from .cells import CellReader, Kind
from .delimited import Delimited
from .head import HeadReader
from .importer import BadRows, Importer
from .shape import Name, Shape, Wanted
from .source import Compression, Source
from .times import Parser, TimeReader


class CsvParameters:
    """How CSV files are written, and what is wanted of them; a tool takes these beside parameters of its own.

    Parameters:
        date_column: Name or place (from 0) of the column with the time.
        value_column: Name or place of the column with the value. A list of them: values are
            dictionaries by column. None: values are of all columns but the time's.
        date_format: As for `datetime.strptime`, such as ``"%d.%m.%Y %H:%M"`` or ``"%YM%m"``; ``"seconds"`` or
            ``"milliseconds"`` for numbers since 1970; None: ISO 8601.
        time_zone: Of times that name no zone, such as ``"Europe/London"``. A time that comes twice when
            clocks are put back is the first of the two.
        cells: Whether values are numbers (floats) or text.
        missing: Cells that stand for no value: None in a dictionary or list, and no instance where it is
            the whole value. None: empty cells, where values are numbers.
        decimal: What stands before the decimals of a number, ``"."`` or ``","``.
        delimiter: Between cells.
        header: Whether the first line names the columns; without it columns go by place.
        skip_rows: Lines before the header that are left out.
        encoding: Of the file; a byte order mark is left out.
        compression: ``"gzip"``, ``"bz2"``, ``"xz"``, ``"zstd"``, ``"zip"`` or ``"none"``; unless told, by the
            end of the file's name.
        bad_rows: What to do with a row that cannot be read: ``"raise"`` an error with file, line and
            column, or ``"skip"`` it and keep a record (in ``skipped``, in the log and in the session's
            history). A row whose time cannot be read belongs to every interval.
    """

    _framework: ClassVar[bool] = True

    date_column: Name = 0
    value_column: Wanted = None
    date_format: str | None = None
    time_zone: str = "UTC"
    cells: Kind = "number"
    missing: list[str] | None = None
    decimal: Literal[".", ","] = "."
    delimiter: str = ","
    header: bool = True
    skip_rows: int = 0
    encoding: str = "utf-8"
    compression: Compression = "infer"
    bad_rows: BadRows = "raise"

    def csv_importer(
        self,
        filename: str,
        package: str | None = None,
        *,
        named: bool = False,
        date_column: Name | None = None,
        date_parser: Parser | None = None,
    ) -> Importer:
        """An importer of one such file.

        Args:
            filename: Its path.
            package: In the folder of which it lies, where that is given.
            named: Whether all columns make a dictionary, not a list.
            date_column: The column with the time, instead of the parameter.
            date_parser: Reads times instead of the format.

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
            HeadReader(
                self.delimiter,
                self.header,
                self.skip_rows,
                self.date_column if date_column is None else date_column,
                self.value_column,
            ),
            TimeReader(self.date_format, self.time_zone, date_parser),
            CellReader(self.cells, tuple(text.strip() for text in missing), self.decimal),
        )
        return Importer(layout, Shape.of(self.value_column, named), self.bad_rows)
