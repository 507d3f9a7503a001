"""Planning: what finding out takes what is to do, or that nothing is; memory; beside Luigi and Dagster."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from hyperstream import HyperStream

from . import dagster_assets
from .luigi_tasks import luigi_build
from .measure import Case, short
from .wide import DAY, build, timed

SIZES = (100, 10_000)
"""Measured in this process, beside Luigi; it takes about a minute for ten times as many."""

WIDEST = {"database": 20_000, "memory": 100_000}
"""Measured in a process of its own; the first run of 100,000 takes minutes in a database."""

FIRST_UNITS = 1_000

DAGSTER_UNITS, DAGSTER_MOST = 100, 100
"""Of Dagster: what it makes in some seconds, and how many it is asked about; more take minutes to define."""


def _planned(count: int) -> Callable[[], float]:
    """A plan for places that were never computed."""

    def job() -> float:
        with tempfile.TemporaryDirectory(prefix="hyperstream-bench-") as folder:
            hs = HyperStream(f"sqlite:///{Path(folder) / 'store.db'}")
            w = build(hs, count)
            started = time.perf_counter()
            plan = w.plan(DAY)
            took = time.perf_counter() - started
            assert len(plan) == count
            hs.close()
            return took

    return job


def _computed(count: int, channel: str, synchronous: str = "full") -> Callable[[], float]:
    """Places that are computed for the first time."""

    def job() -> float:
        with (
            tempfile.TemporaryDirectory(prefix="hyperstream-bench-") as folder,
            HyperStream(f"sqlite:///{Path(folder) / 'store.db'}?synchronous={synchronous}") as hs,
        ):
            return timed(build(hs, count, channel))

    return job


class Wide:
    """A workflow that is computed once, and then asked again and again.

    Args:
        count: So many streams.
        channel: Where they lie.
    """

    def __init__(self, count: int, channel: str) -> None:
        self._count, self._channel = count, channel
        self._ready: Any = None

    def __call__(self) -> float:
        if self._ready is None:
            self._folder = tempfile.TemporaryDirectory(prefix="hyperstream-bench-")
            self._hs = HyperStream(f"sqlite:///{Path(self._folder.name) / 'store.db'}?synchronous=normal")
            self._ready = build(self._hs, self._count, self._channel)
            self._ready.execute(DAY)
            assert self._ready.execute(DAY).nothing_to_do
        return timed(self._ready)


def cases() -> Iterator[Case]:
    """Units planned a second, units computed for the first time, and streams found current."""
    yield Case("plan 10 k units, SQLite", 10_000, "units", {"hyperstream": _planned(10_000)})
    yield Case(
        f"first run of {FIRST_UNITS:,} units",
        FIRST_UNITS,
        "units",
        {
            "hyperstream, SQLite": _computed(FIRST_UNITS, "database"),
            "hyperstream, SQLite, synchronous=normal": _computed(FIRST_UNITS, "database", "normal"),
            "hyperstream, memory": _computed(FIRST_UNITS, "memory"),
            "Luigi, outputs in memory": luigi_build(FIRST_UNITS, there=False),
        },
    )
    if dagster_assets.INSTALLED:
        yield Case(
            f"first run of {DAGSTER_UNITS:,} units",
            DAGSTER_UNITS,
            "units",
            {
                "hyperstream, SQLite": _computed(DAGSTER_UNITS, "database"),
                "Dagster, all in memory": dagster_assets.first_run(DAGSTER_UNITS),
            },
        )
    else:
        print("  Dagster is left out: pip install '.[bench-dagster]' (another environment)", file=sys.stderr)
    for size in SIZES:
        contestants: dict[str, Callable[[], float]] = {
            "hyperstream, SQLite": Wide(size, "database"),
            "hyperstream, memory": Wide(size, "memory"),
            "Luigi, outputs in memory": luigi_build(size, there=True),
        }
        if dagster_assets.INSTALLED and size <= DAGSTER_MOST:
            contestants["Dagster, all in memory"] = dagster_assets.NothingToDo(size)
        yield Case(f"nothing to do, {size:,} streams", size, "streams", contestants, "≥ 20 k (0.05 ms)")


def widest() -> Iterator[str]:
    """What the widest case of each channel takes, in a process of its own, as Markdown lines."""
    for channel, count in WIDEST.items():
        name = "SQLite, synchronous=normal" if channel == "database" else channel
        command = [sys.executable, "-m", "benchmarks.wide", str(count), channel]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        found = json.loads(done.stdout)
        later = statistics.median(found["later"])
        yield (
            f"\n{count:,} streams, {name}: nothing to do {later:.1f} s, "
            f"{short(count / later)} streams/s (target 20 k: 100,000 in 5 s); first run "
            f"{1e3 * found['first'] / count:.2f} ms a unit, {1e3 * found['first_cpu'] / count:.2f} ms of the "
            f"processor; memory {found['memory']:.1f} KiB a place (a raw stream of 24 rows, and a result)"
        )
