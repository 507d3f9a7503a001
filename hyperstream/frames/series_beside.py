"""The time-series store as channels are offered it: made when a tool first asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..batch.batch import Batch
from ..stream.stream import Stream

if TYPE_CHECKING:
    from .store import FrameStore


class SeriesBeside:
    """A `SeriesStore` that asks for the real one with each use.

    Args:
        store: Gives the time-series store.
    """

    def __init__(self, store: Callable[[], FrameStore]) -> None:
        self._store = store

    def series_stream(self, reference: str, symbol: str) -> Stream:
        """The stream that holds a series; see `FrameStore.series_stream`."""
        return self._store().series_stream(reference, symbol)

    def replace_rows(self, reference: str, symbol: str, a: int, b: int, rows: Batch) -> int:
        """Make these rows all that a series has in ``(a, b]`` (ms); see `FrameStore.replace_rows`."""
        return self._store().replace_rows(reference, symbol, a, b, rows)
