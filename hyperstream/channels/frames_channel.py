"""Streams of table rows: what the time-series store keeps, seen by workflows."""

from __future__ import annotations

from ..batch.batch import Batch
from ..stream.ordering import in_order
from ..stream.ports import OnConflict, StreamRef
from ..stream.stream_id import StreamId
from .database_channel import DatabaseChannel

SYMBOL = "symbol"
"""The meta data that says which symbol of a reference a stream holds."""


class FramesChannel(DatabaseChannel):
    """The channel of the time-series store.

    One stream a series, named by its reference, with ``symbol`` as its meta data; its values are dicts
    of cells, one a row. Workflows read and write them like any other stream. Times after now are
    allowed: a calendar or a forecast is a series too.
    """

    def _acceptable(self, stream: StreamRef, batch: Batch, on_conflict: OnConflict) -> Batch:
        return in_order(batch, on_conflict)

    def forget(self, stream_id: StreamId) -> None:
        """Forget a stream whose rows and ledger are gone, and its definition."""
        self.definitions.remove(stream_id.key(self.channel_id))
        self._streams.pop(stream_id, None)
