"""Sums of lists of dictionaries."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import Any

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.rows import mapped

logger = logging.getLogger(f"hyperstream.tools.{__name__}")


class ListDictSum(Tool):
    """For each value, a list of dictionaries of numbers: the sums per key.

    As 0.3.8 list_dict_sum v0.0.1, where the sums of one instance went on into the next.

    Parameters:
        start_dict: What each sum begins with, by key; None: with nothing.
        log_new_keys: Tell of keys that ``start_dict``, if there is one, does not have, once each.
        insert_new_keys: Sum under them; otherwise they are left out.
    """

    start_dict: dict[Any, Any] | None = None
    log_new_keys: bool = True
    insert_new_keys: bool = True

    @check_input_stream_count(1)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        told: set[Any] = set()
        return mapped(sources[0], interval, lambda value: self._sums(value, told))

    def _sums(self, dictionaries: Sequence[dict[Any, Any]], told: set[Any]) -> dict[Any, Any]:
        sums = dict(self.start_dict or {})
        for dictionary in dictionaries:
            for key, number in dictionary.items():
                if key not in sums:
                    self._tell(key, told)
                if key in sums or self.insert_new_keys:
                    sums[key] = sums.get(key, 0) + number
        return sums

    def _tell(self, key: Any, told: set[Any]) -> None:
        if self.start_dict is not None and self.log_new_keys and key not in told:
            told.add(key)
            done = "summed too" if self.insert_new_keys else "left out"
            logger.warning("list_dict_sum: the key %r is not in start_dict; %s", key, done)
