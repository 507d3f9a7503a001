"""Seeing a workflow: as plain values, as a picture, as coverage of an interval. Looking computes nothing."""

from .coverage import Coverage, StreamCoverage
from .seen import Seen

__all__ = ["Coverage", "Seen", "StreamCoverage"]
