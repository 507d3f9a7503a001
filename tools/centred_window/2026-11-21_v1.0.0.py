"""A window around each instance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.window_streams import window_batch

MILLISECOND = timedelta(milliseconds=1)


class CentredWindow(Tool):
    """Windows as values: at each instance's time t, the interval ``(t - width/2, t + width/2]``.

    Of a width of an odd number of milliseconds, the larger half lies before the instance. Windows are cut to
    the years 1 to 9999.

    Parameters:
        width: Length of the window, such as ``"1h"``.
    """

    width: timedelta

    def validate(self) -> None:
        """Refuse a window without length."""
        if self.width < MILLISECOND:
            msg = f"width is {self.width}; it must be at least a millisecond"
            raise ValueError(msg)

    @check_input_stream_count(1)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        width = self.width // MILLISECOND
        for batch in sources[0].window(interval, force_calculation=True).batches():
            ends = batch.timestamps + width // 2
            yield window_batch(batch.timestamps, ends - width, ends)
