"""The key of the largest item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.rows import mapped


class DictArgmax(Tool):
    """The key under which each (dictionary) value is largest; the first of equals, None where it is empty.

    As 0.3.8 dict_argmax v0.0.1.
    """

    @check_input_stream_count(1)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        return mapped(sources[0], interval, _argmax)


def _argmax(value: dict[Any, Any]) -> Any:
    return max(value, key=value.__getitem__, default=None)
