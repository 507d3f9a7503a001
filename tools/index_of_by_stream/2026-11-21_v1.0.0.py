"""One plate value picked out, of a plate that another stream names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hyperstream import SelectorTool, Stream, StreamMetaInstance, TimeInterval
from hyperstream.tool.plates.in_force import in_force
from hyperstream.tool.plates.selecting import at_plate_value


class IndexOfByStream(SelectorTool):
    """The sources that lie at one value of a plate, on the plate where they are; a stream names the plate.

    The first source gives the tag of the plate: what counts at each moment is its last value at or before
    it. Before the first one nothing is picked. Exact: 0.3.8 index_of_by_stream took the last tag of the
    interval that was executed for all of it.

    Parameters:
        index: The plate value; compared as text.
        selector_meta_data: None; the first source gives the tag.
    """

    index: str | int
    selector_meta_data: None = None

    def _execute(self, sources: Sequence[Stream], interval: TimeInterval) -> Iterator[StreamMetaInstance]:
        naming, *streams = sources
        for part, tag in in_force(naming, interval):
            for source in at_plate_value(streams, str(tag), self.index):
                for instance in source.window(part, force_calculation=True):
                    yield StreamMetaInstance(instance, source.stream_id.meta_data)
