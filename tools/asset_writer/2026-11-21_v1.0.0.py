"""A value that is given once and for all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from hyperstream import MIN_DATE, Stream, StreamInstance, TimeInterval, Tool, check_input_stream_count

ALWAYS = MIN_DATE + timedelta(milliseconds=1)
"""The first moment that an interval can hold."""


class AssetWriter(Tool):
    """One instance with the given value, at the moment from which it holds.

    Tools that read assets take the last value up to their time, and so find it, if nothing else is said, at
    all times. Exact: 0.3.8 asset_writer wrote the value again at the end of every interval that was
    executed.

    Parameters:
        value: The value.
        first: The moment from which it holds; always, if nothing else is said.
    """

    value: Any
    first: datetime = ALWAYS

    @check_input_stream_count(0)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[StreamInstance]:
        if self.first in interval:
            yield StreamInstance(self.first, self.value)
