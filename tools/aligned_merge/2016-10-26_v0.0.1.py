"""Several streams side by side, all with the same times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from hyperstream import Batch, Stream, TimeInterval, Tool
from hyperstream.utils import from_ms


class AlignedMerge(Tool):
    """At each timestamp the values of all sources together; one that a source lacks is an error.

    As 0.3.8 aligned_merge v0.0.1; from v0.1.2 on, what not all sources have is left out.

    Parameters:
        names: One name a source: the values become dictionaries. None: tuples, in the order of
            the sources.
    """

    names: list[str] | None = None

    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        if self.names is not None and len(self.names) != len(sources):
            msg = f"{len(self.names)} names are given for {len(sources)} sources: {self.names}"
            raise TypeError(msg)
        rows = [source.window(interval, force_calculation=True).to_batch() for source in sources]
        if not rows:
            return
        _check_aligned(rows, sources)
        values: list[Any] = list(zip(*(batch.values_list() for batch in rows), strict=True))
        if self.names is not None:
            values = [dict(zip(self.names, items, strict=True)) for items in values]
        yield Batch(rows[0].timestamps, values)


def _check_aligned(rows: Sequence[Batch], sources: Sequence[Stream]) -> None:
    for batch, source in zip(rows, sources, strict=True):
        alone = np.setxor1d(batch.timestamps, rows[0].timestamps, assume_unique=True)
        if len(alone):
            when, first = from_ms(int(alone[0])), sources[0].stream_id
            msg = f"{first} and {source.stream_id} are not aligned: only one of them has {when}"
            raise ValueError(msg)
