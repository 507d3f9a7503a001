"""A store that fails at one chosen operation: the process dies there, or the reply is lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hyperstream.stores.port import Change, Publish
from hyperstream.stores.streams import StreamStore
from hyperstream.utils.errors import StoreUnavailableError


class KilledError(BaseException):
    """The process is no more."""


class Clock:
    """Time that passes only while somebody waits."""

    def __init__(self) -> None:
        self.ms = 1_000_000

    def now(self) -> int:
        return self.ms

    def sleep(self, seconds: float) -> None:
        self.ms += max(1, int(seconds * 1000))

    def timer(self) -> float:
        return self.ms / 1000


class FaultyStore:
    """A store that counts its operations and fails at one of them.

    Args:
        store: The store that works.
        at: Which operation fails, from 0; None for none.
        applied: Whether it takes effect before it fails.
        lost: The reply is lost, and all goes on; else the process dies.
        split: Write segments and swap the ledger in two operations, as a database without
            transactions does.
    """

    def __init__(
        self, store: Any, at: int | None, *, applied: bool = False, lost: bool = False, split: bool = True
    ) -> None:
        self._store = store
        self._at = at
        self._applied = applied
        self._lost = lost
        self._split = split
        self._dead = False
        self.count = 0
        self.failed = False

    def __getattr__(self, name: str) -> Any:
        operation = getattr(self._store, name)
        if not callable(operation) or name in ("now", "close"):
            return operation
        return lambda *arguments, **named: self._perform(lambda: operation(*arguments, **named), name)

    def change(self, changes: Sequence[Change]) -> list[bool]:
        if self._split:
            for change in changes:
                if isinstance(change, Publish) and change.segments:
                    self.insert_segments(change.ledger.inc, change.segments)
            changes = [
                change._replace(segments=()) if isinstance(change, Publish) else change for change in changes
            ]
        return self._perform(lambda: self._store.change(changes), "change")

    def _perform(self, operation: Any, name: str) -> Any:
        if self._dead:
            raise KilledError
        if self.count != self._at or (self._lost and name not in ("change", "insert_segments")):
            self.count += 1
            result = operation()
            return list(result) if name == "read_segments" else result
        self.count += 1
        self.failed = True
        if self._applied:
            operation()
        if self._lost:
            msg = "no reply"
            raise StoreUnavailableError(msg)
        self._dead = True
        raise KilledError


def process(store: Any, clock: Clock, codec: Any, lease_ms: int = 1000) -> StreamStore:
    """A process of its own on the store; nobody sleeps for real."""
    return StreamStore(store, codec=codec, lease_ms=lease_ms, sleep=clock.sleep, timer=clock.timer)
