"""How many rows of a batch are stored together."""

from __future__ import annotations

from .batch import Batch

SEGMENT_ROWS = 4096
"""Rows that one stored segment holds at most."""

WIDE = 32
"""Columns of a table from which on segments have fewer rows, so that none outgrows a document."""


def segment_rows(batch: Batch) -> int:
    """How many rows of such a batch make a segment: fewer where a row has very many cells."""
    return SEGMENT_ROWS if batch.width <= WIDE else max(1, SEGMENT_ROWS * WIDE // batch.width)


def split(batch: Batch, rows: int | None = None) -> list[Batch]:
    """The batch in pieces of at most ``rows`` rows (`segment_rows` unless given); none for an empty batch."""
    rows = segment_rows(batch) if rows is None else rows
    return [batch[start : start + rows] for start in range(0, len(batch), rows)]
