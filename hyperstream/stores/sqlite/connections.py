"""Connections to one SQLite file, for many threads and across forks.

A connection is lent for one operation and never kept across a ``yield``, so a few serve any
number of threads. Writers of this process queue at a lock, which is fair and wakes at once;
SQLite's own waiting, which polls, is left for other processes.

SQLite keeps the file locks of a process in memory, and a forked child would believe to hold
those of its parent: when the parent closed the file, what the child committed could be lost.
So nothing of SQLite crosses a fork: connections are closed just before, and each side opens
its own when it needs one.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Mapping
from pathlib import Path

from ...utils.errors import StoreUnavailableError
from .errors import translated
from .schema import prepare
from .transactions import Brief, Reading, Transaction

MEMORY = ":memory:"
"""The path of a database that lives and dies with its `Connections`."""

_RETRY_SECONDS = 0.01


class Connections:
    """Lends connections to one database.

    Args:
        path: Absolute path of the file, or ``:memory:``. A missing directory is made.
        pragmas: Set on each connection, in this order.
        timeout: Seconds to wait for another process that writes.

    Raises:
        StoreUnavailableError: It cannot be opened, read or written.
        StoreFormatError: It is damaged, or not a file of ours.
    """

    def __init__(self, path: str, pragmas: Mapping[str, str | int], timeout: float) -> None:
        self.path = path
        self._pragmas = dict(pragmas)
        self._waits_for_disk = path != MEMORY and self._pragmas.get("synchronous") == "FULL"
        self._timeout = timeout
        self._closed = False
        self._idle: list[sqlite3.Connection] = []
        self._new_locks()
        _make_directory(path)
        self.give_back(self.borrow())
        _close_before_forks(self)

    def _new_locks(self) -> None:
        self._lent = 0
        self._forking = False
        self._lock = threading.Lock()
        self._returned = threading.Condition(self._lock)
        self.writers = threading.Lock()

    def reading(self) -> Reading:
        """A connection for a read: one statement, or a ``BEGIN`` and several that see one state.

        What it begins ends with the block. Errors of SQLite come out as ours.
        """
        return Reading(self, self.writers if self.path == MEMORY else None)

    def writing(self, brief: bool = False) -> Transaction:
        """A connection inside a write transaction, committed at the end, undone by any exception.

        Args:
            brief: It need not outlast a power cut, so nobody waits for the disk; see `Brief`.
        """
        return Brief(self) if brief and self._waits_for_disk else Transaction(self)

    def close(self) -> None:
        """Close what is idle now, and what is lent when it comes back."""
        with self._lock:
            self._closed = True
            self._close_idle()

    # --- lending ----------------------------------------------------------------------------
    def borrow(self) -> sqlite3.Connection:
        """A connection of one's own, until it is given back; waits while the process forks."""
        with self._lock:
            while self._forking:
                self._returned.wait()
            if self._closed:
                msg = f"The store in {self.path} is closed. Open it again."
                raise StoreUnavailableError(msg, path=self.path)
            self._lent += 1
            if self._idle:
                return self._idle.pop()
        try:
            return self._opened()
        except BaseException:
            with self._lock:
                self._count_back()
            raise

    def give_back(self, connection: sqlite3.Connection) -> None:
        """End the lending; what was begun and not committed is undone."""
        sound = _ended(connection)
        with self._lock:
            if self._closed or not sound:
                connection.close()
            else:
                self._idle.append(connection)
            self._count_back()

    def _count_back(self) -> None:
        self._lent -= 1
        if self._forking and not self._lent:
            self._returned.notify_all()

    def _close_idle(self) -> None:
        while self._idle:
            self._idle.pop().close()

    # --- opening ----------------------------------------------------------------------------
    def _opened(self) -> sqlite3.Connection:
        deadline = time.monotonic() + self._timeout
        while True:
            try:
                return self._connect()
            except sqlite3.Error as error:
                # switching a new file to WAL does not wait by itself for others who do the same
                busy = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
                if not busy or time.monotonic() >= deadline:
                    raise translated(error, self.path) from error
                time.sleep(_RETRY_SECONDS)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, timeout=self._timeout, isolation_level=None, check_same_thread=False
        )
        try:
            for name, value in self._pragmas.items():
                connection.execute(f"PRAGMA {name} = {value}")
            prepare(connection, self.path)
        except BaseException:
            connection.close()
            raise
        return connection

    # --- forks ------------------------------------------------------------------------------
    def before_fork(self) -> None:
        """Lend nothing more, wait for what is lent, and close all; until the fork is over."""
        self._lock.acquire()
        self._forking = True
        # what is lent comes back within two waits for other processes: opening, then writing
        self._returned.wait_for(lambda: not self._lent, timeout=2 * self._timeout + 1)
        if self.path != MEMORY:
            self._close_idle()

    def after_fork_in_parent(self) -> None:
        """Lend again."""
        self._forking = False
        self._returned.notify_all()
        self._lock.release()

    def after_fork_in_child(self) -> None:
        """Lend again, under locks that no thread of the parent holds."""
        self._new_locks()


def _ended(connection: sqlite3.Connection) -> bool:
    """End a transaction that is still open; whether the connection can be used again."""
    try:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    except sqlite3.Error:
        return False
    return True


def _make_directory(path: str) -> None:
    try:
        if path != MEMORY:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"The directory of {path} cannot be made ({error}). Make it, or name another file."
        raise StoreUnavailableError(msg, path=path) from error


def _close_before_forks(connections: Connections) -> None:
    known = weakref.ref(connections)

    def calling(method: Callable[[Connections], None]) -> Callable[[], None]:
        def call() -> None:
            alive = known()
            if alive is not None:
                method(alive)

        return call

    # systems without forks have no such function
    register = getattr(os, "register_at_fork", None)
    if register is not None:
        register(
            before=calling(Connections.before_fork),
            after_in_parent=calling(Connections.after_fork_in_parent),
            after_in_child=calling(Connections.after_fork_in_child),
        )
