"""The time-series store: tables of columns over time, kept by reference and symbol."""

from .frame import Frame
from .names import SeriesName
from .schema import Schema
from .store import MODES, FrameStore, SeriesInfo, WriteRecord

__all__ = ["MODES", "Frame", "FrameStore", "Schema", "SeriesInfo", "SeriesName", "WriteRecord"]
