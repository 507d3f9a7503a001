"""Windows that follow each other, from where the interval begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from hyperstream import MIN_DATE, Stream, StreamInstance, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.durations import duration_ms
from hyperstream.utils import from_ms, to_ms


class SlidingWindow(Tool):
    """Windows as values: at t the interval ``(t - width, t]`` with ``width = upper - lower``.

    The first window begins at the first ``first + k * width`` that is not before the interval; the others
    follow by ``increment``. So all depends on how a request is split, and the offset of lower and upper
    counts for nothing. Faithful to 0.3.8 sliding_window v0.1.0.

    Parameters:
        first: Where the first window of all begins.
        lower: With upper, what the width is, seconds.
        upper: See lower.
        increment: Seconds from one window to the next.
    """

    split_invariant = False

    first: datetime = MIN_DATE
    lower: float = -1.0
    upper: float = 0.0
    increment: float = 1.0

    def validate(self) -> None:
        """Refuse a window that ends before it starts, and steps that lead nowhere."""
        self._width, self._increment = duration_ms(self.upper - self.lower), duration_ms(self.increment)
        if min(self._width, self._increment) <= 0:
            msg = (
                f"lower is {self.lower}, upper {self.upper} and increment {self.increment}; a window has to "
                "end after it starts, and the next one to come after it"
            )
            raise ValueError(msg)

    @check_input_stream_count(0)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[StreamInstance]:
        first = to_ms(self.first)
        if interval.end_ms < first:
            msg = f"{interval} ends before the first window, which begins at {self.first}"
            raise ValueError(msg)
        begin = first + max(0, -((first - interval.start_ms) // self._width)) * self._width
        for end in range(begin + self._width, interval.end_ms + 1, self._increment):
            yield StreamInstance(from_ms(end), TimeInterval.from_ms(end - self._width, end))
