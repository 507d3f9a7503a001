"""One stream given to the plate values that another stream names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from hyperstream import MultiOutputTool, Stream, StreamMetaInstance, TimeInterval
from hyperstream.tool.plates.broadcasting import copies, plate_values
from hyperstream.tool.plates.in_force import rows_by_value_in_force


class StreamBroadcasterFromStream(MultiOutputTool):
    """Gives a function of each instance to all plate values that the splitting stream names at its time.

    Those are the values (or keys) of the splitting stream's last value at or before it; before the first one
    nothing is given to anybody. Exact: 0.3.8 stream_broadcaster_from_stream called the function with all
    instances of the interval that was executed, and took the last plate values of it.

    Parameters:
        func: ``func(instances)``, with an iterator of one `StreamInstance`; gives an instance, or several, or
            none, with times inside any interval that holds the one it got.
        use_keys_not_values: Take the keys of the splitting stream's dictionaries as plate values.
    """

    func: Callable[..., Any]
    use_keys_not_values: bool = False

    def _execute(
        self,
        source: Stream,
        splitting_stream: Stream | None,
        interval: TimeInterval,
        meta_data_id: str,
        output_plate_values: Sequence[Any],
    ) -> Iterator[StreamMetaInstance]:
        for value, rows in rows_by_value_in_force(source, splitting_stream, interval):
            wanted = plate_values(value, self.use_keys_not_values)
            for instance in rows:
                yield from copies(self.func(iter((instance,))), meta_data_id, wanted)
