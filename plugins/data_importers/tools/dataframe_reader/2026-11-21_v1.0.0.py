"""Rows of a DataFrame as instances."""

from __future__ import annotations

from typing import Any

from hyperstream.tool.importing import BadRows, Frame, Importer, ImportTool, Name, Wanted, frame_importer


class DataframeReader(ImportTool):
    """One instance per row of a pandas DataFrame whose time lies in the interval, at that time.

    The frame is copied when the tool is made, and known by its content: an equal frame, in another
    session too, is the same computation, and another content computes anew. There is no file that could
    change behind a result: whoever has new rows makes another tool. Floats stay floats (NaN
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

    def importer(self) -> Importer:
        """What is read, and how; the frame is copied, and refused where it does not have the columns."""
        self.frame: Frame = Frame.of(self)
        return frame_importer(self.frame, self)
