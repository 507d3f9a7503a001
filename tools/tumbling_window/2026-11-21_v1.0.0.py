"""Windows back to back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import numpy as np

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.window_streams import window_batch
from hyperstream.tool.windows import Periods

ROWS = 65_536
"""Windows in one batch, so that a long interval does not fill the memory at once."""


class TumblingWindow(Tool):
    """Windows as values that follow each other without gap or overlap: at t the interval ``(t - every, t]``.

    Their ends lie at ``offset + k * every`` since 1970-01-01T00:00Z, so a window is the same whatever
    interval is asked for.

    Parameters:
        every: Length of a window, such as ``"1d"`` (24 hours of UTC), ``"15min"`` or seconds.
        offset: Moves all ends, such as ``"6h"`` for days that end at six.
    """

    every: timedelta
    offset: timedelta = timedelta(0)

    def validate(self) -> None:
        """Refuse windows without length."""
        self._periods = Periods(self.every, self.offset)

    @check_input_stream_count(0)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        ends = self._periods.ends_in(interval)
        for place in range(0, len(ends), ROWS):
            piece = ends[place : place + ROWS]
            some = np.arange(piece.start, piece.stop, piece.step, dtype=np.int64)
            yield window_batch(some, some - self._periods.every_ms, some)
