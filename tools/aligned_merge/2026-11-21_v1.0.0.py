"""Several streams side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hyperstream import Batch, Stream, TimeInterval, Tool
from hyperstream.tool.windows import common_timestamps


class AlignedMerge(Tool):
    """At each timestamp that all sources have, their values together; other instances are left out.

    As 0.3.8 aligned_merge v0.1.2.

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
        common = common_timestamps(rows)
        columns = [batch.take(batch.timestamps.searchsorted(common)).values_list() for batch in rows]
        values: list[Any] = list(zip(*columns, strict=True))
        if self.names is not None:
            values = [dict(zip(self.names, items, strict=True)) for items in values]
        yield Batch(common, values)
