"""Changes that need the ledger alone: read, change, swap; again until nobody came in between."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ..keys import StreamKey
from ..port import Publish
from .machine import Done, Read, Step, View
from .model import Ledger

Change = Callable[[Ledger, int], Ledger | None]
"""The ledger changed, given store time (ms); None where nothing has to change. Repeating it is harmless."""


class Adjusting(NamedTuple):
    """Waits for the ledger."""

    key: StreamKey
    change: Change
    inc: bytes

    def step(self, view: View) -> Step:
        """Change it."""
        old = Ledger(self.inc) if view.ledger is None else view.ledger
        new = self.change(old, view.now)
        if new is None:
            return None, Done(old)
        return Swapping(self, new), Publish(self.key, old.rev, new, base=old if old.rev else None)


class Swapping(NamedTuple):
    """Waits for the swap."""

    adjust: Adjusting
    ledger: Ledger

    def step(self, reply: Any) -> Step:
        """Done; or again, also where the reply was lost."""
        if reply is True:
            return None, Done(self.ledger)
        return self.adjust, Read(self.adjust.key)


def begin(key: StreamKey, change: Change, inc: bytes) -> Step:
    """The first state and request."""
    return Adjusting(key, change, inc), Read(key)
