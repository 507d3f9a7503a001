"""The end of a workflow that nobody reads."""

from __future__ import annotations

from collections.abc import Sequence

from hyperstream import Stream, StreamInstance, TimeInterval, Tool


class Sink(Tool):
    """Has its sources computed, and gives nothing.

    As 0.3.8 sink v0.0.1.
    """

    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Sequence[StreamInstance]:
        for source in sources:
            source.window(interval, force_calculation=True).first()
        return ()
