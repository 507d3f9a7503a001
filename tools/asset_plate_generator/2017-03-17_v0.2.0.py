"""A plate from what an asset holds last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hyperstream import PlateCreationTool, Stream, StreamInstance, StreamMetaInstance, TimeInterval
from hyperstream.tool.plates.assets import names_in


class AssetPlateGenerator(PlateCreationTool):
    """The names in the last instance of the interval that is executed, as the values of a new plate.

    Which instance that is, depends on how a request is split. Names are the keys of a dictionary, or the
    items of a list. Faithful to 0.3.8 asset_plate_generator v0.2.0.

    Parameters:
        element: Look at what lies under this key of the value, instead of the value.
        filters: Only these names; None: all.
        use_value_instead_of_key: Names are the values of a dictionary.
    """

    split_invariant = False

    element: Any = None
    filters: list[str | int] | None = None
    use_value_instead_of_key: bool = False

    def _execute(self, source: Stream, interval: TimeInterval) -> Iterator[StreamMetaInstance]:
        last = source.window(interval, force_calculation=True).last()
        if last is not None:
            for name in names_in(last.value, self.element, self.filters, self.use_value_instead_of_key):
                yield StreamMetaInstance(StreamInstance(last.timestamp, name), name)
