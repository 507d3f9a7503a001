"""Ticks at fixed times, counted from the first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np

from ...time_interval import TimeInterval
from ...utils.errors import ArgumentValueError
from ...utils.time_utils import to_ms
from .draws import Times


class Ticks:
    """The instants ``first + k * stride`` for k = 0, 1, ...

    Args:
        first: Tick 0.
        stride: Seconds from tick to tick; a tick between two milliseconds is moved to the one before.

    Raises:
        ArgumentValueError: The stride is below a millisecond, NaN or infinite.
    """

    __slots__ = ("_first_ms", "_stride_us")

    def __init__(self, first: datetime, stride: float) -> None:
        if not 0.001 <= stride < 1e12:
            msg = f"stride is {stride!r} seconds; it must be at least 0.001, and finite"
            raise ArgumentValueError(msg, parameter="stride", value=stride)
        self._first_ms = to_ms(first)
        # In whole microseconds, so that a tick does not depend on how many came before it.
        self._stride_us = timedelta(seconds=stride) // timedelta(microseconds=1)

    def within(self, interval: TimeInterval) -> tuple[int, int]:
        """The ticks in ``interval``: the number of the first, and that after the last."""
        first, stop = (self._after(ms - self._first_ms) for ms in (interval.start_ms, interval.end_ms))
        return first, stop

    def _after(self, ms: int) -> int:
        return max(0, -(-(ms + 1) * 1000 // self._stride_us))

    def times(self, first: int, stop: int) -> Times:
        """When the ticks ``[first, stop)`` are, ms."""
        since: Times = np.arange(first, stop, dtype=np.int64) * self._stride_us // 1000
        return since + self._first_ms


def pieces(first: int, stop: int, size: int) -> Iterator[tuple[int, int]]:
    """The numbers ``[first, stop)`` in ranges of at most ``size``."""
    return ((start, min(start + size, stop)) for start in range(first, stop, size))
