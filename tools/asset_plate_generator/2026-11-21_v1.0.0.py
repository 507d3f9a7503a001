"""A plate from what an asset holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hyperstream import PlateCreationTool, Stream, StreamInstance, StreamMetaInstance, TimeInterval
from hyperstream.tool.plates.assets import names_in
from hyperstream.tool.plates.in_force import in_force


class AssetPlateGenerator(PlateCreationTool):
    """The names that an asset holds at any time of the interval, as the values of a new plate.

    Names are the keys of a dictionary, or the items of a list. An asset's value holds until its next one.
    Exact: 0.3.8 asset_plate_generator looked at the last instance of the interval that was executed.

    Parameters:
        element: Look at what lies under this key of the value, instead of the value.
        filters: Only these names; None: all.
        use_value_instead_of_key: Names are the values of a dictionary.
    """

    element: Any = None
    filters: list[str | int] | None = None
    use_value_instead_of_key: bool = False

    def _execute(self, source: Stream, interval: TimeInterval) -> Iterator[StreamMetaInstance]:
        for part, value in in_force(source, interval):
            for name in names_in(value, self.element, self.filters, self.use_value_instead_of_key):
                yield StreamMetaInstance(StreamInstance(part.end, name), name)
