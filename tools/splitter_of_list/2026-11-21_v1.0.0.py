"""Lists split over a plate, place by place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hyperstream import MultiOutputTool, Stream, StreamInstance, StreamMetaInstance, TimeInterval


class SplitterOfList(MultiOutputTool):
    """Sends each item of each (list) value to the plate value at the same place of the mapping.

    A list longer than the mapping is an error; a shorter one leaves the other plate values without an
    instance. As 0.3.8 splitter_of_list v0.0.1.

    Parameters:
        mapping: The plate values, one a place.
    """

    mapping: list[Any]

    def _execute(
        self,
        source: Stream,
        splitting_stream: Stream | None,
        interval: TimeInterval,
        meta_data_id: str,
        output_plate_values: Sequence[Any],
    ) -> Iterator[StreamMetaInstance]:
        for timestamp, value in source.window(interval, force_calculation=True):
            if len(value) > len(self.mapping):
                msg = (
                    f"the list at {timestamp} has {len(value)} items, and the mapping names plate values for "
                    f"{len(self.mapping)}; name one for each"
                )
                raise ValueError(msg)
            for plate_value, item in zip(self.mapping, value, strict=False):
                instance = StreamInstance(timestamp, item)
                yield StreamMetaInstance(instance, (meta_data_id, str(plate_value)))
