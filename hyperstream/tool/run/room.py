"""How much of a call's output is held in memory before it goes into the store, ahead of its commit."""

from __future__ import annotations

import sys
from typing import Any, Protocol

import numpy as np

from ...batch import Batch
from ...batch.table import Table

HELD_BYTES = 32 << 20
"""Bytes that the outputs of one call hold together, about; packing and writing them takes as many again."""

_TIME = 8
_SAMPLE = 8
_OBJECT = 100
"""About what an instance takes beside its value: the pair, and the datetime."""


class Holder(Protocol):
    """An output, as the room sees it."""

    def write_ahead(self) -> bool:
        """Move what is held into the store; False where that cannot be."""


class Room:
    """Room for the outputs of one call, whichever of its sinks they are for.

    Args:
        limit: Bytes.
    """

    def __init__(self, limit: int = HELD_BYTES) -> None:
        self._limit = limit
        self._held: dict[Holder, int] = {}
        self._total = 0
        self._fixed: set[Holder] = set()

    def grew(self, holder: Holder, batch: Batch) -> None:
        """An output holds more; where all of them are too much, the largest are written ahead."""
        size = weight(batch)
        self._held[holder] = self._held.get(holder, 0) + size
        self._total += size
        while self._total > self._limit and (movable := self._held.keys() - self._fixed):
            largest = max(movable, key=self._held.__getitem__)
            if largest.write_ahead():
                self._total -= self._held.pop(largest)
            else:
                self._fixed.add(largest)


def weight(batch: Batch) -> int:
    """About how many bytes a batch takes."""
    column = batch.column if batch.has_columns else None
    if isinstance(column, np.ndarray):
        return len(batch) * _TIME + column.nbytes
    if isinstance(column, Table):
        return len(batch) * _TIME * (1 + batch.width)
    rows = len(batch)
    some = [batch.value_at(place) for place in range(0, rows, max(1, rows // _SAMPLE))]
    return rows * (_OBJECT + sum(map(_size, some)) // max(1, len(some)))


def _size(value: Any) -> int:
    """Bytes of a value, and of what a list or dictionary holds directly."""
    if isinstance(value, dict):
        return sys.getsizeof(value) + sum(map(sys.getsizeof, value.values()))
    if isinstance(value, list | tuple):
        return sys.getsizeof(value) + sum(map(sys.getsizeof, value))
    return sys.getsizeof(value)
