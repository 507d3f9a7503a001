"""Dictionaries split over a plate, key by key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hyperstream import MultiOutputTool, Stream, StreamInstance, StreamMetaInstance, TimeInterval
from hyperstream.tool.plates.routing import named


class SplitterOfDict(MultiOutputTool):
    """Sends each item of each (dictionary) value to the plate value that the mapping gives for its key.

    Keys that the mapping does not have go nowhere. As 0.3.8 splitter_of_dict v0.0.2.

    Parameters:
        mapping: From keys, compared as text, to plate values; a list maps each item to itself.
    """

    mapping: dict[Any, Any] | list[Any]

    def validate(self) -> None:
        """Compare names as text."""
        self._plate_values = named(self.mapping)

    def _execute(
        self,
        source: Stream,
        splitting_stream: Stream | None,
        interval: TimeInterval,
        meta_data_id: str,
        output_plate_values: Sequence[Any],
    ) -> Iterator[StreamMetaInstance]:
        for timestamp, value in source.window(interval, force_calculation=True):
            for key, item in value.items():
                plate_value = self._plate_values.get(str(key))
                if plate_value is not None:
                    instance = StreamInstance(timestamp, item)
                    yield StreamMetaInstance(instance, (meta_data_id, plate_value))
