"""One plate value picked out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hyperstream import SelectorTool, Stream, StreamMetaInstance, TimeInterval


class IndexOf(SelectorTool):
    """The sources that lie at one value of a plate, moved to the plate above it.

    As 0.3.8 index_of v0.2.0.

    Parameters:
        index: The plate value; compared as text.
        selector_meta_data: Tag of the plate.
    """

    index: str | int
    selector_meta_data: str

    def _execute(self, sources: Sequence[Stream], interval: TimeInterval) -> Iterator[StreamMetaInstance]:
        pair = (self.selector_meta_data, str(self.index))
        found = [source for source in sources if pair in source.stream_id.meta_data]
        if not found:
            known = ", ".join(str(source.stream_id) for source in sources)
            msg = f"no source lies at {pair[0]}={pair[1]}; the sources are {known}"
            raise IndexError(msg)
        for source in found:
            rest = tuple(item for item in source.stream_id.meta_data if item != pair)
            for instance in source.window(interval, force_calculation=True):
                yield StreamMetaInstance(instance, rest)
