"""What the parameters of the readers of JSON lines, Parquet files and frames mean."""

from __future__ import annotations

from typing import Any

from .frame import Frame, FrameLayout
from .importer import Importer
from .json_lines import JsonLines
from .parquet import Parquet
from .shape import Shape
from .source import Source
from .times import TimeReader


def json_lines_importer(tool: Any) -> Importer:
    """The importer that a reader of JSON lines has parameters for; `ArgumentValueError` where one is bad."""
    source = Source(tool.filename, tool.package, tool.compression, tool.encoding)
    layout = JsonLines(source, tool.date_column, tool.value_column, _times(tool))
    # What is left of an object when its time is taken away is one value.
    shape = Shape(single=True) if tool.value_column is None else Shape.of(tool.value_column)
    return Importer(layout, shape, tool.bad_rows)


def parquet_importer(tool: Any) -> Importer:
    """The importer that a reader of Parquet files has parameters for; errors likewise."""
    layout = Parquet(Source(tool.filename, tool.package), tool.date_column, tool.value_column, _times(tool))
    return Importer(layout, Shape.of(tool.value_column, named=True), tool.bad_rows)


def frame_importer(frame: Frame, tool: Any) -> Importer:
    """The importer that a reader of frames has parameters for; errors likewise."""
    return Importer(FrameLayout(frame), Shape.of(tool.value_column, named=True), tool.bad_rows)


def _times(tool: Any) -> TimeReader:
    return TimeReader(tool.date_format, tool.time_zone)
