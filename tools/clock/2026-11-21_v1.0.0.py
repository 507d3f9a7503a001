"""Ticks at fixed times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from hyperstream import MIN_DATE, Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.utils import to_ms

ROWS = 1 << 20
"""Ticks in one batch, so that a long interval does not fill the memory at once."""


class Clock(Tool):
    """One tick every so often: at ``first + k * stride`` for k = 0, 1, ...; its value is its time.

    An interval before ``first`` has no ticks. As 0.3.8 clock v0.1.0, but an early interval is no error
    there either, and a stride finer than a millisecond is refused.

    Parameters:
        first: The first tick.
        stride: Seconds from tick to tick, at least 0.001; a tick between two milliseconds is
            moved to the one before.
    """

    first: datetime = MIN_DATE
    stride: float = 1.0

    def validate(self) -> None:
        """Refuse a stride that milliseconds cannot show."""
        if not self.stride >= 0.001:
            msg = f"stride is {self.stride!r} seconds; it must be at least 0.001"
            raise ValueError(msg)
        # In whole microseconds, so that a tick does not depend on how many came before it.
        self._stride_us = timedelta(seconds=self.stride) // timedelta(microseconds=1)

    def expected_count(self, interval: TimeInterval) -> int:
        """So many ticks lie in the interval."""
        begin, end = self._ticks(interval)
        return end - begin

    @check_input_stream_count(0)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        first = to_ms(self.first)
        begin, end = self._ticks(interval)
        for k in range(begin, end, ROWS):
            ticks = self._times(k, min(k + ROWS, end))
            ticks += first
            ticks.flags.writeable = False  # nobody else has them, so they need not be copied
            yield Batch(ticks, ticks.view("datetime64[ms]"))

    def _times(self, first: int, stop: int) -> NDArray[np.int64]:
        """When the ticks ``[first, stop)`` are, ms after the first of all."""
        stride, rest = divmod(self._stride_us, 1000)
        if not rest:
            return np.arange(first * stride, stop * stride, stride, dtype=np.int64)
        return np.arange(first, stop, dtype=np.int64) * self._stride_us // 1000

    def _ticks(self, interval: TimeInterval) -> tuple[int, int]:
        """The number of the first tick in the interval, and that after the last."""
        first = to_ms(self.first)
        return self._first_after(interval.start_ms - first), self._first_after(interval.end_ms - first)

    def _first_after(self, ms: int) -> int:
        """The number of the first tick later than ``ms`` after the first one."""
        return max(0, -(-(ms + 1) * 1000 // self._stride_us))
