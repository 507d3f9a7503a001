"""A store that notes what is asked of it, and can fail at any operation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hyperstream.stores.port import Store
from hyperstream.utils.errors import StoreUnavailableError

CHANGING = frozenset(
    {
        "add_runs",
        "change",
        "delete_documents",
        "delete_ledger",
        "delete_segments",
        "insert_segments",
        "put_documents",
    }
)
READING = frozenset(
    {"get_documents", "keys", "list_segments", "now", "reach", "read_ledgers", "read_runs", "read_segments"}
)


class WatchedStore:
    """Passes everything on to another store.

    Args:
        store: The other one.
        fails: Asked before each operation and, if that changes something, after it, with its number
            (from 0) and whether it has been applied; where it says so, the reply is lost.

    Attributes:
        operations: The names of all operations so far.
    """

    def __init__(self, store: Store, fails: Callable[[int, bool], bool] | None = None) -> None:
        self.inner: Any = store
        self.operations: list[str] = []
        self.fails = fails or (lambda _number, _applied: False)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.inner, name)
        if name not in CHANGING | READING:
            return found

        def operation(*args: Any, **kwargs: Any) -> Any:
            number = len(self.operations)
            self.operations.append(name)
            self._check(number, False)
            reply = found(*args, **kwargs)
            if name in CHANGING:
                self._check(number, True)
            return reply

        return operation

    @property
    def changes(self) -> list[str]:
        """The operations that change something."""
        return [name for name in self.operations if name in CHANGING]

    def _check(self, number: int, applied: bool) -> None:
        if self.fails(number, applied):
            msg = f"operation {number} has no reply"
            raise StoreUnavailableError(msg)
