"""Lines of JSON as instances."""

from __future__ import annotations

from hyperstream.tool.importing import (
    BadRows,
    Compression,
    Importer,
    ImportTool,
    Name,
    Wanted,
    json_lines_importer,
)


class JsonlReader(ImportTool):
    """One instance per line of a file of JSON objects (or arrays) whose time lies in the interval.

    The file may be in any order; it is read in pieces, and after the first request only where times of
    the interval are. What ``hyperstream stream export --format jsonl`` writes is read with
    ``value_column="value"``.

    Parameters:
        filename: Path of the file, from the working directory or, with ``package``, from the
            folder of that package. It may be compressed.
        package: An installed package that ships the file; it is not imported.
        date_column: Key (of an array: place from 0) of the time.
        value_column: Key or place of the value; a line without it gives no instance. A list of them:
            values are dictionaries, with None for what is not there. None: all but the time.
        date_format: As for `datetime.strptime`; ``"seconds"`` or ``"milliseconds"`` for numbers since 1970;
            None: ISO 8601.
        time_zone: Of times that name no zone, such as ``"Europe/London"``.
        encoding: Of the file; a byte order mark is left out.
        compression: ``"gzip"``, ``"bz2"``, ``"xz"``, ``"zstd"``, ``"zip"`` or ``"none"``; unless told, by the
            end of the file's name.
        bad_rows: What to do with a line that cannot be read: ``"raise"`` an error with file, line and
            key, or ``"skip"`` it and keep a record (in ``skipped``, in the log and in the session's
            history). A line whose time cannot be read belongs to every interval.
    """

    filename: str
    package: str | None = None
    date_column: Name = "timestamp"
    value_column: Wanted = None
    date_format: str | None = None
    time_zone: str = "UTC"
    encoding: str = "utf-8"
    compression: Compression = "infer"
    bad_rows: BadRows = "raise"

    def importer(self) -> Importer:
        """What is read, and how."""
        return json_lines_importer(self)
