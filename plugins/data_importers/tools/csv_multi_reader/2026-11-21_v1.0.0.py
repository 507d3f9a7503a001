"""A CSV file for each value of a plate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from hyperstream import MultiOutputTool, Stream, StreamMetaInstance, TimeInterval
from hyperstream.tool.importing import BadRow, CsvParameters, Importer


class CsvMultiReader(CsvParameters, MultiOutputTool):
    """For each plate value the rows of a CSV file of its own, whose name contains that value.

    Values are dictionaries by column, of all columns but the time's unless some are chosen. As 0.3.8
    csv_multi_reader v0.0.1, but a cell that is no number is an error there too, unless ``missing`` names it.
    How the files are written, the parameters of `CsvParameters` say.

    Parameters:
        filename_template: Path of a file, with ``{}`` where the plate value stands: ``"data/{}.csv"``.
        absent: What to do where a plate value has no file: ``"skip"`` it, or ``"raise"`` an error.
        datetime_column: 0.3.8's name of ``date_column``; it wins where it is given.
        datetime_parser: Gives the time (a datetime) that a text stands for, in whatever form it is. It is
            called for each row: ``date_format`` is faster.
    """

    filename_template: str
    absent: Literal["skip", "raise"] = "skip"
    datetime_column: int | str | None = None
    datetime_parser: Callable[[str], datetime] | None = None

    def validate(self) -> None:
        """Refuse parameters that are out of bounds or do not fit each other."""
        if self.datetime_parser is not None and self.date_format is not None:
            msg = "datetime_parser and date_format are both given; either of them reads the times"
            raise ValueError(msg)
        self._importers: dict[str, Importer] = {}
        first, second = self._filename("1"), self._filename("2")
        self._importer("1")
        if first == second:
            msg = f"filename_template is {self.filename_template!r}; put '{{}}' where the plate value stands"
            raise ValueError(msg)

    @property
    def skipped(self) -> list[BadRow]:
        """The rows that this tool left out, at most ten thousand of each file."""
        return [row for importer in self._importers.values() for row in importer.skipped]

    def outside_for(self, plate_value: Any) -> Mapping[str, bytes]:
        """Its file: what was read of it is stale once it has changed, or has come; nothing else is."""
        value = str(plate_value)
        return self._importer(value).outside() or {self._filename(value): b""}

    def _execute(
        self,
        source: Stream | None,
        splitting_stream: Stream | None,
        interval: TimeInterval,
        meta_data_id: str,
        output_plate_values: Sequence[Any],
    ) -> Iterator[StreamMetaInstance]:
        for value in map(str, output_plate_values):
            importer = self._importer(value)
            if self.absent == "raise" or importer.exists():
                for batch in importer.batches(interval):
                    yield StreamMetaInstance(batch, (meta_data_id, value))

    def _importer(self, value: str) -> Importer:
        if value not in self._importers:
            self._importers[value] = self.csv_importer(
                self._filename(value),
                named=self.header,
                date_column=self.datetime_column,
                date_parser=self.datetime_parser,
            )
        return self._importers[value]

    def _filename(self, value: str) -> str:
        try:
            return self.filename_template.format(value)
        except (LookupError, ValueError) as error:
            msg = f"filename_template is {self.filename_template!r}, in which only '{{}}' can stand: {error}"
            raise ValueError(msg) from error
