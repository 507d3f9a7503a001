"""Instances of a stream, one by one and as columns, and their bytes."""

from .batch import SEGMENT_ROWS, Batch, split
from .instance import StreamInstance
from .meta_instance import StreamMetaInstance
from .table import Column, Table

__all__ = ["SEGMENT_ROWS", "Batch", "Column", "StreamInstance", "StreamMetaInstance", "Table", "split"]
