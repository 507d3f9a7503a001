"""A raw stream that only grows at its end: where that is, and the rows that wait to be committed there."""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime
from operator import itemgetter

from ..batch.instance import StreamInstance
from ..stores.ledger.model import GIVEN, NEVER, Ledger
from ..utils.time_utils import from_ms, to_ms

_when = itemgetter(0)


class Lengthening:
    """A stream that may be lengthened: where it ends, and the rows that wait.

    Args:
        end: Where it ends.
    """

    __slots__ = ("end", "rows")

    def __init__(self, end: datetime) -> None:
        self.end = end
        self.rows: list[StreamInstance] = []

    def places(self, a: int, b: int) -> tuple[int, int]:
        """Where the waiting rows (at least one) in ``(a, b]`` (ms) begin and end."""
        rows = self.rows
        start = 0 if a < to_ms(rows[0].timestamp) else bisect_right(rows, from_ms(a), key=_when)
        stop = len(rows) if b >= to_ms(rows[-1].timestamp) else bisect_right(rows, from_ms(b), key=_when)
        return start, stop


def end_of(ledger: Ledger) -> int | None:
    """Where a raw stream ends (ms), with nothing declared behind it; None where it is not that simple."""
    raw = all(ledger.fps[part.fp] in (None, GIVEN) for part in ledger.parts)
    if ledger.last == NEVER or ledger.claims or not raw:
        return None
    ends = [ledger.last, *(part.b for part in ledger.parts[-1:])]
    return max(ends if ledger.complete is None else [*ends, ledger.complete])
