"""A function of lists, or of each key of lists of dictionaries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.keyed import by_key
from hyperstream.tool.rows import mapped


class RelativeApply(Tool):
    """A function of each (list) value, as relative_window gives them.

    Where the list holds dictionaries, the function is called once a key, and the results make a dictionary.
    As 0.3.8 relative_apply v0.0.2, where dictionaries were ignored or failed.

    Parameters:
        func: ``func(values)``, with an iterator over the items of a list or over those under one key.
    """

    func: Callable[..., Any]

    @check_input_stream_count(1)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        return mapped(sources[0], interval, self._result)

    def _result(self, items: Sequence[Any]) -> Any:
        if items and all(isinstance(item, dict) for item in items):
            return {key: self.func(iter(values)) for key, values in by_key(items).items()}
        return self.func(iter(items))
