"""Streams: instances in time order under an id, and lazy views of them.

`Stream` and `StreamView` are what users and tools hold; `ports` says what a stream needs from the
channel it lives in and from what computes it.
"""

from ..batch import StreamInstance, StreamMetaInstance
from .database_stream import AssetStream, DatabaseStream
from .origins import Origin, Stretch
from .origins import Run as ProvenanceRun
from .provenance import Provenance
from .stream import Stream
from .stream_collections import StreamDict, StreamInstanceCollection
from .stream_id import StreamId, get_stream_id
from .view import StreamView

__all__ = [
    "AssetStream",
    "DatabaseStream",
    "Origin",
    "Provenance",
    "ProvenanceRun",
    "Stream",
    "StreamDict",
    "StreamId",
    "StreamInstance",
    "StreamInstanceCollection",
    "StreamMetaInstance",
    "StreamView",
    "Stretch",
    "get_stream_id",
]
