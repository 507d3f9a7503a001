"""Dictionaries with one and the same value under every key."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import Any

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.rows import mapped


class DictValuesToConst(Tool):
    """Each (dictionary) value with every item replaced by a constant, so that only its keys matter.

    As 0.3.8 dict_values_to_const v0.0.1.

    Parameters:
        const: The constant.
    """

    const: Any = 1

    @check_input_stream_count(1)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        return mapped(sources[0], interval, self._constant)

    def _constant(self, value: dict[Any, Any]) -> dict[Any, Any]:
        return {key: copy.deepcopy(self.const) for key in value}
