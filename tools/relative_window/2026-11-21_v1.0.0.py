"""The data around each tick, as a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.relative import check_seconds, listed_around, ticks
from hyperstream.tool.windows import spanning


class RelativeWindow(Tool):
    """At each tick of the alignment stream, the list of the values around it.

    At a tick t, those in ``(t + relative_start, t + relative_end]``. A tick without data gives an empty
    list. Exact: 0.3.8 relative_window took the seconds for days, and had data from before the interval only
    where it was computed already.

    Parameters:
        relative_start: Start of the window, seconds from the tick.
        relative_end: End of the window, seconds from the tick.
        values_only: List values; otherwise pairs ``(timestamp, value)``.
    """

    relative_start: float
    relative_end: float
    values_only: bool = True

    def validate(self) -> None:
        """Refuse a window that ends before it starts."""
        self._start_ms, self._end_ms = check_seconds(self.relative_start, self.relative_end)

    @property
    def lookback(self) -> timedelta:
        """How far windows begin before their ticks."""
        return timedelta(milliseconds=max(0, -self._start_ms))

    @property
    def lookahead(self) -> timedelta:
        """How far windows end after their ticks."""
        return timedelta(milliseconds=max(0, self._end_ms))

    @check_input_stream_count(1)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        stamps = ticks(alignment_stream, interval)
        if len(stamps):
            first, last = int(stamps[0]) + self._start_ms, int(stamps[-1]) + self._end_ms
            rows = sources[0].window(spanning(first, last), force_calculation=True).to_batch()
            yield listed_around(rows, stamps, self._start_ms, self._end_ms, self.values_only)
