"""Bringing what a user writes into time order, under the rule of one value per timestamp."""

from __future__ import annotations

from ..batch.batch import Batch
from .ports import OnConflict


def in_order(batch: Batch, on_conflict: OnConflict) -> Batch:
    """The same rows in time order, each timestamp once.

    Equal rows count once. Of rows that differ at one timestamp the first stays with ``"ignore"`` and
    the last with ``"replace"``, as if they had been written one after the other.

    Raises:
        DuplicateInstanceError: ``"raise"``, and a timestamp has two values.
    """
    if len(batch) < 2 or batch.is_ordered:
        return batch
    if on_conflict == "raise":
        return batch.ordered(drop_equal=True)
    rows = batch.instances()
    kept = {row.timestamp: row for row in (reversed(rows) if on_conflict == "ignore" else rows)}
    return Batch.from_instances(kept.values()).ordered()
