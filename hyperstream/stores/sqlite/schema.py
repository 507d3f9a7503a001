"""The tables of the embedded store, and whether a file is one that we can use.

====================== ==========================================================================
``ledger``             one row a stream; claims as JSON and the packed map in the same row, since
                       every change reads and writes them together
``tail``               the newest rows of a stream, one row an append: adding one does not
                       rewrite the others
``segment``            immutable rows, found by time ``(s, a, b)`` and by number ``(s, n)``; the
                       latter index covers all but the payload and knows a segment again
``run``                run records, found by stream and interval
``document``           definitions, as BSON
====================== ==========================================================================

``s`` is the incarnation of a stream. Pages have 8 KiB: 4 KiB ones take half as long again to
write segments, larger ones make single appends slower and waste a tenth of the file.
"""

from __future__ import annotations

import sqlite3

from ...utils.errors import StoreFormatError

SQLITE_FORMAT = 1
"""Format of the tables (``PRAGMA user_version``); a newer one is refused."""

APPLICATION_ID = 0x48795374
"""Marks the file as ours (``PRAGMA application_id``): ``HySt``."""

PAGE_BYTES = 8192

_STATEMENTS = (
    """CREATE TABLE ledger (
        stream TEXT PRIMARY KEY, inc BLOB NOT NULL,
        rev INTEGER NOT NULL, next INTEGER NOT NULL, gc INTEGER NOT NULL,
        last INTEGER NOT NULL, span INTEGER NOT NULL, claims TEXT NOT NULL, map BLOB NOT NULL)""",
    """CREATE TABLE tail (
        s BLOB NOT NULL, seq INTEGER NOT NULL,
        a INTEGER NOT NULL, b INTEGER NOT NULL, c INTEGER NOT NULL, p BLOB NOT NULL,
        PRIMARY KEY (s, seq)) WITHOUT ROWID""",
    """CREATE TABLE segment (
        id INTEGER PRIMARY KEY, s BLOB NOT NULL, n INTEGER NOT NULL,
        a INTEGER NOT NULL, b INTEGER NOT NULL, c INTEGER NOT NULL, p BLOB NOT NULL)""",
    "CREATE INDEX segment_by_time ON segment (s, a, b)",
    "CREATE UNIQUE INDEX segment_by_number ON segment (s, n, a, b, c)",
    """CREATE TABLE run (
        id INTEGER PRIMARY KEY, stream TEXT NOT NULL, n INTEGER NOT NULL,
        a INTEGER NOT NULL, b INTEGER NOT NULL, run TEXT NOT NULL, host TEXT NOT NULL,
        at INTEGER NOT NULL, ms REAL NOT NULL, count INTEGER NOT NULL, state TEXT NOT NULL,
        tool TEXT NOT NULL, version TEXT NOT NULL, parameters TEXT NOT NULL,
        source_hash TEXT NOT NULL, error TEXT NOT NULL)""",
    "CREATE INDEX run_by_time ON run (stream, b, a)",
    "CREATE INDEX run_failed ON run (stream, at, id) WHERE state = 'failed'",
    """CREATE TABLE document (
        kind TEXT NOT NULL, id TEXT NOT NULL, doc BLOB NOT NULL,
        PRIMARY KEY (kind, id)) WITHOUT ROWID""",
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {SQLITE_FORMAT}",
)


def prepare(connection: sqlite3.Connection, path: str) -> None:
    """Make sure that the file has our tables, in a format that we know; an empty file gets them.

    Raises:
        StoreFormatError: The file belongs to another program, or has another format.
        sqlite3.Error: It cannot be read or written.
    """
    if _is_empty(connection):
        _create(connection)
    if _pragma(connection, "application_id") != APPLICATION_ID:
        msg = f"{path} is an SQLite file of another program; nothing was written. Name another file."
        raise StoreFormatError(msg, path=path)
    found = _pragma(connection, "user_version")
    if found != SQLITE_FORMAT:
        msg = (
            f"{path} has store format {found}, and this version of HyperStream knows format {SQLITE_FORMAT} "
            "only; nothing was written. Use the version of HyperStream that wrote it, or a newer one."
        )
        raise StoreFormatError(msg, path=path, format=found)


def _is_empty(connection: sqlite3.Connection) -> bool:
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return tables == 0 and _pragma(connection, "application_id") == 0


def _create(connection: sqlite3.Connection) -> None:
    # the page size counts before the first page only; the journal mode stays with the file
    connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
    connection.execute("PRAGMA journal_mode = WAL")
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        # another process may have been quicker
        statements = _STATEMENTS if _is_empty(connection) else ()
        for statement in statements:
            connection.execute(statement)


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    (value,) = connection.execute(f"PRAGMA {name}").fetchone()
    return int(value)


def overview(connection: sqlite3.Connection) -> dict[str, int]:
    """``streams``, ``segments``, ``rows`` stored, visible or not, and ``bytes`` in the file."""
    (streams,) = connection.execute("SELECT count(*) FROM ledger").fetchone()
    number, rows = connection.execute("SELECT count(*), coalesce(sum(c), 0) FROM segment").fetchone()
    (newest,) = connection.execute("SELECT coalesce(sum(c), 0) FROM tail").fetchone()
    size = _pragma(connection, "page_count") * _pragma(connection, "page_size")
    return {"streams": streams, "segments": number, "rows": rows + newest, "bytes": size}
