"""The last known ledgers: using an old one is safe, because its revision decides."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

from .keys import StreamKey
from .ledger.model import Ledger


class Shelf:
    """A bounded cache of ledgers by stream. Thread-safe.

    Args:
        size: How many ledgers are kept; the ones put there longest ago leave first.
    """

    def __init__(self, size: int = 4096) -> None:
        self._size = size
        self._ledgers: dict[StreamKey, Ledger] = {}
        self._lock = threading.Lock()

    def get(self, key: StreamKey) -> Ledger | None:
        """The last known ledger, or None."""
        return self._ledgers.get(key)

    def put(self, key: StreamKey, ledger: Ledger) -> None:
        """Keep what a read or an own change showed."""
        with self._lock:
            self._ledgers[key] = ledger
            if len(self._ledgers) > self._size:
                del self._ledgers[next(iter(self._ledgers))]

    def put_all(self, keys: Sequence[StreamKey], found: Mapping[StreamKey, Ledger]) -> None:
        """Keep what a read of these streams showed; of very many, nothing."""
        if len(keys) > self._size:
            return
        for key in keys:
            ledger = found.get(key)
            if ledger is None:
                self.drop(key)
            else:
                self.put(key, ledger)

    def drop(self, key: StreamKey) -> None:
        """Forget one: somebody else has changed it."""
        with self._lock:
            self._ledgers.pop(key, None)
