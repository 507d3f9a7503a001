"""The smallest tool there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count


class Dummy(Tool):
    """Gives its source unchanged. Copy it to begin a tool of your own."""

    @check_input_stream_count(1)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        yield from sources[0].window(interval, force_calculation=True).batches()
