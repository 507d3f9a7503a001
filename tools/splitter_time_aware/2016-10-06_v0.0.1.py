"""One stream split over a plate, by time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hyperstream import MultiOutputTool, Stream, StreamMetaInstance, TimeInterval
from hyperstream.tool.plates.time_slots import slots, split_by_time, within


class SplitterTimeAware(MultiOutputTool):
    """Sends the instances in each of some intervals to a plate value, if all of it is executed at once.

    An interval that does not lie inside the one that is executed is left out, with a warning: which ones,
    depends on how a request is split. Faithful to 0.3.8 splitter_time_aware v0.0.1.

    Parameters:
        time_intervals: `TimeIntervals`, or a list of `TimeInterval`: the plate values are "1", "2", ... in
            their order. Or a list of pairs ``(plate value, TimeInterval)``, each plate value once.
    """

    split_invariant = False

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
        return split_by_time(source, within(self._slots, interval), interval, meta_data_id)
