"""Several streams side by side, time by time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...batch import Batch
from ...stream import Stream
from ...time_interval import TimeInterval
from ..windows import runs


def by_time(
    sources: Sequence[Stream], interval: TimeInterval
) -> tuple[NDArray[np.int64], list[list[tuple[int, Any]]]]:
    """Each timestamp (ms) of any source, and what is there: pairs of the source's place and its value."""
    batches = [source.window(interval, force_calculation=True).to_batch() for source in sources]
    places = np.repeat(np.arange(len(batches)), [len(batch) for batch in batches])
    rows = Batch.concat(batches)
    # A stable order: at equal times, that of the sources.
    order = rows.timestamps.argsort(kind="stable")
    rows, places = rows.take(order), places[order]
    pairs = list(zip(places.tolist(), rows.values_list(), strict=True))
    starts, stops = runs(rows.timestamps)
    groups = zip(starts.tolist(), stops.tolist(), strict=True)
    return rows.timestamps[starts], [pairs[start:stop] for start, stop in groups]
