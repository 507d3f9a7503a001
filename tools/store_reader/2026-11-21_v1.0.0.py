"""Rows of the time-series store as a stream."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hyperstream import Batch, Stream, TimeInterval
from hyperstream.tool.series import SeriesTool, cells


class StoreReader(SeriesTool):
    """Gives the rows of a series of the time-series store (``hs.store``).

    Times stay. A series that does not exist has no rows. What is written into the series later, or corrected,
    makes the rows that rest on it stale.

    Parameters:
        reference: First name of the series.
        symbol: Second name. None: the value of ``symbol`` in the sink's meta data, so that one factor reads
            a series for each symbol of a plate.
        columns: One column as text: its bare values, without the rows that have none. A list: dictionaries
            of these. None: dictionaries of all cells.
    """

    reference: str
    symbol: str | None = None
    columns: str | list[str] | None = None

    def other_sources(self, sink: Stream) -> Sequence[Stream]:
        """The stream that holds the series."""
        return (self.store(sink).series_stream(*self.series(sink)),)

    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        for batch in sources[-1].window(interval, force_calculation=True).batches():
            yield cells(batch, self.columns)
