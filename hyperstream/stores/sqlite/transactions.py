"""Reads and writes as blocks: what happens to a connection between ``with`` and its end."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack
from threading import Lock
from typing import Protocol

from .errors import translated


class Lender(Protocol):
    """What lends connections; `Connections` does."""

    path: str
    writers: Lock

    def borrow(self) -> sqlite3.Connection:
        """A connection of one's own, until it is given back."""

    def give_back(self, connection: sqlite3.Connection) -> None:
        """End the lending; what was begun and not committed is undone."""


class Reading:
    """A read, from ``with`` to its end. A class, because a generator takes as long as a small read.

    Args:
        connections: Lends the connection.
        lock: Held meanwhile where there is one connection for all (a database in memory).
    """

    __slots__ = ("_connection", "_connections", "_lock")

    def __init__(self, connections: Lender, lock: Lock | None) -> None:
        self._connections = connections
        self._lock = lock

    def __enter__(self) -> sqlite3.Connection:
        if self._lock is None:
            self._connection = self._connections.borrow()
        else:
            with ExitStack() as undo:
                undo.enter_context(self._lock)
                self._connection = self._connections.borrow()
                undo.pop_all()
        return self._connection

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        try:
            self._connections.give_back(self._connection)
        finally:
            if self._lock is not None:
                self._lock.release()
        if isinstance(error, sqlite3.Error):
            raise translated(error, self._connections.path) from error


class Transaction:
    """A write, from ``with`` to its end. A class, because a generator costs a live row a tenth of its time.

    Args:
        connections: Lends the connection.
    """

    __slots__ = ("_connection", "_connections")

    def __init__(self, connections: Lender) -> None:
        self._connections = connections

    def __enter__(self) -> sqlite3.Connection:
        lender = self._connections
        lender.writers.acquire()
        try:
            self._connection = connection = lender.borrow()
        except BaseException:
            lender.writers.release()
            raise
        self._run("BEGIN IMMEDIATE")
        return connection

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if kind is None:
            self._run("COMMIT")
        self._end()
        if isinstance(error, sqlite3.Error):
            raise translated(error, self._connections.path) from error

    def _run(self, statement: str) -> None:
        try:
            self._connection.execute(statement)
        except BaseException as error:
            self._end()
            if isinstance(error, sqlite3.Error):
                raise translated(error, self._connections.path) from error
            raise

    def _end(self) -> None:
        """Give back the connection, which undoes what was not committed, and let the next one write."""
        try:
            self._connections.give_back(self._connection)
        finally:
            self._connections.writers.release()


class Brief(Transaction):
    """A write whose commit does not wait for the disk.

    Nobody is told that it is there for good, so a power cut may undo it, together with all that was
    written after it and was not waited for. It cannot undo it and keep what came later: the log is read
    up to where it is whole, and a commit that waits makes all before it durable.
    """

    __slots__ = ()

    def _run(self, statement: str) -> None:
        if statement == "BEGIN IMMEDIATE":
            super()._run("PRAGMA synchronous = NORMAL")
        super()._run(statement)

    def _end(self) -> None:
        connection = self._connection
        try:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            connection.execute("PRAGMA synchronous = FULL")
        except sqlite3.Error:
            # Nobody else may write with it; the rest comes to light when it is given back.
            connection.close()
        finally:
            super()._end()
