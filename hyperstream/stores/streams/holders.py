"""Who holds a claim, and whether that process is still alive.

A name is ``host:pid:token``. The token tells the boot of the machine, the process namespace and
the start time of the process, as far as the system shows them, so that neither a container with the
same host name nor a later process with the same pid is taken for the holder. A wrong guess would
only repeat work: the claim of a live process that is overlooked is fenced at its commit.
"""

from __future__ import annotations

import itertools
import os
import re
import socket
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ..ledger.model import NEVER, Ledger

_NAME = re.compile(r"(?P<host>.*):(?P<pid>\d+):(?P<place>[^/]*)/(?P<start>\d*)/[^:]*", re.DOTALL)


class Holders:
    """Names for the claims of this process, and a look at the processes behind others.

    Args:
        proc: Where the system shows its processes (Linux).
        kill: Sends a signal to a process; signal 0 only asks whether it is there.
    """

    def __init__(self, proc: Path = Path("/proc"), kill: Callable[[int, int], None] = os.kill) -> None:
        self._proc = proc
        self._kill = kill
        self._host = socket.gethostname()
        self._place = self._where()
        self._pid = 0
        self._prefix = ""
        self._counter = itertools.count(1)

    def new_name(self) -> str:
        """A name that no other attempt has; a fork gets names of its own."""
        pid = os.getpid()
        if pid != self._pid:
            start = self._status(pid)[1]
            self._prefix = f"{self._host}:{pid}:{self._place}/{start}/{os.urandom(4).hex()}"
            self._pid = pid
        return f"{self._prefix}.{next(self._counter)}"

    def gone(self, who: str) -> bool:
        """Whether the holder is a process of this machine that has ended. Unknown is no."""
        if self._pid == os.getpid() and who.startswith(self._prefix):
            return False
        match = _NAME.fullmatch(who)
        if match is None or match["host"] != self._host or match["place"] != self._place:
            return False
        if sys.platform == "win32":  # pragma: no cover - signal 0 would end the process there
            return False
        pid = int(match["pid"])
        try:
            self._kill(pid, 0)
        except (ProcessLookupError, OverflowError):
            return True
        except PermissionError:
            return False
        state, start = self._status(pid)
        return state == "Z" or bool(start and match["start"] and start != match["start"])

    def bury(self, ledger: Ledger, now: int) -> Ledger:
        """The ledger with the live claims of ended processes expired; ``now`` is store time, ms."""
        claims = tuple(
            claim._replace(exp=NEVER) if claim.exp > now and self.gone(claim.who) else claim
            for claim in ledger.claims
        )
        return ledger if claims == ledger.claims else replace(ledger, claims=claims)

    def _where(self) -> str:
        """This boot and process namespace, empty where the system does not tell."""
        try:
            boot = (self._proc / "sys/kernel/random/boot_id").read_text()
            space = (self._proc / "self/ns/pid").readlink().name
        except OSError:
            return ""
        return re.sub(r"\W", "", boot[:8] + space)

    def _status(self, pid: int) -> tuple[str, str]:
        """State and start time of a process as the system shows them, else empty."""
        try:
            fields = (self._proc / str(pid) / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            return "", ""
        return (fields[0], fields[19]) if len(fields) > 19 else ("", "")
