"""Streams of a plate joined into one."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from hyperstream import AggregateTool, Stream, StreamInstance, TimeInterval


class Aggregate(AggregateTool):
    """At every timestamp of any source, a function of the list of values that are there.

    The values come in the order of the sources. As 0.3.8 aggregate v0.1.0.

    Parameters:
        func: ``func(values)``, with a list of at least one value.
        aggregation_meta_data: Tag of the plate that is joined.
    """

    func: Callable

    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[StreamInstance]:
        views = [source.window(interval, force_calculation=True) for source in sources]
        # A stable merge: at equal times, the order of the sources.
        merged = heapq.merge(*views, key=itemgetter(0))
        for timestamp, instances in groupby(merged, key=itemgetter(0)):
            yield StreamInstance(timestamp, self.func([instance.value for instance in instances]))
