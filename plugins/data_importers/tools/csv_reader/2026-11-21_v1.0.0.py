"""Rows of a CSV file as instances."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.importing import BadRow, BadRows, Compression, CsvFormat, Kind, Name, Wanted


class CsvReader(Tool):
    """One instance per row of a CSV file whose time lies in the interval, at that time.

    The file may be in any order; it is read in pieces, so that memory does not grow with it, and after
    the first request only where times of the interval are. Where it is large and pyarrow is installed,
    pyarrow reads it. Fields may stand in quotes, and every row has as many as the header.

    As 0.3.8 csv_reader v0.0.1 where only ``filename`` is given, which kept a one-shot iterator where it
    meant a list, and read dates of any form.

    Parameters:
        filename: Path of the file, from the working directory or, with ``package``, from the
            folder of that package. It may be compressed.
        package: An installed package that ships the file; it is not imported.
        date_column: Name or place (from 0) of the column with the time.
        value_column: Name or place of the column with the value. A list of them: values are
            dictionaries by column. None: values are lists of all columns but the time's.
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

    filename: str
    package: str | None = None
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

    def validate(self) -> None:
        """Refuse parameters that are out of bounds or do not fit each other."""
        self._importer = CsvFormat.of(self).importer(self.filename, self.package)

    @property
    def skipped(self) -> list[BadRow]:
        """The rows that this tool left out, at most ten thousand of them."""
        return self._importer.skipped

    def outside(self) -> dict[str, bytes]:
        """The file: what was read of it is stale once it has changed."""
        return self._importer.outside()

    @check_input_stream_count(0)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        yield from self._importer.batches(interval)
