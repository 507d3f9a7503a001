"""The server as a process of its own, started by its command."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

COMMAND = [sys.executable, "-c", "from hyperstream.cli.main import main; main()"]


class ServerProcess:
    """``hyperstream serve``, running.

    Attributes:
        address: ``http://127.0.0.1:port``.
    """

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        assert process.stdout is not None
        line = process.stdout.readline()
        assert " at http" in line, (line, process.stderr and process.stderr.read())
        self.address = line.split(" at ")[1].split()[0]
        self.said = process.stdout.readline().strip()

    @property
    def memory(self) -> int:
        """Resident bytes (Linux)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return 1024 * next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))

    def end(self) -> tuple[int, str]:
        """Ask it to end; its exit status and what it wrote to the error output."""
        self.process.send_signal(signal.SIGTERM)
        _, errors = self.process.communicate(timeout=60)
        return self.process.returncode, errors


@contextmanager
def serving(store: str, *options: str, folder: Path) -> Iterator[ServerProcess]:
    """A server over a store, working in a folder."""
    command = [*COMMAND, "serve", "--port", "0", "--store", store, *options]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield ServerProcess(process)
        finally:
            if process.poll() is None:
                process.kill()
                process.communicate()
