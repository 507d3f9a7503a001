"""One stream split over a plate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hyperstream import MultiOutputTool, Stream, StreamInstance, StreamMetaInstance, TimeInterval
from hyperstream.tool.plates.routing import Strangers, named


class Splitter(MultiOutputTool):
    """Sends each instance to the plate value that one element of its (dictionary) value names.

    The element is taken out of the value. An instance whose element names no plate value of the mapping goes
    nowhere, with a warning once a value. As 0.3.8 splitter v0.0.1.

    Parameters:
        element: Key of the element.
        mapping: From the element's value, as text, to the plate value; a list maps each item to itself.
    """

    element: Any
    mapping: dict[Any, Any] | list[Any]

    def validate(self) -> None:
        """Take the names as text, as the elements are."""
        self._plate_values = named(self.mapping)

    def _execute(
        self,
        source: Stream,
        splitting_stream: Stream | None,
        interval: TimeInterval,
        meta_data_id: str,
        output_plate_values: Sequence[Any],
    ) -> Iterator[StreamMetaInstance]:
        strangers = Strangers("splitter")
        for timestamp, value in source.window(interval, force_calculation=True):
            name = str(value[self.element])
            if name in self._plate_values:
                rest = {key: item for key, item in value.items() if key != self.element}
                instance = StreamInstance(timestamp, rest)
                yield StreamMetaInstance(instance, (meta_data_id, self._plate_values[name]))
            else:
                strangers.tell(self.element, name)
