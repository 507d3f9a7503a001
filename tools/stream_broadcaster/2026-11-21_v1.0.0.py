"""One stream given to every plate value."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from hyperstream import MultiOutputTool, Stream, StreamInstance, StreamMetaInstance, TimeInterval


class StreamBroadcaster(MultiOutputTool):
    """Gives a function of each value to every plate value.

    As 0.3.8 stream_broadcaster v0.0.1, which gave nothing to anybody on Python 3.

    Parameters:
        func: ``func(value)``, called once a plate value, with a copy of the value that it may change.
    """

    func: Callable[..., Any]

    def _execute(
        self,
        source: Stream,
        splitting_stream: Stream | None,
        interval: TimeInterval,
        meta_data_id: str,
        output_plate_values: Sequence[Any],
    ) -> Iterator[StreamMetaInstance]:
        for timestamp, value in source.window(interval, force_calculation=True):
            for plate_value in output_plate_values:
                instance = StreamInstance(timestamp, self.func(copy.deepcopy(value)))
                yield StreamMetaInstance(instance, (meta_data_id, plate_value))
