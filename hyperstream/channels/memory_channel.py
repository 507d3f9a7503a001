"""Streams that live as long as the process: sorted columns, windows by bisection."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from ..batch.batch import Batch
from ..stores.keys import StreamKey
from ..stores.ledger.model import Ledger
from ..stores.memory import MemoryStore
from ..stores.streams import KEPT
from ..stream.ports import OnConflict, StreamRef
from ..stream.stream import Stream
from ..stream.stream_collections import StreamInstanceCollection
from ..stream.stream_id import StreamId
from ..time_interval import TimeInterval
from ..utils.clock import Clock
from ..utils.time_utils import utcnow
from .live_store import LiveStore
from .stored_channel import StoredChannel

_WORDS = frozenset(get_args(OnConflict))


class MemoryChannel(StoredChannel):
    """A channel in memory, with a ledger like any other; everything is gone when the process ends.

    Args:
        channel_id: Short name.
        clock: What "now" means here.
    """

    def __init__(self, channel_id: str, *, clock: Clock = utcnow) -> None:
        self._live = LiveStore(MemoryStore(), codec=KEPT)
        super().__init__(channel_id, self._live, clock=clock)
        self._listed = True  # Nobody else can make streams in this memory.

    @property
    def persistent(self) -> bool:
        """False: memory streams are recomputed after a restart."""
        return False

    def write(
        self,
        stream: StreamRef,
        batch: Batch,
        *,
        on_conflict: OnConflict = "raise",
        covers: tuple[int, int] | int | None = None,
        force: bool = False,
    ) -> int:
        """Store rows as given; says how many were new. Rows behind all others take the short way."""
        plain = covers is None and on_conflict in _WORDS
        if plain and self._live.lengthen(stream.key, batch, self.clock):
            return len(batch)
        return super().write(stream, batch, on_conflict=on_conflict, covers=covers, force=force)

    def read_last(self, stream: StreamRef, a: int, b: int, n: int) -> Batch:
        """The last ``n`` rows in ``(a, b]``, ascending."""
        waiting = self._live.waiting(stream.key, a, min(b, self.up_to_ms), n)
        return super().read_last(stream, a, b, n) if waiting is None else waiting

    def find_ledgers(self, keys: Iterable[StreamKey]) -> dict[StreamKey, Ledger]:
        """The ledgers that lie in this memory under these keys, everything committed."""
        return {key: ledger for key, ledger in self._live.ledgers(list(keys)).items() if ledger.inc}

    @property
    def data(self) -> dict[StreamId, StreamInstanceCollection]:
        """A copy of everything the channel holds."""
        return {stream_id: self._collection(stream) for stream_id, stream in self.streams.items()}

    def _collection(self, stream: Stream) -> StreamInstanceCollection:
        return StreamInstanceCollection(self.get_results(stream, TimeInterval.all_time()))
