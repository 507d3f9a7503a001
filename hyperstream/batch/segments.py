"""How many rows of a batch are stored together."""

from __future__ import annotations

from .batch import Batch
from .table import Table

SEGMENT_ROWS = 4096
"""Rows that one stored segment holds at most, unless they are those of a table."""

WIDE = 32
"""Columns of a table from which on segments have fewer rows, so that none outgrows a document."""

TABLE_ROWS = 4 * SEGMENT_ROWS
"""Rows that a segment of a table holds at most; its columns are unpacked one by one, when asked for."""


def segment_rows(batch: Batch) -> int:
    """How many rows of such a batch make a segment: as many cells as `WIDE` columns of `SEGMENT_ROWS` have.

    Packing a column costs as much as packing some thousand floats, whatever is in it, so tables of few
    columns have longer segments.
    """
    if not isinstance(batch.column, Table):
        return SEGMENT_ROWS
    return max(1, min(TABLE_ROWS, SEGMENT_ROWS * WIDE // max(1, batch.width)))


def split(batch: Batch, rows: int | None = None) -> list[Batch]:
    """The batch in pieces of at most ``rows`` rows (`segment_rows` unless given); none for an empty batch."""
    rows = segment_rows(batch) if rows is None else rows
    return [batch[start : start + rows] for start in range(0, len(batch), rows)]
