"""A genuine server for the tests of the store on MongoDB, one for each worker.

`HYPERSTREAM_TEST_MONGO_URI` names one that is running already; else one is started. Where none
can run, the tests are skipped, except in continuous integration.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pymongo
import pytest

from hyperstream.stores.mongo import MongoStore
from hyperstream.testing.mongod import URI_VARIABLE, Mongod, find_mongod

from .places import Places

Failing = Callable[..., Any]

FAILURES = ("--setParameter", "enableTestCommands=1")
"""Lets a server fail on request (``configureFailPoint``)."""


@pytest.fixture(scope="session")
def program() -> None:
    """Skips where no server can be started, and says so; fails in continuous integration."""
    if find_mongod() is None:
        message = "no mongod runs here; see the line at the end"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)


@pytest.fixture(scope="session")
def any_server_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a server, without a database: the one that is named, else one of our own."""
    given = os.environ.get(URI_VARIABLE)
    if given:
        yield given
        return
    request.getfixturevalue("program")
    with Mongod(options=FAILURES) as server:
        yield server.url


@pytest.fixture(scope="session")
def failing_server_url(any_server_url: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a server that fails on request: the one there is, else another of our own."""
    with pymongo.MongoClient[dict[str, Any]](any_server_url) as client:
        try:
            client.admin.command("configureFailPoint", "failCommand", mode="off")
            can = True
        except pymongo.errors.OperationFailure:
            can = False
    if can:
        yield any_server_url
        return
    request.getfixturevalue("program")
    with Mongod(options=FAILURES) as server:
        yield server.url


@pytest.fixture(scope="session")
def mortal(program: None) -> Iterator[Mongod]:
    """A server that may be killed; it is there again for the next test."""
    with Mongod() as server:
        yield server


@pytest.fixture(scope="module")
def server_url(any_server_url: str) -> str:
    """The address of the server that a module's databases are on."""
    return any_server_url


@pytest.fixture
def new_url(server_url: str) -> Iterator[Callable[[], str]]:
    """Gives addresses of empty databases, dropped at the end."""
    names: list[str] = []

    def make() -> str:
        names.append(f"hs_test_{uuid.uuid4().hex[:12]}")
        return database_url(server_url, names[-1])

    yield make
    with pymongo.MongoClient[dict[str, object]](server_url) as client:
        for name in names:
            client.drop_database(name)


@pytest.fixture
def folder(new_url: Callable[[], str], tmp_path: Path) -> Places:
    """Stands for a folder of stores."""
    return Places(new_url, tmp_path)


@pytest.fixture
def url(new_url: Callable[[], str]) -> str:
    """The address of an empty database."""
    return new_url()


def database_url(server_url: str, name: str) -> str:
    """The address of a database on a server."""
    head, _, query = server_url.partition("?")
    scheme, _, rest = head.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/{name}" + (f"?{query}" if query else "")


@pytest.fixture
def failing(url: str) -> Iterator[Failing]:
    """Makes the next commands of our stores fail, on a server of `failing_server_url`."""
    with pymongo.MongoClient[dict[str, Any]](url) as client:

        @contextmanager
        def fail(*commands: str, times: int = 1, **how: Any) -> Iterator[None]:
            data = {"failCommands": list(commands), "appName": "hyperstream", **how}
            client.admin.command("configureFailPoint", "failCommand", mode={"times": times}, data=data)
            try:
                yield
            finally:
                client.admin.command("configureFailPoint", "failCommand", mode="off")

        yield fail


@pytest.fixture
def emptied(url: str) -> Iterator[Callable[[], MongoStore]]:
    """Gives the same store again and again, each time without a stream."""
    store = MongoStore(url)
    with pymongo.MongoClient[dict[str, Any]](url) as client:
        database = client.get_default_database()

        def empty() -> MongoStore:
            for name in database.list_collection_names(filter={"name": {"$regex": "^hs_"}}):
                if name != "hs_store":
                    database[name].delete_many({})
            return store

        yield empty
    store.close()
