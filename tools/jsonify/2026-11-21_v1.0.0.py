"""Instances as JSON text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from hyperstream import Stream, StreamInstance, TimeInterval, Tool, check_input_stream_count
from hyperstream.utils import json_serial


class Jsonify(Tool):
    """Each instance as the JSON text of ``[str(timestamp), value]``, keys sorted.

    Times inside values appear in ISO 8601, intervals by start and end. As 0.3.8 jsonify v0.0.1.
    """

    @check_input_stream_count(1)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[StreamInstance]:
        for timestamp, value in sources[0].window(interval, force_calculation=True):
            text = json.dumps([str(timestamp), value], sort_keys=True, default=json_serial)
            yield StreamInstance(timestamp, text)
