"""Instances of a stream, one by one and as columns, and their bytes."""

from .batch import Batch
from .instance import StreamInstance
from .meta_instance import StreamMetaInstance
from .segments import SEGMENT_ROWS, split
from .table import Column, Table

__all__ = ["SEGMENT_ROWS", "Batch", "Column", "StreamInstance", "StreamMetaInstance", "Table", "split"]
