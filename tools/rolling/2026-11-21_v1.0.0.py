"""A statistic of the time around each instance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.statistics.moving import boundaries
from hyperstream.tool.statistics.window_statistics import (
    Statistic,
    check_quantile,
    full_enough,
    window_statistic,
)
from hyperstream.tool.windows import spanning, windows_around

MILLISECOND = timedelta(milliseconds=1)


class Rolling(Tool):
    """At each instance, a statistic of the instances in the time window that ends there, or lies around it.

    The window at t is ``(t - window, t]``, or, centred, ``(t - window/2, t + window/2]``. Each is computed
    from its own rows, whatever interval is asked for. The results are floats (``count``: int), ``var`` and
    ``std`` those of the sample. NaN among the rows makes the result NaN; so does a single row ``var`` and
    ``std``. Near the newest data a centred window holds what is there already; when more arrives, the
    result is computed again.

    Parameters:
        window: Length, such as ``"7d"``.
        statistic: What to compute.
        centred: Put the window around the instance instead of before it.
        min_count: Rows that a window needs to give a result.
        quantile: Which one, for the statistic ``"quantile"``: 0 to 1, interpolated linearly.
    """

    window: timedelta
    statistic: Statistic = "mean"
    centred: bool = False
    min_count: int = 1
    quantile: float = 0.5

    def validate(self) -> None:
        """Refuse a window without length."""
        if self.window < MILLISECOND:
            msg = f"window is {self.window}; it must be at least a millisecond"
            raise ValueError(msg)
        check_quantile(self.quantile)

    @property
    def lookahead(self) -> timedelta:
        """Half of a centred window lies after the instance."""
        return self.window // MILLISECOND // 2 * MILLISECOND if self.centred else timedelta(0)

    @property
    def lookback(self) -> timedelta:
        """The other half, or all of it, lies before."""
        return self.window - self.lookahead

    @check_input_stream_count(1)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        before, after = self.lookback // MILLISECOND, self.lookahead // MILLISECOND
        reach = spanning(interval.start_ms - before, interval.end_ms + after)
        everything = sources[0].window(reach, force_calculation=True).to_batch()
        for rows, here, starts, stops in windows_around(everything, interval, before, after):
            moments = boundaries(here + after, before + after)
            found = window_statistic(rows, starts, stops, self.statistic, self.quantile, moments)
            yield Batch(here, found).where(full_enough(starts, stops, self.min_count))
