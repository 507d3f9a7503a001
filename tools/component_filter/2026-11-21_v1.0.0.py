"""Instances chosen by one component."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.rows import chosen


class ComponentFilter(Tool):
    """Keeps the instances, whole, whose item ``value[key]`` is one of some values, or none of them.

    An instance without that item has none of the values: each instance passes either with ``complement``
    or without. As 0.3.8 component_filter v0.0.1, where a missing item was an error.

    Parameters:
        key: A key of the (dictionary) values.
        values: What the item may be.
        complement: Keep the others instead.
    """

    key: Any
    values: set[Any] | list[Any]
    complement: bool

    @check_input_stream_count(1)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        return chosen(sources[0], interval, self._passes)

    def _passes(self, value: dict[Any, Any]) -> bool:
        return (self.key in value and value[self.key] in self.values) is not self.complement
