"""The time-series store: tables of columns over time, kept by reference and symbol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..utils.lazy import lazy_names

if TYPE_CHECKING:
    from .frame import Frame
    from .names import SeriesName
    from .records import SeriesInfo, WriteRecord
    from .schema import Schema
    from .series_beside import SeriesBeside
    from .store import MODES, FrameStore
else:
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "Frame": "frame",
            "FrameStore": "store",
            "MODES": "store",
            "Schema": "schema",
            "SeriesBeside": "series_beside",
            "SeriesInfo": "records",
            "SeriesName": "names",
            "WriteRecord": "records",
        },
    )

__all__ = [
    "MODES",
    "Frame",
    "FrameStore",
    "Schema",
    "SeriesBeside",
    "SeriesInfo",
    "SeriesName",
    "WriteRecord",
]
