"""Planning: what it costs to find out what is to do, and that nothing is; memory; beside Luigi."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from hyperstream import Batch, HyperStream

from .measure import Case

DAY = ("2026-11-10", "2026-11-11")
FIRST = 1_794_268_800_000
SIZES = (100, 10_000, 100_000)
LUIGI_MOST = 10_000
"""Luigi takes about a minute for ten times as many."""


def build(hs: HyperStream, count: int, channel: str = "database") -> Any:
    """A workflow with a raw stream, and a computed stream that rests on it, for each of ``count`` places."""
    places = hs.plate("place", values=[f"p{number:06}" for number in range(count)])
    with hs.create_workflow("wide") as w:
        raw = w.create_node("raw", channel, plates=places)
        result = w.create_node("result", channel, plates=places)
        result[places] = hs.factors.apply(raw, func=abs)
    rows = Batch([FIRST + 3_600_000 * hour for hour in range(1, 25)], [1.0] * 24)
    raw.channel.write_many(dict.fromkeys(raw.streams.values(), rows))
    return w


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
        started = time.perf_counter()
        assert self._ready.execute(DAY).nothing_to_do
        return time.perf_counter() - started


def _luigi(count: int) -> Callable[[], float]:
    """As many tasks whose outputs are there, and one that requires them all."""
    import logging

    import luigi
    from luigi.mock import MockFileSystem, MockTarget

    logging.getLogger("luigi-interface").setLevel(logging.ERROR)
    logging.getLogger("luigi").setLevel(logging.ERROR)

    class Place(luigi.Task):  # type: ignore[misc]
        number = luigi.IntParameter()

        def output(self) -> Any:
            return MockTarget(f"place-{self.number}")

    class Everything(luigi.WrapperTask):  # type: ignore[misc]
        def requires(self) -> Iterator[Any]:
            return (Place(number) for number in range(count))

        def complete(self) -> bool:
            return False

    def job() -> float:
        files = MockFileSystem().get_all_data()
        for number in range(count):
            files[f"place-{number}"] = b"1"
        started = time.perf_counter()
        luigi.build([Everything()], local_scheduler=True, no_lock=True, log_level="ERROR")
        return time.perf_counter() - started

    return job


def cases() -> Iterator[Case]:
    """Units planned a second, and streams found current a second."""
    yield Case("plan 10 k units, SQLite", 10_000, "units", {"hyperstream": _planned(10_000)})
    for size in SIZES:
        contestants: dict[str, Callable[[], float]] = {
            "hyperstream, SQLite": Wide(size, "database"),
            "hyperstream, memory": Wide(size, "memory"),
        }
        if size <= LUIGI_MOST:
            contestants["Luigi, outputs in memory"] = _luigi(size)
        yield Case(f"nothing to do, {size:,} streams", size, "streams", contestants, "≥ 20 k (0.05 ms)")


MEMORY = """
import resource, sys
from benchmarks.planning import DAY, build
from hyperstream import HyperStream
import tempfile, pathlib
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with tempfile.TemporaryDirectory() as folder:
    hs = HyperStream(f"sqlite:///{pathlib.Path(folder) / 'store.db'}?synchronous=normal")
    w = build(hs, int(sys.argv[1]))
    w.execute(DAY)
    w.execute(DAY)
    hs.close()
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / int(sys.argv[1]))
"""


def memory(count: int = SIZES[-1]) -> Iterator[str]:
    """Greatest memory of a process with so many streams, as Markdown lines."""
    found = subprocess.run(
        [sys.executable, "-c", MEMORY, str(count)], check=True, capture_output=True, text=True
    )
    yield f"\nMemory, {count:,} streams computed once and asked again: {float(found.stdout):.1f} KiB a stream"
