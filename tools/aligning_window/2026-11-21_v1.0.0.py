"""A window at each instance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.window_streams import window_batch


class AligningWindow(Tool):
    """Windows as values: at each instance's time t, the interval ``(t + lower, t + upper]``.

    As 0.3.8 aligning_window v0.1.0. Windows are cut to the years 1 to 9999.

    Parameters:
        lower: Start of the window, seconds from the instance.
        upper: End of the window, seconds from the instance.
    """

    lower: float = -1.0
    upper: float = 0.0

    def validate(self) -> None:
        """Refuse a window that ends before it starts."""
        self._lower, self._upper = (
            timedelta(seconds=seconds) // timedelta(milliseconds=1) for seconds in (self.lower, self.upper)
        )
        if not self._lower < self._upper:
            msg = f"lower is {self.lower} and upper {self.upper}; a window has to end after it starts"
            raise ValueError(msg)

    @check_input_stream_count(1)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        for batch in sources[0].window(interval, force_calculation=True).batches():
            stamps = batch.timestamps
            yield window_batch(stamps, stamps + self._lower, stamps + self._upper)
