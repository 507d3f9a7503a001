"""One stream given to the plate values that another stream names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from hyperstream import MultiOutputTool, Stream, StreamMetaInstance, TimeInterval
from hyperstream.tool.plates.broadcasting import copies, plate_values
from hyperstream.tool.plates.in_force import last_in_interval, needed


class StreamBroadcasterFromStream(MultiOutputTool):
    """Gives a function of all instances of the interval that is executed to all plate values of a stream.

    Those are the values (or keys) of the splitting stream's last value in the interval; of an asset, of the
    last one up to its end. All of it depends on how a request is split. Faithful to 0.3.8
    stream_broadcaster_from_stream v0.0.2.

    Parameters:
        func: ``func(instances)``, with an iterator of `StreamInstance`; gives an instance, or several.
        use_keys_not_values: Take the keys of the splitting stream's dictionaries as plate values.
    """

    split_invariant = False

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
        value = last_in_interval(needed(splitting_stream), interval)
        found = self.func(iter(source.window(interval, force_calculation=True)))
        return copies(found, meta_data_id, plate_values(value, self.use_keys_not_values))
