"""Windows of so many instances."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from hyperstream import MIN_DATE, Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.reaching_back import with_rows_before
from hyperstream.tool.window_streams import window_batch
from hyperstream.utils import to_ms


class CountWindow(Tool):
    """Windows as values, each from the first to the last of so many instances that follow each other.

    A window is given at its last instance, and begins a millisecond before its first, so that it holds both.
    The first window is that of the first instances of all; the next one ends ``step`` instances later.

    Parameters:
        count: Instances in a window.
        step: From one window to the next: 1 gives a window at each instance, ``count`` windows without
            overlap. Above 1 all instances since the beginning of the stream are counted.
    """

    count: int
    step: int = 1

    def validate(self) -> None:
        """Refuse windows without instances, and steps that lead nowhere."""
        if min(self.count, self.step) < 1:
            msg = f"count is {self.count} and step {self.step}; each must be at least 1"
            raise ValueError(msg)

    @check_input_stream_count(1)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        rows, older = with_rows_before(sources[0], interval, self.count - 1)
        stamps = rows.timestamps
        last = np.arange(max(older, self.count - 1), len(stamps))
        if self.step > 1:
            uncounted = self._rows_before(sources[0], interval) - older
            last = last[(uncounted + last + 1 - self.count) % self.step == 0]
        yield window_batch(stamps[last], stamps[last - self.count + 1] - 1, stamps[last])

    def _rows_before(self, source: Stream, interval: TimeInterval) -> int:
        if interval.start_ms <= to_ms(MIN_DATE):
            return 0
        return source.window(TimeInterval(MIN_DATE, interval.start), force_calculation=True).count()
