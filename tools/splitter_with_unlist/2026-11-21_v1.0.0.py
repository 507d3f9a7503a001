"""Lists of dictionaries split over a plate, one dictionary at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hyperstream import MultiOutputTool, Stream, StreamInstance, StreamMetaInstance, TimeInterval
from hyperstream.tool.plates.routing import Strangers, named


class SplitterWithUnlist(MultiOutputTool):
    """Sends each dictionary of a list inside each value to the plate value that one of its elements names.

    It goes there together with what else the value holds beside the list; the element that named the plate
    value is taken out. One that names no plate value of the mapping goes nowhere, with a warning once a
    value. Two of one list with the same plate value are an error, since a stream holds one value a time. As
    0.3.8 splitter_with_unlist v0.0.1.

    Parameters:
        element: Key of the list in the (dictionary) value.
        subelement: Key, in each dictionary of the list, of the element that names the plate value.
        mapping: From that element, as text, to the plate value; a list maps each item to itself.
    """

    element: Any
    subelement: Any
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
        strangers = Strangers("splitter_with_unlist")
        for timestamp, value in source.window(interval, force_calculation=True):
            for inner in value[self.element]:
                name = str(inner[self.subelement])
                if name in self._plate_values:
                    instance = StreamInstance(timestamp, self._merged(value, inner))
                    yield StreamMetaInstance(instance, (meta_data_id, self._plate_values[name]))
                else:
                    strangers.tell(self.subelement, name)

    def _merged(self, outer: dict[Any, Any], inner: dict[Any, Any]) -> dict[Any, Any]:
        outside = {key: item for key, item in outer.items() if key != self.element}
        inside = {key: item for key, item in inner.items() if key != self.subelement}
        return {**outside, **inside}
