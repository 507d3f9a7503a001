"""A window of 100 instances out of 100 k in memory, beside bisection in a plain list."""

from __future__ import annotations

import bisect
import time
from datetime import timedelta

from hyperstream import Batch, HyperStream

from .events import BEGIN, COUNT, SECOND
from .measure import Case

WINDOWS = 500


def cases() -> list[Case]:
    """Windows a second; the target is 0.1 ms plus what 100 items cost."""
    hs = HyperStream("memory://")
    stream = hs.channel_manager.memory["numbers"]
    times = [BEGIN + place * SECOND for place in range(COUNT)]
    stream.write(Batch(times, [float(place) for place in range(COUNT)]))
    rows = list(stream.window((BEGIN - SECOND, times[-1])))
    starts = [BEGIN + place * (COUNT // WINDOWS - 1) * SECOND for place in range(WINDOWS)]
    width = timedelta(seconds=100)

    def ours() -> float:
        started = time.perf_counter()
        for start in starts:
            assert len(stream.window((start, start + width)).items()) == 100
        return time.perf_counter() - started

    def plain() -> float:
        started = time.perf_counter()
        for start in starts:
            low, high = bisect.bisect_right(times, start), bisect.bisect_right(times, start + width)
            assert len(rows[low:high]) == 100
        return time.perf_counter() - started

    return [
        Case(
            "memory window, 100 of 100 k",
            WINDOWS,
            "windows",
            {"hyperstream": ours, "bisect in a list": plain},
            "≥ 10 k (0.1 ms)",
        )
    ]
