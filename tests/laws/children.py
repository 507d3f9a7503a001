"""Real processes for tests: started in a moment, watched by events, killed and paused at will.

A *nursery* is one small process that has imported everything and forks a child for each task, so
that a hundred kills do not cost a hundred imports. What children do is reported as lines, one an
event; waiting always is waiting for an event.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LONGEST_WAIT = 60.0
"""After so many seconds without the event something is wrong."""


class Nursery:
    """Starts children; a context manager that leaves none behind."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.laws.nursery"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._buffer = b""
        self._events: list[dict[str, Any]] = []
        self._alive: set[int] = set()

    def __enter__(self) -> Nursery:
        return self

    def __exit__(self, *_: object) -> None:
        for pid in self._alive:
            os.kill(pid, signal.SIGKILL)
        self._process.communicate()

    def start(self, task: str, **arguments: Any) -> int:
        """A child that does ``task`` of `tests.laws.tasks`; its process id."""
        self._order({"start": task, "arguments": arguments})
        pid = int(self.wait("started")["pid"])
        self._alive.add(pid)
        return pid

    def kill(self, pid: int) -> None:
        """SIGKILL, and wait until it is gone. A child that has ended already is fine."""
        os.kill(pid, signal.SIGKILL)  # Nobody has waited for it, so the number is still its own.
        self.ended(pid)

    def pause(self, pid: int) -> None:
        """SIGSTOP, and wait until it stands still."""
        self.stop(pid)
        self._order({"await": pid})
        self.wait("stopped", pid)

    def stop(self, pid: int) -> None:
        """SIGSTOP. A child that has ended already is fine."""
        os.kill(pid, signal.SIGSTOP)

    def go_on(self, pid: int) -> None:
        """SIGCONT."""
        os.kill(pid, signal.SIGCONT)

    def ended(self, pid: int) -> dict[str, Any]:
        """Wait for the end of a child: its event, with ``status`` and what the task ``gave``."""
        self._order({"await": pid})
        event = self.wait("ended", pid)
        self._alive.discard(pid)
        return event

    def wait(self, kind: str, pid: int | None = None, seconds: float = LONGEST_WAIT) -> dict[str, Any]:
        """The next event of this kind (of this child)."""
        found = self.look_for(kind, pid, seconds)
        assert found is not None, f"no {kind!r} of {pid or 'anybody'} in {seconds} s: {self._events}"
        return found

    def look_for(self, kind: str, pid: int | None, seconds: float) -> dict[str, Any] | None:
        """The next event of this kind if it comes in this time."""
        deadline = time.monotonic() + seconds
        while True:
            for place, event in enumerate(self._events):
                if event["event"] == kind and pid in (None, event["pid"]):
                    return self._events.pop(place)
            if not self._read(deadline - time.monotonic()):
                return None

    def forget(self) -> None:
        """Drop the events that nobody waited for."""
        self._events.clear()

    def _order(self, order: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        self._process.stdin.flush()

    def _read(self, seconds: float) -> bool:
        """Take in what has come; False when nothing came in this time."""
        assert self._process.stdout is not None
        if not select.select([self._process.stdout], [], [], max(0.0, seconds))[0]:
            return False
        data = os.read(self._process.stdout.fileno(), 65536)
        assert data, "the nursery has ended"
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        self._events += map(json.loads, lines)
        return True


class Gate:
    """A gate in front of any number of processes: they wait at it until it is opened, for good.

    It is a named pipe: who opens it for reading waits until somebody has it open for writing.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._opened: int | None = None
        os.mkfifo(path)

    def __enter__(self) -> Gate:
        return self

    def __exit__(self, *_: object) -> None:
        if self._opened is not None:
            os.close(self._opened)

    def open(self) -> None:
        """Let through who waits there and who comes later; waits until somebody has come."""
        self._opened = os.open(self.path, os.O_WRONLY)


def wait_at(gate: str) -> None:
    """Wait until the gate is open."""
    os.close(os.open(gate, os.O_RDONLY))


def events_of(nursery: Nursery, kind: str, pid: int) -> Iterator[dict[str, Any]]:
    """The events of this kind that have come, without waiting."""
    while (event := nursery.look_for(kind, pid, 0.0)) is not None:
        yield event
