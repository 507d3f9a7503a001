"""Some components of values that have many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.rows import mapped


class ComponentSet(Tool):
    """Each (dictionary) value cut down to some of its keys; a value that has none of them becomes empty.

    The items stay in the order of the value. As 0.3.8 component_set v0.0.1.

    Parameters:
        keys: The keys to keep.
    """

    keys: set[Any] | list[Any]

    @check_input_stream_count(1)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        return mapped(sources[0], interval, self._cut_down)

    def _cut_down(self, value: dict[Any, Any]) -> dict[Any, Any]:
        return {key: item for key, item in value.items() if key in self.keys}
