"""Changes of ledgers, with the segments and run records that become visible with them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TypeGuard

from ..port import Append, Change
from . import ledgers, records, segments


def apply_all(connection: sqlite3.Connection, changes: Sequence[Change]) -> list[bool]:
    """Ledgers, segments and run records of each change that still fits; one answer a change.

    Expects to be inside a transaction. More segments than `segments.SEGMENTS_AT_ONCE` of one change are
    there already.
    """
    if len(changes) == 1:
        return [_apply(connection, changes[0])]
    plain = {place: change for place, change in enumerate(changes) if _is_plain(change)}
    together = len(plain) > 1 and ledgers.append_all(connection, list(plain.values()))
    return [
        (together and place in plain) or _apply(connection, change) for place, change in enumerate(changes)
    ]


def _is_plain(change: Change) -> TypeGuard[Append]:
    """Whether it only adds a chunk to a tail."""
    return isinstance(change, Append) and not change.parts_changed and change.run is None


def _apply(connection: sqlite3.Connection, change: Change) -> bool:
    if isinstance(change, Append):
        done = ledgers.append(connection, change)
    else:
        done = ledgers.publish(connection, change)
        if done and len(change.segments) <= segments.SEGMENTS_AT_ONCE:
            segments.insert(connection, change.ledger.inc, change.segments)
    if done and change.run is not None:
        records.add_runs(connection, (change.run,))
    return done
