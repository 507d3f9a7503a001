"""For tool files: rows of files and tables as instances, read once and then only where they are needed."""

from .cells import Kind
from .csv_files import CsvParameters
from .frame import Frame
from .import_tool import ImportTool
from .importer import BadRows, Importer
from .other_files import frame_importer, json_lines_importer, parquet_importer
from .rows import BadRow
from .shape import Name, Wanted
from .source import Compression

__all__ = [
    "BadRow",
    "BadRows",
    "Compression",
    "CsvParameters",
    "Frame",
    "ImportTool",
    "Importer",
    "Kind",
    "Name",
    "Wanted",
    "frame_importer",
    "json_lines_importer",
    "parquet_importer",
]
