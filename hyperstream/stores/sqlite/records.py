"""Run records and definition documents in the embedded store.

The functions that write expect to be inside a transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from ..keys import StreamKey
from ..port import RunRecord
from .connections import Connections

DOCUMENTS_AT_ONCE = 200
"""Documents a statement reads."""

_RUN = "stream, n, a, b, run, host, at, ms, count, state, tool, version, parameters, source_hash, error"
INSERT_RUN = f"INSERT INTO run ({_RUN}) VALUES ({', '.join('?' * len(RunRecord._fields))})"
SELECT_RUNS = f"SELECT {_RUN} FROM run WHERE stream = ? AND b > ? AND a < ? ORDER BY at, id"
SELECT_RUN = f"SELECT {_RUN} FROM run WHERE stream = ? AND b > ? AND a < ? AND run = ? ORDER BY at, id"
SELECT_FAILED = f"SELECT {_RUN} FROM run WHERE state = 'failed' AND stream = ? ORDER BY at, id"

PUT = "INSERT OR REPLACE INTO document (kind, id, doc) VALUES (?, ?, ?)"
SELECT_ALL = "SELECT id, doc FROM document WHERE kind = ? AND id > ? ORDER BY id LIMIT ?"
SELECT_ONE = "SELECT id, doc FROM document WHERE kind = ? AND id = ?"
DELETE = "DELETE FROM document WHERE kind = ? AND id = ?"
SELECT_KINDS = "SELECT DISTINCT kind FROM document ORDER BY kind"

_LEAST, _MOST = -(2**63), 2**63 - 1


def add_runs(connection: sqlite3.Connection, runs: Iterable[RunRecord]) -> None:
    """Keep run records."""
    connection.executemany(INSERT_RUN, runs)


def read_runs(
    connection: sqlite3.Connection, key: StreamKey, a: int | None, b: int | None, run: str | None
) -> list[RunRecord]:
    """Run records of a stream, oldest first."""
    bounds = (key, _LEAST if a is None else a, _MOST if b is None else b)
    if run is None:
        rows = connection.execute(SELECT_RUNS, bounds)
    else:
        rows = connection.execute(SELECT_RUN, (*bounds, run))
    return [RunRecord(StreamKey(row[0]), *row[1:]) for row in rows]


def failed_runs(connection: sqlite3.Connection, keys: Iterable[StreamKey]) -> list[RunRecord]:
    """Records of failed attempts to compute these streams; an index holds those and no others."""
    if connection.execute("SELECT 1 FROM run WHERE state = 'failed' LIMIT 1").fetchone() is None:
        return []
    rows = (row for key in keys for row in connection.execute(SELECT_FAILED, (key,)))
    return [RunRecord(StreamKey(row[0]), *row[1:]) for row in rows]


def put_documents(connection: sqlite3.Connection, kind: str, packed: Iterable[tuple[str, bytes]]) -> None:
    """Insert or replace packed documents by id."""
    connection.executemany(PUT, [(kind, identity, document) for identity, document in packed])


def all_documents(connections: Connections, kind: str) -> Iterator[tuple[str, bytes]]:
    """All packed documents by id, read a page at a time."""
    after = ""
    while True:
        with connections.reading() as connection:
            page = connection.execute(SELECT_ALL, (kind, after, DOCUMENTS_AT_ONCE)).fetchall()
        yield from page
        if len(page) < DOCUMENTS_AT_ONCE:
            return
        after = page[-1][0]


def named_documents(connections: Connections, kind: str, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The packed documents of these ids, by id; unknown ids are left out."""
    wanted = sorted(set(ids))
    for place in range(0, len(wanted), DOCUMENTS_AT_ONCE):
        with connections.reading() as connection:
            some = wanted[place : place + DOCUMENTS_AT_ONCE]
            page = [row for name in some for row in connection.execute(SELECT_ONE, (kind, name))]
        yield from page


def delete_documents(connection: sqlite3.Connection, kind: str, ids: Iterable[str]) -> int:
    """Remove documents; how many there were."""
    return sum(connection.execute(DELETE, (kind, name)).rowcount for name in ids)


def kinds(connection: sqlite3.Connection) -> list[str]:
    """The kinds of the documents there are, sorted."""
    return [kind for (kind,) in connection.execute(SELECT_KINDS)]
