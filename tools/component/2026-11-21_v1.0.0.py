"""One component of values that have several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count


class Component(Tool):
    """The item ``value[key]`` of each value that has it; other instances are left out.

    As 0.3.8 component v0.0.1.

    Parameters:
        key: A key of dictionaries, or a place in lists and tuples.
    """

    key: Any

    @check_input_stream_count(1)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        for batch in sources[0].window(interval, force_calculation=True).batches():
            found = [self._has(value) for value in batch.values_list()]
            rest = batch.where(found)
            yield rest.with_values([value[self.key] for value in rest.values_list()])

    def _has(self, value: Any) -> bool:
        if isinstance(value, dict):
            return self.key in value
        if isinstance(value, list | tuple) and type(self.key) is int:
            return -len(value) <= self.key < len(value)
        return False
