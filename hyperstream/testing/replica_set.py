"""A genuine MongoDB replica set for tests, on the loopback interface."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, Self

import pymongo
from pymongo.errors import PyMongoError

from ..utils.errors import StoreUnavailableError
from .mongod import Mongod
from .server import Server

NAME = "hyperstream"


class ReplicaSet(Server):
    """Servers that hold the same data; one of them, the primary, takes the writes.

    Elections are quick (a second), so that tests of failover are.

    Args:
        size: How many servers.
        options: Further options of each server's command line.
    """

    def __init__(self, size: int = 1, *, options: Sequence[str] = ()) -> None:
        self.members = [Mongod(replica_set=NAME, options=options) for _ in range(size)]

    @property
    def url(self) -> str:
        """The address of the whole set."""
        addresses = ",".join(member.address for member in self.members)
        return f"mongodb://{addresses}/?replicaSet={NAME}"

    def start(self) -> Self:
        """Start the servers, make a set of them, and wait for its primary."""
        for member in self.members:
            member.start()
        members = [{"_id": place, "host": member.address} for place, member in enumerate(self.members)]
        settings = {"electionTimeoutMillis": 1000, "heartbeatIntervalMillis": 200}
        self._command(
            self.members[0], "replSetInitiate", {"_id": NAME, "members": members, "settings": settings}
        )
        self._until(self._settled, "members that follow their primary")
        return self

    def stop(self) -> None:
        """Stop all servers and remove their data."""
        for member in self.members:
            member.stop()

    def primary(self, timeout: float = 60.0) -> Mongod:
        """The server that takes writes, waited for.

        Raises:
            StoreUnavailableError: There is none within the time.
        """
        found: list[Mongod] = []

        def look() -> bool:
            found.extend(member for member in self.members if member.running and self._is_primary(member))
            return bool(found)

        self._until(look, "a primary", timeout)
        return found[0]

    def step_down(self) -> None:
        """Make the primary hand over to another member, as soon as one is up to date.

        The only member of a set takes over from itself, after a second.
        """
        alone = len(self.members) == 1
        seconds = 1 if alone else 10

        def handed_over() -> bool:
            try:
                self._command(self.primary(), "replSetStepDown", seconds, force=alone)
            except PyMongoError:
                return False
            return True

        self._until(handed_over, "a member that can take over")

    def _command(self, member: Mongod, name: str, value: Any, **options: Any) -> dict[str, Any]:
        return _asked(member, lambda client: client.admin.command(name, value, **options))

    def _is_primary(self, member: Mongod) -> bool:
        try:
            return bool(self._command(member, "hello", 1).get("isWritablePrimary"))
        except PyMongoError:
            return False

    def _settled(self) -> bool:
        status = self._command(self.primary(), "replSetGetStatus", 1)
        return all(member["stateStr"] in ("PRIMARY", "SECONDARY") for member in status["members"])

    def _until(self, condition: Callable[[], bool], what: str, timeout: float = 60.0) -> None:
        deadline = time.monotonic() + timeout
        while not condition():
            if time.monotonic() > deadline:
                msg = f"The replica set at {self.url} has not got {what} within {timeout:g} s."
                raise StoreUnavailableError(msg, url=self.url)
            time.sleep(0.05)


def _asked(
    member: Mongod, question: Callable[[pymongo.MongoClient[dict[str, Any]]], dict[str, Any]]
) -> dict[str, Any]:
    with pymongo.MongoClient[dict[str, Any]](
        member.url, serverSelectionTimeoutMS=5000, socketTimeoutMS=30_000
    ) as client:
        return question(client)
