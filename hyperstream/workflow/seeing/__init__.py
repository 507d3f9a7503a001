"""Seeing a workflow: as plain values, as a picture, as coverage of an interval. Looking computes nothing."""

from .coverage import Coverage
from .seen import Seen
from .stream_coverage import StreamCoverage

__all__ = ["Coverage", "Seen", "StreamCoverage"]
