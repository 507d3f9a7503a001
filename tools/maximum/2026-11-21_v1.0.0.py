"""Largest values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from hyperstream import AggregateTool, Batch, Stream, TimeInterval
from hyperstream.tool.pooling import pooled


class Maximum(AggregateTool):
    """The largest value over time, over a plate, or over both.

    With ``every``, one value a period, at the period's end: periods ``(end - every, end]`` follow each other
    from 1970-01-01T00:00Z on, and one without rows gives nothing. Without it, one value at each timestamp of
    any source. With ``over``, all streams of the plate together. Results are floats; a NaN among the rows
    makes the result NaN.

    Parameters:
        every: Length of a period, such as ``"1h"``; None: every timestamp for itself.
        offset: Moves the ends of all periods, such as ``"6h"`` for days that end at six.
        aggregation_meta_data: Tag of the plate that is joined (``over=`` of a factory); None: no plate is.
    """

    every: timedelta | None = None
    offset: timedelta = timedelta(0)
    aggregation_meta_data: str | None = None

    @property
    def lookback(self) -> timedelta:
        """A period that ends just inside the interval begins almost its length before it."""
        return self.every or timedelta(0)

    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        yield from pooled(sources, interval, "max", self.every, self.offset)
