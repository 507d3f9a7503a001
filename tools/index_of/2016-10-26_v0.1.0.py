"""One plate value picked out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hyperstream import SelectorTool, Stream, StreamMetaInstance, TimeInterval
from hyperstream.tool.plates.selecting import at_plate_value


class IndexOf(SelectorTool):
    """The sources that lie at one value of a plate, on the plate where they are.

    As 0.3.8 index_of v0.1.0; from v0.2.0 on they are moved to the plate above.

    Parameters:
        index: The plate value; compared as text.
        selector_meta_data: Tag of the plate.
    """

    index: str | int
    selector_meta_data: str

    def _execute(self, sources: Sequence[Stream], interval: TimeInterval) -> Iterator[StreamMetaInstance]:
        for source in at_plate_value(sources, self.selector_meta_data, self.index):
            for instance in source.window(interval, force_calculation=True):
                yield StreamMetaInstance(instance, source.stream_id.meta_data)
