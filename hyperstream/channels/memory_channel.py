"""Streams that live as long as the process: sorted columns, windows by bisection."""

from __future__ import annotations

from ..stores.memory import MemoryStore
from ..stores.streams import KEPT, StreamStore
from ..stream.stream import Stream
from ..stream.stream_collections import StreamInstanceCollection
from ..stream.stream_id import StreamId
from ..time_interval import TimeInterval
from ..utils.clock import Clock
from ..utils.time_utils import utcnow
from .stored_channel import StoredChannel


class MemoryChannel(StoredChannel):
    """A channel in memory, with a ledger like any other; everything is gone when the process ends.

    Args:
        channel_id: Short name.
        clock: What "now" means here.
    """

    def __init__(self, channel_id: str, *, clock: Clock = utcnow) -> None:
        super().__init__(channel_id, StreamStore(MemoryStore(), codec=KEPT), clock=clock)
        self._listed = True  # Nobody else can make streams in this memory.

    @property
    def persistent(self) -> bool:
        """False: memory streams are recomputed after a restart."""
        return False

    @property
    def data(self) -> dict[StreamId, StreamInstanceCollection]:
        """A copy of everything the channel holds."""
        return {stream_id: self._collection(stream) for stream_id, stream in self.streams.items()}

    def _collection(self, stream: Stream) -> StreamInstanceCollection:
        return StreamInstanceCollection(self.get_results(stream, TimeInterval.all_time()))
