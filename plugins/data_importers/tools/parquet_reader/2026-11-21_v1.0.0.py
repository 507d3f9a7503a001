"""Rows of a Parquet file as instances."""

from __future__ import annotations

from hyperstream.tool.importing import BadRows, Importer, ImportTool, Name, Wanted, parquet_importer


class ParquetReader(ImportTool):
    """One instance per row of a Parquet file whose time lies in the interval, at that time.

    The file may be in any order; it is read a row group at a time, and only those that have times of the
    interval: the statistics of the file tell which (where it has none, the first request reads all of it).
    Nested values come as dictionaries and lists. Floats stay floats and whole numbers ints; decimals become
    floats, and dates datetimes. It needs pyarrow: ``pip install 'hyperstream[arrow]'``.

    Parameters:
        filename: Path of the file, from the working directory or, with ``package``, from the
            folder of that package.
        package: An installed package that ships the file; it is not imported.
        date_column: Name or place (from 0) of the column with the time: a timestamp, a date, or text.
        value_column: Name or place of the column with the value; a row that is null there gives no
            instance. A list of them: values are dictionaries, with None for null. None: dictionaries of
            all columns but the time's.
        date_format: Of times that are text: as for `datetime.strptime`, or None for ISO 8601. Of times
            that are numbers: ``"seconds"`` or ``"milliseconds"`` since 1970.
        time_zone: Of times that name no zone, such as ``"Europe/London"``.
        bad_rows: What to do with a row whose time cannot be read: ``"raise"`` an error with file, row and
            column, or ``"skip"`` it and keep a record (in ``skipped``, in the log and in the session's
            history). Such a row belongs to every interval.
    """

    filename: str
    package: str | None = None
    date_column: Name = "timestamp"
    value_column: Wanted = None
    date_format: str | None = None
    time_zone: str = "UTC"
    bad_rows: BadRows = "raise"

    def importer(self) -> Importer:
        """What is read, and how."""
        return parquet_importer(self)
