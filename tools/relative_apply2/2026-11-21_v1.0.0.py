"""A function of each key of lists of dictionaries, and its numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.keyed import by_key, is_number
from hyperstream.tool.rows import mapped


class RelativeApply2(Tool):
    """For each value, a list of dictionaries: a function of each key and its numbers, as a dictionary.

    Items that are no numbers are left out, and keys that have no number. As 0.3.8 relative_apply2 v0.0.2,
    which gave one instance a key at one and the same time.

    Parameters:
        func: ``func(key, values)``, with the list of the numbers under that key.
    """

    func: Callable[..., Any]

    @check_input_stream_count(1)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        return mapped(sources[0], interval, self._results)

    def _results(self, dictionaries: Sequence[dict[Any, Any]]) -> dict[Any, Any]:
        return {key: self.func(key, values) for key, values in by_key(dictionaries, is_number).items()}
