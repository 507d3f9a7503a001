"""Streams moved to another channel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hyperstream import Batch, Stream, TimeInterval, Tool


class Copy(Tool):
    """Gives the instances of all its sources unchanged.

    Moves a stream to another channel, or joins streams that have no timestamp in common. As 0.3.8
    copy v0.0.1.
    """

    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        for source in sources:
            yield from source.window(interval, force_calculation=True).batches()
