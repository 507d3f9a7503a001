"""Values beyond a limit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.windows import numbers


class Threshold(Tool):
    """Keeps the instances whose value lies above one limit, below another, or between two.

    Values are numbers; NaN is never kept. The limits themselves are out, unless ``inclusive``.

    Parameters:
        above: Keep what is greater; None: no limit.
        below: Keep what is less; None: no limit.
        inclusive: Keep what equals a limit too.
    """

    above: float | None = None
    below: float | None = None
    inclusive: bool = False

    def validate(self) -> None:
        """Refuse to keep everything."""
        if self.above is None and self.below is None:
            msg = "neither above nor below is given; give one, or both"
            raise ValueError(msg)

    @check_input_stream_count(1)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        for batch in sources[0].window(interval, force_calculation=True).batches():
            values = numbers(batch)
            kept = ~np.isnan(values)
            if self.above is not None:
                kept &= (values >= self.above) if self.inclusive else (values > self.above)
            if self.below is not None:
                kept &= (values <= self.below) if self.inclusive else (values < self.below)
            yield batch.where(kept)
