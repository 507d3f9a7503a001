"""Windows around what happened together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import numpy as np

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.window_streams import window_batch
from hyperstream.tool.windows import spanning

MILLISECOND = timedelta(milliseconds=1)


class SessionWindow(Tool):
    """Windows as values, each from the first to the last instance of a session.

    A session is a run of instances with no more than ``gap`` from one to the next. It is over, and its window
    is given, when ``gap`` has passed since its last instance; the window begins a millisecond before the
    first, so that it holds all of them, but no longer than ``longest`` before the last one.

    Parameters:
        gap: What ends a session, such as ``"30min"``.
        longest: How far back a session is followed, such as ``"1d"``.
    """

    gap: timedelta
    longest: timedelta = timedelta(days=1)

    def validate(self) -> None:
        """Refuse what holds no time."""
        if min(self.gap, self.longest) < MILLISECOND:
            msg = f"gap is {self.gap} and longest {self.longest}; each must be at least a millisecond"
            raise ValueError(msg)

    @property
    def lookback(self) -> timedelta:
        """To the end of a session, to its beginning as far as it is followed, and to see that it is one."""
        return self.longest + 2 * self.gap

    @check_input_stream_count(1)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        gap, longest = self.gap // MILLISECOND, self.longest // MILLISECOND
        reach = spanning(interval.start_ms - self.lookback // MILLISECOND, interval.end_ms)
        stamps = sources[0].window(reach, force_calculation=True).to_batch().timestamps
        begins = np.diff(stamps, prepend=stamps[:1] - gap - 1) > gap
        ends = np.diff(stamps, append=stamps[-1:] + gap + 1) > gap
        firsts, lasts = stamps[begins], stamps[ends]
        over = (lasts + gap > interval.start_ms) & (lasts + gap <= interval.end_ms)
        firsts, lasts = firsts[over], lasts[over]
        yield window_batch(lasts + gap, np.maximum(firsts - 1, lasts - longest), lasts)
