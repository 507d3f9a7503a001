"""Ticks at fixed times, in intervals that end after the first one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from hyperstream import MIN_DATE, Stream, StreamInstance, TimeInterval, Tool, check_input_stream_count


class Clock(Tool):
    """One tick every so often: at ``first + k * stride`` for k = 0, 1, ...; its value is its time.

    An interval that ends before ``first`` is an error, so that it depends on how a request is split whether
    there is one. Faithful to 0.3.8 clock v0.1.0.

    Parameters:
        first: The first tick.
        stride: Seconds from tick to tick.
    """

    split_invariant = False

    first: datetime = MIN_DATE
    stride: float = 1.0

    def validate(self) -> None:
        """Refuse a stride that leads nowhere."""
        self._stride = timedelta(seconds=self.stride)
        if not self._stride >= timedelta(milliseconds=1):
            msg = f"stride is {self.stride!r} seconds; it must be at least 0.001"
            raise ValueError(msg)

    @check_input_stream_count(0)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[StreamInstance]:
        if interval.end < self.first:
            msg = f"{interval} ends before the first tick, {self.first}"
            raise ValueError(msg)
        tick = self.first + max(0, (interval.start - self.first) // self._stride) * self._stride
        while tick <= interval.end:
            if tick > interval.start:
                instance = StreamInstance(tick, tick)
                yield StreamInstance(instance.timestamp, instance.timestamp)
            tick += self._stride
