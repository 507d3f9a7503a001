"""Streams of a plate joined into dictionaries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from hyperstream import AggregateTool, Batch, Stream, TimeInterval
from hyperstream.tool.plates.joining import by_time
from hyperstream.tool.plates.routing import plate_value


class AggregateIntoDictAndApply(AggregateTool):
    """At every timestamp of any source, a dictionary from plate values to a function of their values there.

    Plate values come sorted. As 0.3.8 aggregate_into_dict_and_apply v0.0.1.

    Parameters:
        func: ``func(value)``.
        aggregation_meta_data: Tag of the plate that is joined.
    """

    func: Callable[..., Any]

    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        named = {plate_value(source, self.aggregation_meta_data): source for source in sources}
        names = sorted(named)
        stamps, groups = by_time([named[name] for name in names], interval)
        yield Batch(stamps, [{names[place]: self.func(value) for place, value in found} for found in groups])
