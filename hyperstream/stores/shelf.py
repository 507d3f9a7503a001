"""The last known ledgers: using an old one is safe, because its revision decides."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence

from .keys import StreamKey
from .ledger.model import Ledger

ROOM = 524_288
"""What a shelf holds: ledgers, and their parts and chunks; some 200,000 streams, or 200 MB.

Who asks for more streams than that, one after the other, finds none of them here the next time.
"""


class Shelf:
    """A bounded cache of ledgers by stream. Thread-safe.

    Args:
        room: How many ledgers are kept, each counted with its parts and the chunks of its tail; the ones
            put there longest ago leave first.
    """

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._taken = 0
        # Of a plain dictionary, finding the oldest takes the longer, the more of the older ones have left.
        self._ledgers: OrderedDict[StreamKey, Ledger] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._ledgers)

    def get(self, key: StreamKey) -> Ledger | None:
        """The last known ledger, or None."""
        return self._ledgers.get(key)

    def put(self, key: StreamKey, ledger: Ledger) -> None:
        """Keep what a read or an own change showed."""
        with self._lock:
            self._keep(key, ledger)
            self._make_room()

    def put_all(self, keys: Sequence[StreamKey], found: Mapping[StreamKey, Ledger]) -> None:
        """Keep what a read of these streams showed; of very many, nothing."""
        if len(keys) > self._room:
            return
        with self._lock:
            for key in keys:
                ledger = found.get(key)
                if ledger is None:
                    self._forget(key)
                elif ledger is not self._ledgers.get(key):
                    self._keep(key, ledger)
            self._make_room()

    def drop(self, key: StreamKey) -> None:
        """Forget one: somebody else has changed it."""
        with self._lock:
            self._forget(key)

    def _keep(self, key: StreamKey, ledger: Ledger) -> None:
        old = self._ledgers.get(key)
        self._taken += _size(ledger) - (0 if old is None else _size(old))
        self._ledgers[key] = ledger

    def _forget(self, key: StreamKey) -> None:
        old = self._ledgers.pop(key, None)
        self._taken -= 0 if old is None else _size(old)

    def _make_room(self) -> None:
        while self._taken > self._room:
            self._taken -= _size(self._ledgers.popitem(last=False)[1])


def _size(ledger: Ledger) -> int:
    return 1 + len(ledger.parts) + len(ledger.tail)
