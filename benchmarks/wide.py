"""A wide workflow in a process of its own: first run, nothing to do, memory.

``python -m benchmarks.wide COUNT CHANNEL`` (``database`` or ``memory``) prints a line of JSON: seconds of the
first run and of each later request (there is nothing to do), how much of that was processor time, and KiB
that the process has grown by for each place. ``python -m benchmarks.wide COUNT luigi`` asks Luigi about as
many tasks whose outputs are there.
"""

from __future__ import annotations

import gc
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from hyperstream import Batch, HyperStream

from .luigi_tasks import luigi_build

DAY = ("2026-11-10", "2026-11-11")
FIRST = 1_794_268_800_000
ROUNDS = 3


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


def timed(w: Any) -> float:
    """Seconds that a request takes."""
    started = time.perf_counter()
    w.execute(DAY)
    return time.perf_counter() - started


def measured(w: Any) -> tuple[float, float]:
    """Seconds that a request takes, and how many of them the processor worked."""
    worked = time.process_time()
    return timed(w), time.process_time() - worked


def main(count: int, channel: str) -> dict[str, Any]:
    """Measure."""
    before = _memory()
    if channel == "luigi":
        later = luigi_build(count, there=True)()
        return {"first": None, "later": [later], "memory": (_memory() - before) / count}
    with (
        tempfile.TemporaryDirectory(prefix="hyperstream-bench-") as folder,
        # As durable as a killed process needs; how long a disk takes is measured by the first runs.
        HyperStream(f"sqlite:///{Path(folder) / 'store.db'}?synchronous=normal") as hs,
    ):
        w = build(hs, count, channel)
        first = measured(w)
        assert w.execute(DAY).nothing_to_do
        later = [measured(w) for _ in range(ROUNDS)]
        gc.collect()
        return {
            "first": first[0],
            "first_cpu": first[1],
            "later": [took for took, _ in later],
            "later_cpu": [worked for _, worked in later],
            "memory": (_memory() - before) / count,
        }


def _memory() -> float:
    """KiB that this process holds; as far as the system shows it, else none."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((float(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0.0)


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), sys.argv[2])))
