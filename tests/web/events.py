"""Reading server-sent events as a browser does: an event counts when its empty line has come."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import httpx


class Event(NamedTuple):
    """One event."""

    id: str
    event: str
    data: Any


class Follower:
    """Reads events of one connection, one at a time."""

    def __init__(self, answer: httpx.Response) -> None:
        self._lines = answer.iter_lines()
        self.last_id = ""

    def __iter__(self) -> Iterator[Event]:
        fields: dict[str, str] = {}
        for line in self._lines:
            if not line:
                if "data" in fields:
                    self.last_id = fields.get("id", self.last_id)
                    yield Event(self.last_id, fields.get("event", "message"), json.loads(fields["data"]))
                fields = {}
            elif not line.startswith(":"):
                name, _, value = line.partition(":")
                fields[name] = value.removeprefix(" ")

    def take(self, count: int) -> list[Event]:
        """The next so many events."""
        found = []
        if count:
            for event in self:
                found.append(event)
                if len(found) == count:
                    break
        assert len(found) == count
        return found

    def rows(self, count: int) -> list[Any]:
        """The values of the next so many messages."""
        found = []
        for event in self if count else ():
            if event.event == "message":
                found.append(event.data["value"])
            if len(found) == count:
                break
        return found


@contextmanager
def following(client: httpx.Client, address: str, last_id: str = "", **params: Any) -> Iterator[Follower]:
    """A push connection; the first event, ``open`` (or ``reset``), is still to come."""
    headers = {"Last-Event-ID": last_id} if last_id else {}
    with client.stream("GET", address, params=params, headers=headers, timeout=60) as answer:
        assert answer.status_code == 200, answer.read()
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield Follower(answer)
