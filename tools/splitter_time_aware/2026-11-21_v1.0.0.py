"""One stream split over a plate, by time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hyperstream import MultiOutputTool, Stream, StreamMetaInstance, TimeInterval
from hyperstream.tool.plates.time_slots import slots, split_by_time


class SplitterTimeAware(MultiOutputTool):
    """Sends the instances in each of some intervals to a plate value; those in none go nowhere.

    Exact: 0.3.8 splitter_time_aware left out whatever interval did not lie wholly within the one that was
    executed.

    Parameters:
        time_intervals: `TimeIntervals`, or a list of `TimeInterval`: the plate values are "1", "2", ... in
            their order. Or a list of pairs ``(plate value, TimeInterval)``, each plate value once.
    """

    time_intervals: Any

    def validate(self) -> None:
        """Name a plate value for each interval."""
        self._slots = slots(self.time_intervals)

    def _execute(
        self,
        source: Stream,
        splitting_stream: Stream | None,
        interval: TimeInterval,
        meta_data_id: str,
        output_plate_values: Sequence[Any],
    ) -> Iterator[StreamMetaInstance]:
        return split_by_time(source, self._slots, interval, meta_data_id)
