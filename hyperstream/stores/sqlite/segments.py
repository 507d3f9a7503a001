"""Segments in the embedded store: written once, found by time or by number.

The functions that write expect to be inside a transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from ..ledger.model import Segment

SEGMENTS_AT_ONCE = 64
"""Segments a transaction: a long import neither fills memory nor holds the write lock."""

PAGE = 32
"""Segments a statement reads; about a megabyte of packed floats."""

FIRST_PAGE = 4
"""Segments the first statement reads: who wants the first rows only, or a short interval, needs no more."""

DELETED_AT_ONCE = 512

INSERT = "INSERT OR REPLACE INTO segment (s, n, a, b, c, p) VALUES (?, ?, ?, ?, ?, ?)"
SELECT_TOUCHING = (
    "SELECT n, a, b, c, p, id FROM segment "
    "WHERE s = ? AND (a, b, id) > (?, ?, ?) AND a <= ? AND b > ? ORDER BY a, b, id LIMIT ?"
)
SELECT_REACH = "SELECT a, b FROM segment WHERE s = ? AND n = ? ORDER BY a, b"
SELECT_LISTED = (
    "SELECT n, a, b, c FROM segment WHERE s = ? AND (n, a, b, c) > (?, ?, ?, ?) ORDER BY n, a, b, c LIMIT ?"
)
SELECT_NEXT_INCARNATION = "SELECT min(s) FROM segment WHERE s > ?"
_DELETE = "DELETE FROM segment WHERE id IN (SELECT id FROM segment WHERE s = ? AND n BETWEEN ? AND ?"
DELETE_NUMBERS = f"{_DELETE} LIMIT ?)"
DELETE_HULL = f"{_DELETE} AND a = ? AND b = ? LIMIT ?)"

_LEAST, _MOST = -(2**63), 2**63 - 1

Place = tuple[int, int, int]
"""Where a page ended: first and last timestamp of its last segment, and its row."""


def insert(connection: sqlite3.Connection, inc: bytes, segments: Iterable[Segment]) -> None:
    """Keep segments; one of the same number and hull takes the other's place."""
    connection.executemany(INSERT, [(inc, *segment) for segment in segments])


def start(a: int, span: int) -> Place:
    """Where the scan for segments that touch ``(a, ...]`` begins."""
    return (max(a - span, _LEAST), _MOST, _MOST)


def touching(
    connection: sqlite3.Connection, inc: bytes, a: int, b: int, after: Place, most: int = PAGE
) -> tuple[list[Segment], Place | None]:
    """The next page of segments that touch ``(a, b]``, and where it ended unless it is the last."""
    rows = connection.execute(SELECT_TOUCHING, (inc, *after, b, a, most)).fetchall()
    segments = [Segment(*row[:5]) for row in rows]
    if len(rows) < most:
        return segments, None
    return segments, (rows[-1][1], rows[-1][2], rows[-1][5])


def listed(connection: sqlite3.Connection, inc: bytes, after: Segment | None) -> list[Segment]:
    """The next page of segments by number, without payload."""
    place = (_LEAST,) * 4 if after is None else after[:4]
    rows = connection.execute(SELECT_LISTED, (inc, *place, DELETED_AT_ONCE))
    return [Segment(n, a, b, count, b"") for n, a, b, count in rows]


def next_incarnation(connection: sqlite3.Connection, after: bytes) -> bytes | None:
    """The first incarnation behind this one that has segments."""
    inc: bytes | None = connection.execute(SELECT_NEXT_INCARNATION, (after,)).fetchone()[0]
    return inc


def reach(
    connection: sqlite3.Connection, inc: bytes, numbers: Iterable[int]
) -> dict[int, list[tuple[int, int]]]:
    """The hulls of each number's segments, ascending; numbers without any are absent."""
    found = {number: connection.execute(SELECT_REACH, (inc, number)).fetchall() for number in set(numbers)}
    return {number: hulls for number, hulls in found.items() if hulls}


def delete(
    connection: sqlite3.Connection,
    inc: bytes,
    ranges: Sequence[tuple[int, int]],
    within: tuple[int, int] | None,
) -> tuple[int, Sequence[tuple[int, int]]]:
    """Delete of these number ranges what one transaction may; how many, and the ranges that remain."""
    statement, hull = (DELETE_NUMBERS, ()) if within is None else (DELETE_HULL, within)
    room = DELETED_AT_ONCE
    for place, (lo, hi) in enumerate(ranges):
        room -= connection.execute(statement, (inc, lo, hi, *hull, room)).rowcount
        if room == 0:
            return DELETED_AT_ONCE, ranges[place:]
    return DELETED_AT_ONCE - room, ()
