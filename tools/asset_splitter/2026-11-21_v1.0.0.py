"""Dictionaries split over a plate, as assets are kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hyperstream import MultiOutputTool, Stream, StreamInstance, StreamMetaInstance, TimeInterval


class AssetSplitter(MultiOutputTool):
    """Sends each item of each (dictionary) value to the plate value that its key names.

    As 0.3.8 asset_splitter v0.2.0.

    Parameters:
        element: Split what lies under this key of the value, instead of the value.
        filters: Only these keys; None: all.
    """

    element: Any = None
    filters: list[str | int] | None = None

    def validate(self) -> None:
        """Compare names as text."""
        self._wanted = None if self.filters is None else set(map(str, self.filters))

    def _execute(
        self,
        source: Stream,
        splitting_stream: Stream | None,
        interval: TimeInterval,
        meta_data_id: str,
        output_plate_values: Sequence[Any],
    ) -> Iterator[StreamMetaInstance]:
        for timestamp, value in source.window(interval, force_calculation=True):
            items = value if self.element is None else value[self.element]
            for key, item in items.items():
                if self._wanted is None or str(key) in self._wanted:
                    instance = StreamInstance(timestamp, item)
                    yield StreamMetaInstance(instance, (meta_data_id, str(key)))
