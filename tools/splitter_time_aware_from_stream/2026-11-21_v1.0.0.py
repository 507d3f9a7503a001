"""One stream split over a plate, by times that another stream gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hyperstream import MultiOutputTool, Stream, StreamMetaInstance, TimeInterval
from hyperstream.tool.plates.in_force import needed
from hyperstream.tool.plates.time_slots import slots, split_by_time


class SplitterTimeAwareFromStream(MultiOutputTool):
    """Sends the instances in each of some intervals to a plate value; the splitting stream names them.

    What counts is the newest value that the splitting stream has, whenever it was written; when it gets a
    new one, all is computed again. Its values are as the time_intervals of splitter_time_aware. Exact: 0.3.8
    splitter_time_aware_from_stream left out whatever interval did not lie wholly within the one that was
    executed.
    """

    def _execute(
        self,
        source: Stream,
        splitting_stream: Stream | None,
        interval: TimeInterval,
        meta_data_id: str,
        output_plate_values: Sequence[Any],
    ) -> Iterator[StreamMetaInstance]:
        newest = needed(splitting_stream).window(TimeInterval.all_time(), force_calculation=True).last()
        if newest is not None:
            yield from split_by_time(source, slots(newest.value), interval, meta_data_id)
