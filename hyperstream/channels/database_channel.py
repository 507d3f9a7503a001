"""Streams in a database: the embedded store or a server, the channel does not know which."""

from __future__ import annotations

from ..stores.streams import StreamStore
from ..stream.database_stream import DatabaseStream
from ..stream.stream import Stream
from ..utils.clock import Clock
from ..utils.time_utils import utcnow
from .stored_channel import StoredChannel


class DatabaseChannel(StoredChannel):
    """The database channel; its id is ``mongo`` in stored keys whatever the store, as in 0.3.8.

    Args:
        channel_id: Short name; part of every stream's key.
        store: Where rows and ledgers are kept.
        clock: What "now" means here.
    """

    stream_class: type[Stream] = DatabaseStream

    def __init__(self, channel_id: str, store: StreamStore, *, clock: Clock = utcnow) -> None:
        super().__init__(channel_id, store, clock=clock)
