"""The address of instances in 0.3.8; they live in `hyperstream.batch.instance`."""

from ..batch import StreamInstance, StreamMetaInstance

__all__ = ["StreamInstance", "StreamMetaInstance"]
