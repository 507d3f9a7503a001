"""One stream split over a plate, as another stream says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hyperstream import MultiOutputTool, Stream, StreamMetaInstance, TimeInterval
from hyperstream.tool.plates.in_force import last_in_interval, needed
from hyperstream.tool.plates.routing import Strangers
from hyperstream.tool.plates.splitting import Splitting


class SplitterFromStream(MultiOutputTool):
    """Sends each instance to plate values by the last mapping of the interval that is executed.

    Which mapping that is, depends on how a request is split. Of an asset it is the last one up to the end
    of the interval. A mapping is a dictionary from names to plate values, or a list, which maps each item
    to itself. Faithful to 0.3.8 splitter_from_stream v0.0.3.

    Parameters:
        element: Key of the element that names the plate value; it is taken out, and an unknown name is told
            once. None: each key of the (dictionary) value names one, and what lies under it, if it is not
            None, goes there.
        use_mapping_keys_only: Take the keys of the mapping as plate values.
    """

    split_invariant = False

    element: Any = None
    use_mapping_keys_only: bool = False

    def _execute(
        self,
        source: Stream,
        splitting_stream: Stream | None,
        interval: TimeInterval,
        meta_data_id: str,
        output_plate_values: Sequence[Any],
    ) -> Iterator[StreamMetaInstance]:
        mapping = last_in_interval(needed(splitting_stream), interval)
        rows = source.window(interval, force_calculation=True).to_batch()
        splitting = Splitting(
            mapping, self.element, self.use_mapping_keys_only, Strangers("splitter_from_stream")
        )
        return splitting.send(rows, meta_data_id)
