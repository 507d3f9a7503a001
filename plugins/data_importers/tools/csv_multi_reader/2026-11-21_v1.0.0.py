"""A CSV file for each value of a plate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from hyperstream import MultiOutputTool, Stream, StreamMetaInstance, TimeInterval
from hyperstream.tool.importing import BadRow, BadRows, Compression, CsvFormat, Importer, Kind, Name, Wanted


class CsvMultiReader(MultiOutputTool):
    """For each plate value the rows of a CSV file of its own, whose name contains that value.

    Values are dictionaries by column, of all columns but the time's unless some are chosen. As 0.3.8
    csv_multi_reader v0.0.1, but a cell that is no number is an error there too, unless ``missing`` names it.
    Files are read as by csv_reader, which explains the parameters that are not listed here.

    Parameters:
        filename_template: Path of a file, with ``{}`` where the plate value stands: ``"data/{}.csv"``.
        absent: What to do where a plate value has no file: ``"skip"`` it, or ``"raise"`` an error.
        date_column: Name or place (from 0) of the column with the time.
        value_column: One column, a list of them, or None for all but the time's.
    """

    filename_template: str
    absent: Literal["skip", "raise"] = "skip"
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
        self._format = CsvFormat.of(self, named=self.header)
        self._importers: dict[str, Importer] = {}
        first, second = self._filename("1"), self._filename("2")
        self._format.importer(first)
        if first == second:
            msg = f"filename_template is {self.filename_template!r}; put '{{}}' where the plate value stands"
            raise ValueError(msg)

    @property
    def skipped(self) -> list[BadRow]:
        """The rows that this tool left out, at most ten thousand of each file."""
        return [row for importer in self._importers.values() for row in importer.skipped]

    def _execute(
        self,
        source: Stream | None,
        splitting_stream: Stream | None,
        interval: TimeInterval,
        meta_data_id: str,
        output_plate_values: Sequence[Any],
    ) -> Iterator[StreamMetaInstance]:
        for value in map(str, output_plate_values):
            filename = self._filename(value)
            importer = self._importers.setdefault(filename, self._format.importer(filename))
            if self.absent == "raise" or importer.exists():
                for batch in importer.batches(interval):
                    yield StreamMetaInstance(batch, (meta_data_id, value))

    def _filename(self, value: str) -> str:
        try:
            return self.filename_template.format(value)
        except (LookupError, ValueError) as error:
            msg = f"filename_template is {self.filename_template!r}, in which only '{{}}' can stand: {error}"
            raise ValueError(msg) from error
