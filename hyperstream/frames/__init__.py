"""The time-series store: tables of columns over time, kept by reference and symbol."""

from .frame import Frame
from .names import SeriesName
from .records import SeriesInfo, WriteRecord
from .schema import Schema
from .store import MODES, FrameStore

__all__ = ["MODES", "Frame", "FrameStore", "Schema", "SeriesInfo", "SeriesName", "WriteRecord"]
