"""The way to one MongoDB database: its options, its patience, its closing, and forks.

Every write is acknowledged by a majority and journalled, because an acknowledged commit whose
rows a failover may take back would break the one promise there is. Everything is read from the
primary, on a replica set with read concern ``majority``, so that nothing is seen that may be
rolled back. The driver repeats reads, and on replica sets writes, once by itself; what can be
repeated without harm is repeated here a few times more, so that a run outlives a server that is
started again. A compare-and-set is never repeated here: whether it happened is found out by reading
the ledger.

What the address says (``w=``, ``journal=``, time limits, TLS, compressors ...) wins over the defaults.
"""

from __future__ import annotations

import os
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Concatenate, ParamSpec, TypeVar

import pymongo
from bson.codec_options import CodecOptions
from pymongo import MongoClient, ReadPreference, WriteConcern
from pymongo.database import Database
from pymongo.errors import (
    AutoReconnect,
    ConnectionFailure,
    CursorNotFound,
    PyMongoError,
    ServerSelectionTimeoutError,
)
from pymongo.read_concern import ReadConcern
from pymongo.uri_parser import split_options

from ...utils.errors import ConfigurationError, StoreUnavailableError
from ...utils.time_utils import UTC, to_ms
from ...utils.urls import without_password
from .errors import translated
from .schema import Found

DEFAULT_DATABASE = "hyperstream"

CONNECTIONS = 4
"""So many things at once does one call, where it has so many to do."""

OPENING_SECONDS = 4.0
"""How long opening a store waits for a server."""

PAUSES = (0.0, 0.1, 0.5, 1.0)
"""Seconds before each repetition of what can be repeated without harm."""

_OPTIONS: dict[str, Any] = {
    "appname": "hyperstream",
    "connectTimeoutMS": 4_000,  # also for finding the servers of an srv address
    "serverSelectionTimeoutMS": 15_000,  # an election takes up to 12 s by MongoDB's own settings
    "socketTimeoutMS": 60_000,
    "wTimeoutMS": 30_000,
}
_CODEC: CodecOptions[Found] = CodecOptions(tz_aware=True, tzinfo=UTC)

A = TypeVar("A")
P = ParamSpec("P")
T = TypeVar("T")


class Server:
    """One database of one deployment. Thread-safe, and safe across forks.

    Args:
        url: ``mongodb://`` or ``mongodb+srv://`` address; the database is its path, else ``hyperstream``.

    Raises:
        ConfigurationError: The address is not well formed.
        StoreUnavailableError: The name of an ``srv`` address leads nowhere.
    """

    def __init__(self, url: str) -> None:
        self.url = without_password(url)
        self._address = url
        self._closed = False
        self._majority = False
        self._lock = threading.Lock()
        self._parents: tuple[Any, ...] = ()
        self._database: Database[Found] | None = None
        self._workers: ThreadPoolExecutor | None = None
        self._client: MongoClient[Found] | None = self._connect()
        _forget_after_forks(self)

    # --- asking
    @property
    def database(self) -> Database[Found]:
        """The database, with our concerns.

        Raises:
            StoreUnavailableError: The store is closed.
        """
        if self._closed:
            msg = f"The store at {self.url} is closed. Open it again."
            raise StoreUnavailableError(msg, url=self.url)
        database = self._database
        return self._bound() if database is None else database

    def once(
        self, action: Callable[Concatenate[Database[Found], P], T], *args: P.args, **named: P.kwargs
    ) -> T:
        """Do something that must not be repeated; errors come out as ours."""
        try:
            return action(self.database, *args, **named)
        except PyMongoError as error:
            raise self.translated(error) from error

    def again(
        self, action: Callable[Concatenate[Database[Found], P], T], *args: P.args, **named: P.kwargs
    ) -> T:
        """Do something that may be repeated after a lost connection; errors come out as ours."""
        for pause in PAUSES:
            try:
                return action(self.database, *args, **named)
            except ServerSelectionTimeoutError as error:
                raise self.translated(error) from error  # that was long enough
            except (AutoReconnect, CursorNotFound):
                time.sleep(pause)
            except PyMongoError as error:
                raise self.translated(error) from error
        return self.once(action, *args, **named)

    def each(
        self, action: Callable[[Database[Found], A], T], items: Sequence[A], *, repeat: bool
    ) -> Iterator[T]:
        """Do something with each item, several at a time where there are several; results in order.

        The server works on one while the driver reads or writes another.
        """
        do = self.again if repeat else self.once
        if len(items) <= 1:
            return iter([do(action, item) for item in items])
        return self._pool().map(lambda item: do(action, item), items)

    def soon(
        self, action: Callable[Concatenate[Database[Found], P], T], *args: P.args, **named: P.kwargs
    ) -> Future[T]:
        """Begin something that may be repeated, and go on."""
        return self._pool().submit(lambda: self.again(action, *args, **named))

    def open(self, action: Callable[[Database[Found], str], None]) -> None:
        """Do the first thing of all: briefly, so that a server that is not there is soon told."""
        try:
            with pymongo.timeout(OPENING_SECONDS):
                told = self.database.command("hello")
                self._majority = "setName" in told or told.get("msg") == "isdbgrid"
            self._bound()
            action(self.database, self.url)
        except ConnectionFailure as error:
            raise self.translated(ServerSelectionTimeoutError(str(error))) from error
        except PyMongoError as error:
            raise self.translated(error) from error

    def close(self) -> None:
        """Release the sockets; calling it twice is fine."""
        self._closed = True
        client, self._client, self._database = self._client, None, None
        workers, self._workers = self._workers, None
        if workers is not None:
            workers.shutdown(wait=False)
        if client is not None:
            client.close()

    # --- inside
    def _connect(self) -> MongoClient[Found]:
        try:
            given = split_options(self._address.partition("?")[2]) if "?" in self._address else {}
            missing = {name: value for name, value in _OPTIONS.items() if name not in given}
            return MongoClient(self._address, **missing)
        except OSError as error:
            msg = f"A file that {self.url} names for TLS cannot be used: {error}. Correct it, or tlsCAFile=."
            raise ConfigurationError(msg, url=self.url) from error
        except (PyMongoError, ValueError, TypeError) as error:
            if "DNS" in str(error):
                raise self.translated(ServerSelectionTimeoutError(str(error))) from error
            # the driver's message may quote the address with its password
            msg = f"{self.url} is not a MongoDB address: {str(error).replace(self._address, self.url)}"
            raise ConfigurationError(msg, url=self.url) from None

    def _bound(self) -> Database[Found]:
        """The database of a client that belongs to this process."""
        with self._lock:
            self._client = client = self._connect() if self._client is None else self._client
            given = client.write_concern.document
            self._database = client.get_default_database(
                DEFAULT_DATABASE,
                codec_options=_CODEC,
                read_preference=ReadPreference.PRIMARY,
                read_concern=ReadConcern("majority") if self._majority else ReadConcern(),
                write_concern=WriteConcern(**{"w": "majority", "j": True, **given}),
            )
            return self._database

    def _pool(self) -> ThreadPoolExecutor:
        with self._lock:
            if self._workers is None:
                self._workers = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="hyperstream-mongo")
            return self._workers

    def translated(self, error: PyMongoError) -> Exception:
        """What the driver reports, in our own words."""
        if self._closed:
            return StoreUnavailableError(f"The store at {self.url} is closed. Open it again.", url=self.url)
        return translated(error, self.url)

    def forget(self) -> None:
        """In a forked child: leave the parent's sockets alone, and connect anew when needed."""
        self._lock = threading.Lock()
        # never closed, never collected: its sockets belong to the parent
        self._parents = (self._parents, self._client)
        self._client = self._database = self._workers = None


def opened(url: str) -> Server:
    """A server that has answered; nothing is made in its database. Errors as `Server` and `Server.open`."""
    server = Server(url)
    try:
        server.open(lambda _database, _url: None)
    except BaseException:
        server.close()
        raise
    return server


def _forget_after_forks(server: Server) -> None:
    known = weakref.ref(server)

    def forget() -> None:
        alive = known()
        if alive is not None:
            alive.forget()

    register = getattr(os, "register_at_fork", None)
    if register is not None:  # systems without forks have no such function
        register(after_in_child=forget)


def server_time(database: Database[Found]) -> int:
    """The primary's clock, UTC milliseconds."""
    return to_ms(database.command("hello")["localTime"])
