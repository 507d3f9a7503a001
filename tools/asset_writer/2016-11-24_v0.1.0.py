"""A value that is given at the end of each interval."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hyperstream import Stream, StreamInstance, TimeInterval, Tool, check_input_stream_count


class AssetWriter(Tool):
    """One instance with the given value, at the end of each interval that is executed.

    How many that are, depends on how a request is split. Faithful to 0.3.8 asset_writer v0.1.0.

    Parameters:
        value: The value.
    """

    split_invariant = False

    value: Any

    @check_input_stream_count(0)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[StreamInstance]:
        yield StreamInstance(interval.end, self.value)
