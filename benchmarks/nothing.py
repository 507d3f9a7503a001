"""Asking again for what is current: what a stream costs when there is nothing to do."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from hyperstream import HyperStream

from .events import ASKED, BEGIN
from .measure import Case

TIMES = 500


def _ours(channel_id: str) -> Callable[[], float]:
    def job() -> float:
        with tempfile.TemporaryDirectory(prefix="hyperstream-bench-") as folder:
            hs = HyperStream(f"sqlite:///{Path(folder) / 'store.db'}")
            channel = hs.channel_manager[channel_id]
            ticks, seconds = channel["ticks"], channel["seconds"]
            clock, apply = hs.tools.clock(first=BEGIN, stride=60.0), hs.tools.apply(func=str)
            clock.execute([], ticks, ASKED)
            apply.execute([ticks], seconds, ASKED)
            started = time.perf_counter()
            for _ in range(TIMES):
                apply.execute([ticks], seconds, ASKED)
            took = time.perf_counter() - started
            hs.close()
            return took

    return job


def cases() -> list[Case]:
    """Requests a second, one stream each."""
    return [
        Case(
            "nothing to do, memory", TIMES, "requests", {"hyperstream": _ours("memory")}, "≥ 20 k (0.05 ms)"
        ),
        Case("nothing to do, SQLite", TIMES, "requests", {"hyperstream": _ours("mongo")}, "≥ 20 k (0.05 ms)"),
    ]
