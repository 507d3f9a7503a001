"""One stream split over a plate, as another stream says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hyperstream import MultiOutputTool, Stream, StreamMetaInstance, TimeInterval
from hyperstream.tool.plates.in_force import rows_by_value_in_force
from hyperstream.tool.plates.routing import Strangers
from hyperstream.tool.plates.splitting import Splitting


class SplitterFromStream(MultiOutputTool):
    """Sends each instance to plate values by a mapping that the splitting stream gives.

    Each instance goes by the mapping in force at its time: the splitting stream's last value at or before
    it. Before the first one nothing goes anywhere. A mapping is a dictionary from names to plate values, or a
    list, which maps each item to itself. Exact: 0.3.8 splitter_from_stream took the last mapping of the
    interval that was executed for all of it.

    Parameters:
        element: Key of the element that names the plate value; it is taken out, and an unknown name is told
            once. None: each key of the (dictionary) value names one, and what lies under it, if it is not
            None, goes there.
        use_mapping_keys_only: Take the keys of the mapping as plate values.
    """

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
        strangers = Strangers("splitter_from_stream")
        for mapping, rows in rows_by_value_in_force(source, splitting_stream, interval):
            splitting = Splitting(mapping, self.element, self.use_mapping_keys_only, strangers)
            yield from splitting.send(rows, meta_data_id)
