"""Ledgers in the embedded store: reading them, and changing one where its revision still stands.

The functions that write expect to be inside a transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import islice
from types import MappingProxyType
from typing import Any

from ...utils.errors import StoreFormatError
from ..keys import StreamKey
from ..ledger.model import Claim, Ledger, TailChunk
from ..ledger.packing import pack_map, unpack_map
from ..port import Append, Change, Publish

KEYS_AT_ONCE = 500
"""Streams asked for in one statement; SQLite before 3.32 takes 999 values."""

_FIELDS = "stream, inc, rev, next, gc, last, span, claims, map"
SELECT_ONE_REVISION = "SELECT stream, rev, inc FROM ledger WHERE stream = ?"
SELECT_KEYS = "SELECT stream FROM ledger WHERE stream > ? AND stream < ? ORDER BY stream LIMIT ?"
INSERT = f"INSERT INTO ledger ({_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
_STANDS = "WHERE stream = ? AND rev = ? AND inc = ?"
UPDATE_ALL = f"UPDATE ledger SET rev = ?, next = ?, gc = ?, last = ?, span = ?, claims = ?, map = ? {_STANDS}"
UPDATE_SHORT = f"UPDATE ledger SET rev = ?, next = ?, gc = ?, last = ?, span = ?, claims = ? {_STANDS}"
UPDATE_LAST = f"UPDATE ledger SET rev = ?, last = ? {_STANDS}"
UPDATE_PARTS = f"UPDATE ledger SET rev = ?, last = ?, map = ? {_STANDS}"
INSERT_TAIL = "INSERT INTO tail (s, seq, a, b, c, p) VALUES (?, ?, ?, ?, ?, ?)"
DELETE_TAIL = "DELETE FROM tail WHERE s = ?"
DELETE_OLDEST = (
    "DELETE FROM tail WHERE s = ? AND seq IN (SELECT seq FROM tail WHERE s = ? ORDER BY seq LIMIT ?)"
)
_NO_CLAIMS = "[]"
_NOTHING: Mapping[StreamKey, Ledger] = MappingProxyType({})
DELETE = "DELETE FROM ledger WHERE stream = ? AND inc = ?"

# a namedtuple from a tuple, without a Python frame for each
_make_chunk = partial(tuple.__new__, TailChunk)


# --- reading --------------------------------------------------------------------------------
def select_ledgers(count: int) -> str:
    """The statement that reads the ledgers of so many streams."""
    return f"SELECT {_FIELDS} FROM ledger WHERE stream IN ({_marks(count)})"


def select_revisions(count: int) -> str:
    """The statement that tells at which revision so many streams stand."""
    return f"SELECT stream, rev, inc FROM ledger WHERE stream IN ({_marks(count)})"


def select_tails(count: int) -> str:
    """The statement that reads the tails of so many incarnations."""
    return f"SELECT s, a, b, c, p FROM tail WHERE s IN ({_marks(count)}) ORDER BY s, seq"


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def still(
    connection: sqlite3.Connection, keys: Sequence[StreamKey], known: Mapping[StreamKey, Ledger]
) -> bool:
    """Whether these (at most `KEYS_AT_ONCE`) stand as they are known, and the others have no ledger."""
    statement = SELECT_ONE_REVISION if len(keys) == 1 else select_revisions(len(keys))
    rows = connection.execute(statement, tuple(keys)).fetchall()
    return len(rows) == len(known) and all(
        (ledger := known.get(key)) is not None and (rev, inc) == (ledger.rev, ledger.inc)
        for key, rev, inc in rows
    )


def read(
    connection: sqlite3.Connection, keys: Sequence[StreamKey], known: Mapping[StreamKey, Ledger] = _NOTHING
) -> dict[StreamKey, Ledger]:
    """The ledgers of these streams, as of one moment when inside a transaction.

    Args:
        connection: To the database.
        keys: The streams.
        known: Ledgers that were read before; those that still stand are not read again.
    """
    found = {}
    wanted = iter(keys)
    while some := tuple(islice(wanted, KEYS_AT_ONCE)):
        before = {key: known[key] for key in some if key in known}
        if len(before) == len(some) and still(connection, some, before):
            found.update(before)
            continue
        rows = connection.execute(select_ledgers(len(some)), some).fetchall()
        tails = _read_tails(connection, [row[1] for row in rows]) if rows else {}
        for row in rows:
            found[StreamKey(row[0])] = _ledger_of(row, tails.get(row[1], ()))
    return found


def _read_tails(connection: sqlite3.Connection, incs: Sequence[bytes]) -> dict[bytes, list[TailChunk]]:
    tails: dict[bytes, list[TailChunk]] = {}
    for inc, a, b, count, payload in connection.execute(select_tails(len(incs)), incs):
        tails.setdefault(inc, []).append(_make_chunk((a, b, count, payload)))
    return tails


def _ledger_of(row: tuple[Any, ...], tail: Sequence[TailChunk]) -> Ledger:
    stream, inc, rev, next_number, gc, last, span, claims, packed = row
    try:
        held = tuple(Claim(*claim) for claim in json.loads(claims)) if claims != _NO_CLAIMS else ()
        fields = unpack_map(packed)
    except (StoreFormatError, ValueError, TypeError) as error:
        msg = f"The ledger of stream {stream} cannot be read: {error}"
        raise StoreFormatError(msg, key=stream) from error
    numbers = (inc, rev, next_number, gc, last, span)
    return Ledger(
        *numbers,
        fields.whole,
        fields.parts,
        held,
        tuple(tail),
        fields.fps,
        fields.ins,
        fields.complete,
        fields.about,
        fields.stored,
    )


def keys(connection: sqlite3.Connection, after: str, before: str, limit: int) -> list[StreamKey]:
    """So many keys between the two, sorted by code point."""
    return [StreamKey(key) for (key,) in connection.execute(SELECT_KEYS, (after, before, limit))]


# --- changing -------------------------------------------------------------------------------
def append(connection: sqlite3.Connection, change: Append) -> bool:
    """Push one chunk, if the stream stands where the change expects it."""
    new, chunk = change.ledger, change.chunk
    standing = (change.key, change.rev, new.inc)
    if change.parts_changed:
        done = connection.execute(UPDATE_PARTS, (new.rev, new.last, pack_map(new), *standing))
    else:
        done = connection.execute(UPDATE_LAST, (new.rev, new.last, *standing))
    if done.rowcount == 0:
        return False
    connection.execute(INSERT_TAIL, (new.inc, new.rev, *chunk))
    return True


def append_all(connection: sqlite3.Connection, appends: Sequence[Append]) -> bool:
    """Push the chunks of a group of live streams; False, and nothing done, where one stands elsewhere.

    For changes that bring a chunk and nothing else. Two statements run over all of them, which takes a
    fifth of the time of two statements each; but only how many streams stood where they should is known
    then, so it is all of them or none.
    """
    connection.execute("SAVEPOINT appends")
    new = [(change.ledger, change.key, change.rev, change.chunk) for change in appends]
    moves = [(ledger.rev, ledger.last, key, rev, ledger.inc) for ledger, key, rev, _ in new]
    done = connection.executemany(UPDATE_LAST, moves).rowcount == len(new)
    if done:
        connection.executemany(INSERT_TAIL, [(ledger.inc, ledger.rev, *chunk) for ledger, _, _, chunk in new])
    else:
        connection.execute("ROLLBACK TO appends")
    connection.execute("RELEASE appends")
    return done


def publish(connection: sqlite3.Connection, change: Publish) -> bool:
    """Write a ledger, if the stream stands where the change expects it."""
    new, base = change.ledger, change.base
    standing = (change.key, change.rev, new.inc)
    numbers = (new.rev, new.next, new.gc, new.last, new.span, json.dumps(new.claims, separators=(",", ":")))
    if change.rev == 0:
        done = connection.execute(INSERT, (change.key, new.inc, *numbers, pack_map(new)))
    elif base is not None and _packed_fields(base) == _packed_fields(new):
        done = connection.execute(UPDATE_SHORT, (*numbers, *standing))
    else:
        done = connection.execute(UPDATE_ALL, (*numbers, pack_map(new), *standing))
    if done.rowcount == 0:
        return False
    # A stream that was not there before has no rows in the tail either.
    before = () if change.rev == 0 else None if base is None else base.tail
    _write_tail(connection, new, before)
    return True


def claims_only(change: Change) -> bool:
    """Whether a change only says who is at work, which a power cut ends anyway."""
    if not isinstance(change, Publish) or change.segments or change.run is not None:
        return False
    old, new = change.base or Ledger(change.ledger.inc), change.ledger
    # Equal tails are mostly the same object, which compares at once.
    return old.tail == new.tail and _packed_fields(old) == _packed_fields(new)


def _packed_fields(ledger: Ledger) -> tuple[object, ...]:
    # tuples that are the same object compare at once
    return (
        *(ledger.whole, ledger.parts, ledger.fps, ledger.ins),
        ledger.complete,
        ledger.about,
        ledger.stored,
    )


def _write_tail(connection: sqlite3.Connection, new: Ledger, old: tuple[TailChunk, ...] | None) -> None:
    """Bring the rows of the tail from what they are, where that is known, to what they shall be."""
    tail = new.tail
    if old is not None and len(old) >= len(tail) and old[len(old) - len(tail) :] == tail:
        # nothing changed, or a flush took the oldest
        if len(old) > len(tail):
            connection.execute(DELETE_OLDEST, (new.inc, new.inc, len(old) - len(tail)))
        return
    connection.execute(DELETE_TAIL, (new.inc,))
    first = new.rev - len(tail) + 1
    rows = [(new.inc, first + place, *chunk) for place, chunk in enumerate(tail)]
    connection.executemany(INSERT_TAIL, rows)


def delete(connection: sqlite3.Connection, key: StreamKey, inc: bytes) -> None:
    """Remove the ledger and the tail of this incarnation."""
    connection.execute(DELETE, (key, inc))
    connection.execute(DELETE_TAIL, (inc,))
