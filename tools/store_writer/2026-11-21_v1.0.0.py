"""A stream into the time-series store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hyperstream import Batch, Stream, TimeInterval, check_input_stream_count
from hyperstream.tool.series import SeriesTool


class StoreWriter(SeriesTool):
    """Writes its source into a series of the time-series store (``hs.store``), and gives it on unchanged.

    Over each interval that is computed the series holds exactly the rows of the source: what else was there
    is replaced, what lies outside stays. It is written before the sink, so that after a crash the same is
    written again. Values that are dictionaries become a column a key, others the column ``value``.

    To have a series kept by a workflow alone, put the node itself into the channel ``frames``: it is then
    written and recorded in one step.

    Parameters:
        reference: First name of the series; it is made if it does not exist.
        symbol: Second name. None: the value of ``symbol`` in the sink's meta data, so that one factor writes
            a series for each symbol of a plate.
    """

    reference: str
    symbol: str | None = None

    @check_input_stream_count(1)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        yield sources[0].window(interval, force_calculation=True).to_batch()

    def _execute_for(
        self,
        sink: Stream,
        sources: Sequence[Stream],
        alignment_stream: Stream | None,
        interval: TimeInterval,
    ) -> Iterator[Batch]:
        for rows in self._execute(sources, alignment_stream, interval):
            self.store(sink).replace_rows(*self.series(sink), interval.start_ms, interval.end_ms, rows)
            yield rows
