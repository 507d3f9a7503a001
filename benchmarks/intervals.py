"""Subtracting 10 k computed intervals from what is asked for, beside portion."""

from __future__ import annotations

import time
from typing import Any

from hyperstream import TimeInterval, TimeIntervals

from .measure import Case

COUNT = 10_000
PORTION_COUNT = 1_000


def cases() -> list[Case]:
    """One subtraction a run; portion gets a tenth of the intervals, because it is not linear."""
    computed = TimeIntervals([TimeInterval.from_ms(3 * place, 3 * place + 2) for place in range(COUNT)])
    asked = TimeInterval.from_ms(0, 3 * COUNT)

    def ours() -> float:
        started = time.perf_counter()
        left = TimeIntervals([asked]) - computed
        seconds = time.perf_counter() - started
        assert len(left) == COUNT
        return seconds

    def portion() -> float:
        import portion as p

        there: Any = p.Interval(*[p.openclosed(3 * place, 3 * place + 2) for place in range(PORTION_COUNT)])
        whole = p.openclosed(0, 3 * PORTION_COUNT)
        started = time.perf_counter()
        left = whole - there
        seconds = time.perf_counter() - started
        assert len(left) == PORTION_COUNT
        return seconds * COUNT / PORTION_COUNT

    return [
        Case(
            "subtract 10 k intervals",
            1,
            "subtractions",
            {"hyperstream": ours, "portion (1 k, times ten)": portion},
            "≥ 167 (6 ms)",
        )
    ]
