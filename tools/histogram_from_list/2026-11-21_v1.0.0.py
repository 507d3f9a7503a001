"""Histograms of lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hyperstream import Batch, Stream, TimeInterval, Tool, check_input_stream_count
from hyperstream.tool.histograms import Bins
from hyperstream.tool.rows import mapped


class HistogramFromList(Tool):
    """For each (list) value, how many of its items fall into each bin: a list of counts.

    The bins lie between the breaks, with one below the first and one above the last. A bin holds its lower
    break and not its upper one; NaN falls into none. Categorical: a dictionary from each item, as text, to
    its count; ``.`` and ``$`` in it become ``__dot__`` and ``__dollar__``, so that any database can keep it.
    As 0.3.8 histogram_from_list v0.0.1, whose counts were wrong.

    Parameters:
        first_break: The first break.
        break_width: From one break to the next.
        n_breaks: How many breaks; one more than that are the bins.
        breaks: The breaks themselves, rising, instead of the three above.
        categorical: Count equal items instead of numbers in bins.
    """

    first_break: float = 0.0
    break_width: float = 1.0
    n_breaks: int = 101
    breaks: list[float] | None = None
    categorical: bool = False

    def validate(self) -> None:
        """Work out the bins."""
        self._bins = Bins(self.first_break, self.break_width, self.n_breaks, self.breaks)

    @check_input_stream_count(1)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        return mapped(sources[0], interval, self._count)

    def _count(self, items: Sequence[Any]) -> list[int] | dict[str, int]:
        return self._bins.categories(items) if self.categorical else self._bins.counts(items)
