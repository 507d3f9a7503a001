"""Rows of a DataFrame as instances."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.importing import BadRow, BadRows, Frame, Name, Wanted, frame_importer


class DataframeReader(Tool):
    """One instance per row of a pandas DataFrame whose time lies in the interval, at that time.

    The frame is copied when the tool is made, and known by its content: an equal frame, in another
    session too, is the same computation, and another content computes anew. Floats stay floats (NaN
    stays NaN) and whole numbers ints; None, NA and NaT are no value.

    Parameters:
        frame: A `pandas.DataFrame` or `Series`, or something with ``to_pandas()``, such as an Arrow or
            polars table.
        date_column: Name (or place from 0) of the column with the time; None: the index.
        value_column: Name or place of the column with the value; a row without one gives no instance. A
            list of them: values are dictionaries. None: dictionaries of all columns but the time's.
        date_format: Of times that are text: as for `datetime.strptime`, or None for ISO 8601. Of times
            that are numbers: ``"seconds"`` or ``"milliseconds"`` since 1970.
        time_zone: Of times that name no zone, such as ``"Europe/London"``.
        bad_rows: What to do with a row whose time cannot be read: ``"raise"`` an error with row and column,
            or ``"skip"`` it and keep a record (in ``skipped``, in the log and in the session's history).
            Such a row belongs to every interval.
    """

    frame: Any
    date_column: Name | None = None
    value_column: Wanted = None
    date_format: str | None = None
    time_zone: str = "UTC"
    bad_rows: BadRows = "raise"

    def validate(self) -> None:
        """Copy the frame; refuse what is none, and columns that it does not have."""
        self.frame: Frame = Frame.of(self)
        self._importer = frame_importer(self.frame, self)

    @property
    def skipped(self) -> list[BadRow]:
        """The rows that this tool left out, at most ten thousand of them."""
        return self._importer.skipped

    @check_input_stream_count(0)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        yield from self._importer.batches(interval)
