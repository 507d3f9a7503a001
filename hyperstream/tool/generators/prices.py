"""What the generators of prices have in common: a path at fixed ticks, entered where it is asked for."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import ClassVar

from ...batch import Batch
from ...prices import PricePath
from ...prices.checks import Floats
from ...stream import Stream
from ...time_interval import TimeInterval
from ...utils.errors import ArgumentValueError
from ..decorators import check_input_stream_count
from ..tool import Tool
from .ticks import Ticks, pieces

ROWS = 65_536
"""Ticks in one batch, so that a long interval does not fill the memory at once."""

_KEPT = 4096
"""Ticks worked out at once where few are asked for."""


class KeptPrices:
    """Prices by tick, of which the last few thousand are kept.

    Entering a path costs as much as some thousand ticks, so a stream that grows tick by tick would
    pay that for each of them.

    Args:
        prices: Gives the prices of the ticks ``[first, stop)``.
        size: How many are worked out together where fewer are asked for.
    """

    def __init__(self, prices: Callable[[int, int], Floats], size: int = _KEPT) -> None:
        self._prices = prices
        self._size = min(size, _KEPT)
        self._kept: tuple[int, Floats] | None = None

    def at(self, first: int, stop: int) -> Floats:
        """The prices of the ticks ``[first, stop)``, one a row; errors as `PricePath.prices`."""
        start = first // self._size * self._size
        if stop > start + self._size:
            return self._prices(first, stop)
        kept = self._kept  # read once: another thread may put others there
        if kept is None or kept[0] != start:
            try:
                kept = (start, self._prices(start, start + self._size))
            except ArgumentValueError:
                # The path ends somewhere after the ticks that are asked for; those may be there.
                return self._prices(first, stop)
            self._kept = kept
        return kept[1][first - start : stop - start]


class PriceGenerator(Tool):
    """A price at each tick ``first + k * stride``, the same however the interval is split.

    A tool derives from it, has parameters ``stride`` and ``first`` and gives its `path`.
    """

    _framework: ClassVar[bool] = True
    first: ClassVar[datetime]
    stride: ClassVar[float]

    @abstractmethod
    def path(self) -> PricePath:
        """The prices by tick; raises where a parameter is out of bounds."""

    def validate(self) -> None:
        """Refuse parameters that are out of bounds."""
        self._ticks = Ticks(self.first, self.stride)
        path = self.path()
        self._prices = KeptPrices(path.prices, path.ticks_at_once())

    def expected_count(self, interval: TimeInterval) -> int:
        """One for each tick."""
        first, stop = self._ticks.within(interval)
        return stop - first

    @check_input_stream_count(0)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        for first, stop in pieces(*self._ticks.within(interval), ROWS):
            yield Batch(self._ticks.times(first, stop), self._prices.at(first, stop))
