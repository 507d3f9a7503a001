"""Windows at fixed times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import numpy as np

from hyperstream import MIN_DATE, Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.window_streams import window_batch
from hyperstream.utils import to_ms

ROWS = 65_536
"""Windows in one batch, so that a long interval does not fill the memory at once."""


class SlidingWindow(Tool):
    """Windows as values: at t the interval ``(t + lower, t + upper]``, for t at fixed steps.

    The steps are ``first + k * increment`` for k = 0, 1, ...
    Exact: 0.3.8 sliding_window ignored the offset of lower and upper, stepped by the width at first,
    and gave other windows when an interval was split. Windows are cut to the years 1 to 9999.

    Parameters:
        first: The first time.
        lower: Start of the window, seconds from its time.
        upper: End of the window, seconds from its time.
        increment: Seconds from one window to the next.
    """

    first: datetime = MIN_DATE
    lower: float = -1.0
    upper: float = 0.0
    increment: float = 1.0

    def validate(self) -> None:
        """Refuse a window that ends before it starts, and steps that lead nowhere."""
        if not self.lower < self.upper:
            msg = f"lower is {self.lower} and upper {self.upper}; a window has to end after it starts"
            raise ValueError(msg)
        if self.increment <= 0:
            msg = f"increment is {self.increment} seconds; it must be greater than 0"
            raise ValueError(msg)
        self._lower, self._upper, self._increment = (
            _whole_ms(name, getattr(self, name)) for name in ("lower", "upper", "increment")
        )

    @check_input_stream_count(0)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        first = to_ms(self.first)
        begin = max(first, interval.start_ms + 1)
        begin = first - (first - begin) // self._increment * self._increment
        stamps = range(begin, interval.end_ms + 1, self._increment)
        for start in range(0, len(stamps), ROWS):
            piece = stamps[start : start + ROWS]
            some = np.arange(piece.start, piece.stop, piece.step, dtype=np.int64)
            yield window_batch(some, some + self._lower, some + self._upper)


def _whole_ms(name: str, seconds: float) -> int:
    ms, rest = divmod(timedelta(seconds=seconds), timedelta(milliseconds=1))
    if rest:
        msg = f"{name} is {seconds} seconds; windows lie on whole milliseconds"
        raise ValueError(msg)
    return ms
