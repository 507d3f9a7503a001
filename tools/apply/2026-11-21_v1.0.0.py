"""A function of each value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.rows import applied, joined

ROWS_AT_ONCE = 1 << 20
"""For a vectorised function."""


class Apply(Tool):
    """Replaces each value by a function of it; times stay.

    As 0.3.8 apply v0.0.3.

    Parameters:
        func: ``func(value)``, or ``func(timestamp, value)`` with ``include_timestamps``.
        include_timestamps: Give the function the time (an aware datetime) too.
        vectorised: Call the function with many rows at once, as arrays or lists: ``func(values)``, or
            ``func(timestamps, values)`` with timestamps ``int64[n]`` in ms. It has to treat each row by
            itself: how many it gets together depends on what is asked for.
    """

    func: Callable[..., Any]
    include_timestamps: bool = False
    vectorised: bool = False

    def estimated_count(self, interval: TimeInterval, counts: Sequence[int | None]) -> int | None:
        """As many as its source has."""
        return counts[0] if counts else None

    @check_input_stream_count(1)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        batches = sources[0].window(interval, force_calculation=True).batches()
        if self.vectorised:
            return (self._at_once(batch) for batch in joined(batches, ROWS_AT_ONCE))
        return (batch.with_values(self._one_by_one(batch)) for batch in batches)

    def _at_once(self, batch: Batch) -> Batch:
        columns = (batch.timestamps, batch.values) if self.include_timestamps else (batch.values,)
        return applied(self.func, batch, *columns)

    def _one_by_one(self, batch: Batch) -> list[Any]:
        if self.include_timestamps:
            return [self.func(timestamp, value) for timestamp, value in batch.instances()]
        return [self.func(value) for value in batch.values_list()]
