"""Rows of a CSV file as instances."""

from __future__ import annotations

from hyperstream.tool.importing import CsvParameters, Importer, ImportTool


class CsvReader(CsvParameters, ImportTool):
    """One instance per row of a CSV file whose time lies in the interval, at that time.

    The file may be in any order; it is read in pieces, so that memory does not grow with it, and after
    the first request only where times of the interval are. Where it is large and pyarrow is installed,
    pyarrow reads it. Fields may stand in quotes, and every row has as many as the header.

    Without ``value_column`` values are lists of all columns but the time's. How the file is written, the
    parameters of `CsvParameters` say.

    As 0.3.8 csv_reader v0.0.1 where only ``filename`` is given, which kept a one-shot iterator where it
    meant a list, and read dates of any form.

    Parameters:
        filename: Path of the file, from the working directory or, with ``package``, from the
            folder of that package. It may be compressed.
        package: An installed package that ships the file; it is not imported.
    """

    filename: str
    package: str | None = None

    def importer(self) -> Importer:
        """What is read, and how."""
        return self.csv_importer(self.filename, self.package)
