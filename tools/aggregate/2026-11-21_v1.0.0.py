"""Streams of a plate joined into one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from hyperstream import AggregateTool, Batch, Stream, TimeInterval
from hyperstream.tool.windows import runs


class Aggregate(AggregateTool):
    """At every timestamp of any source, a function of the list of values that are there.

    The values come in the order of the sources. As 0.3.8 aggregate v0.1.0.

    Parameters:
        func: ``func(values)``, with a list of at least one value.
        aggregation_meta_data: Tag of the plate that is joined.
    """

    func: Callable[..., Any]

    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        rows = Batch.concat(source.window(interval, force_calculation=True).to_batch() for source in sources)
        # A stable order: at equal times, that of the sources.
        rows = rows.take(rows.timestamps.argsort(kind="stable"))
        values = rows.values_list()
        starts, stops = runs(rows.timestamps)
        groups = zip(starts.tolist(), stops.tolist(), strict=True)
        yield Batch(rows.timestamps[starts], [self.func(values[start:stop]) for start, stop in groups])
