"""One stream split over a plate, by times that another stream gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hyperstream import MultiOutputTool, Stream, StreamMetaInstance, TimeInterval
from hyperstream.tool.plates.in_force import last_in_interval, needed
from hyperstream.tool.plates.time_slots import slots, split_by_time, within


class SplitterTimeAwareFromStream(MultiOutputTool):
    """Sends the instances in each of some intervals to a plate value, if all of it is executed at once.

    The splitting stream's last value in the interval that is executed names them, as the time_intervals of
    splitter_time_aware; for an asset, its last value up to there. One that does not lie inside the interval
    that is executed is left out, with a warning: which ones, depends on how a request is split. Faithful to
    0.3.8 splitter_time_aware_from_stream v0.0.1.
    """

    split_invariant = False

    def _execute(
        self,
        source: Stream,
        splitting_stream: Stream | None,
        interval: TimeInterval,
        meta_data_id: str,
        output_plate_values: Sequence[Any],
    ) -> Iterator[StreamMetaInstance]:
        named = slots(last_in_interval(needed(splitting_stream), interval))
        return split_by_time(source, within(named, interval), interval, meta_data_id)
