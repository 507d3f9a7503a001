"""Rows as segments: so many rows each, and never more bytes than a document of MongoDB may have.

The bounds hold for every store that keeps bytes, so that a store can always be copied to another.
"""

from __future__ import annotations

from typing import Any

from ...utils.errors import ValueNotStorableError
from ...utils.time_utils import from_ms
from .model import Segment
from .rows import Kit

SEGMENT_BYTES = 4 * 1024 * 1024
"""A segment of several rows that takes more is halved; a reader holds some dozens at once."""

ROW_BYTES = 15 * 1024 * 1024
"""What one row may take; a document of MongoDB has 16 MiB, all of its fields together."""


def segments_of(rows: Any, payload: Any, kit: Kit) -> list[Segment]:
    """One segment without a number yet, or several where its payload has too many bytes for one.

    Raises:
        ValueNotStorableError: One row alone takes more than `ROW_BYTES`.
    """
    first, count = rows.first_ms, len(rows)
    if type(payload) is bytes and len(payload) > SEGMENT_BYTES:
        if count > 1:
            halves = _halves(rows, kit)
            return [segment for half in halves for segment in segments_of(half, kit.encode(half), kit)]
        _check_row(first, len(payload))
    return [Segment(0, first, first if count == 1 else rows.last_ms, count, payload)]


def _halves(rows: Any, kit: Kit) -> tuple[Any, Any]:
    times = kit.times(rows)
    middle = times[len(times) // 2 - 1]
    return rows.between(times[0] - 1, middle), rows.between(middle, times[-1])


def _check_row(time: int, size: int) -> None:
    if size > ROW_BYTES:
        when = from_ms(time)
        msg = (
            f"The value at {when.isoformat()} takes {size:,} bytes, and one value may take {ROW_BYTES:,}; "
            "nothing of this write is visible. Keep large things in files, and their names in the stream."
        )
        raise ValueNotStorableError(msg, timestamp=when, size=size, limit=ROW_BYTES)
