"""One stream split over a plate."""

from __future__ import annotations

import copy
import logging
from collections.abc import Iterator, Sequence
from typing import Any

from hyperstream import MultiOutputTool, Stream, StreamInstance, StreamMetaInstance, TimeInterval

logger = logging.getLogger(f"hyperstream.tools.{__name__}")


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
        mapping = self.mapping
        pairs = mapping if isinstance(mapping, dict) else {item: item for item in mapping}
        self._plate_values = {str(name): str(plate_value) for name, plate_value in pairs.items()}

    def _execute(
        self,
        source: Stream,
        splitting_stream: Stream | None,
        interval: TimeInterval,
        meta_data_id: str,
        output_plate_values: Sequence[Any],
    ) -> Iterator[StreamMetaInstance]:
        unknown = set()
        for timestamp, value in source.window(interval, force_calculation=True):
            rest = copy.deepcopy(value)
            name = str(rest.pop(self.element))
            if name in self._plate_values:
                instance = StreamInstance(timestamp, rest)
                yield StreamMetaInstance(instance, (meta_data_id, self._plate_values[name]))
            elif name not in unknown:
                unknown.add(name)
                logger.warning(
                    "splitter: %r = %r has no plate value in the mapping; left out", self.element, name
                )
