"""Means of lists of dictionaries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.rows import mapped


class ListDictMean(Tool):
    """For each value, a list of dictionaries of numbers: per key the sum, divided by the length of the list.

    A dictionary that lacks a key counts as 0 there. An empty list gives an empty dictionary. As 0.3.8
    list_dict_mean v0.0.1, where an empty list was an error.
    """

    @check_input_stream_count(1)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        return mapped(sources[0], interval, _means)


def _means(dictionaries: Sequence[dict[Any, float]]) -> dict[Any, float]:
    totals: Counter[Any] = Counter()
    for dictionary in dictionaries:
        totals.update(dictionary)
    return {key: total / len(dictionaries) for key, total in totals.items()}
