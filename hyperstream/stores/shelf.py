"""The last known ledgers: using an old one is safe, because its revision decides."""

from __future__ import annotations

import threading
from collections import OrderedDict
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
        # Of a plain dictionary, finding the oldest takes the longer, the more of the older ones have left.
        self._ledgers: OrderedDict[StreamKey, Ledger] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: StreamKey) -> Ledger | None:
        """The last known ledger, or None."""
        return self._ledgers.get(key)

    def put(self, key: StreamKey, ledger: Ledger) -> None:
        """Keep what a read or an own change showed."""
        with self._lock:
            self._ledgers[key] = ledger
            if len(self._ledgers) > self._size:
                self._ledgers.popitem(last=False)

    def put_all(self, keys: Sequence[StreamKey], found: Mapping[StreamKey, Ledger]) -> None:
        """Keep what a read of these streams showed; of very many, nothing."""
        if len(keys) > self._size:
            return
        with self._lock:
            for key in keys:
                ledger = found.get(key)
                if ledger is None:
                    self._ledgers.pop(key, None)
                else:
                    self._ledgers[key] = ledger
            while len(self._ledgers) > self._size:
                self._ledgers.popitem(last=False)

    def drop(self, key: StreamKey) -> None:
        """Forget one: somebody else has changed it."""
        with self._lock:
            self._ledgers.pop(key, None)
