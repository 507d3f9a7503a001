"""The end of a workflow over windows that nobody reads."""

from __future__ import annotations

from collections.abc import Sequence

from hyperstream import Stream, StreamInstance, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.window_streams import read_windows


class SlidingSink(Tool):
    """Has the second source computed over all windows that the first source gives, and gives nothing.

    A window's value is a `TimeInterval`, as sliding_window gives it. As 0.3.8 sliding_sink v0.0.2.
    """

    @check_input_stream_count(2)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Sequence[StreamInstance]:
        windows = read_windows(sources[0], interval)
        if len(windows.stamps):
            sources[1].window(windows.hull, force_calculation=True).first()
        return ()
