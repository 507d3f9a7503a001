"""The data around each tick, as a list, over days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.relative import check_seconds, listed_around, ticks
from hyperstream.tool.windows import spanning

SECONDS_A_DAY = 86_400


class RelativeWindow(Tool):
    """At each tick of the alignment stream, the list of the values around it, from so many days to so many.

    At a tick t, those in ``(t + relative_start, t + relative_end]``, in days. The data outside the interval
    that is executed counts as far as it is there already; it is not computed, so that results depend on how a
    request is split. Faithful to 0.3.8 relative_window v0.0.1.

    Parameters:
        relative_start: Start of the window, days from the tick.
        relative_end: End of the window, days from the tick.
        values_only: List values; otherwise pairs ``(timestamp, value)``.
    """

    split_invariant = False

    relative_start: float
    relative_end: float
    values_only: bool = True

    def validate(self) -> None:
        """Refuse a window that ends before it starts."""
        days = (self.relative_start, self.relative_end)
        self._start_ms, self._end_ms = check_seconds(*(day * SECONDS_A_DAY for day in days))

    @check_input_stream_count(1)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        stamps = ticks(alignment_stream, interval)
        sources[0].window(interval, force_calculation=True).first()
        if len(stamps):
            first, last = int(stamps[0]) + self._start_ms, int(stamps[-1]) + self._end_ms
            rows = sources[0].window(spanning(first, last)).to_batch()
            yield listed_around(rows, stamps, self._start_ms, self._end_ms, self.values_only)
