"""The end of a workflow on a plate that nobody reads."""

from __future__ import annotations

from collections.abc import Sequence

from hyperstream import SelectorTool, Stream, StreamMetaInstance, TimeInterval


class PlateSink(SelectorTool):
    """Has all its sources computed, and gives nothing.

    As 0.3.8 plate_sink v0.0.1.

    Parameters:
        selector_meta_data: None; there is nothing to select.
    """

    selector_meta_data: None = None

    def _execute(self, sources: Sequence[Stream], interval: TimeInterval) -> Sequence[StreamMetaInstance]:
        for source in sources:
            source.window(interval, force_calculation=True).first()
        return ()
