"""Histogram and percentile of plain Python data, equal to NumPy's."""

from .histogram import histogram
from .percentile import percentile

__all__ = ["histogram", "percentile"]
