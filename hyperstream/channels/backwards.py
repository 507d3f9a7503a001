"""Reading the end of a stream without walking the rest of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..batch.batch import Batch
from ..stores.ledger.model import Ledger

GROWTH = 8
"""By how much the look back widens when it has not found enough."""

FIRST_LOOK_MS = 1000
"""How far back the first look goes at least."""


def read_last(read: Callable[[int, int], Iterator[Batch]], hint: Ledger, a: int, b: int, n: int) -> Batch:
    """The last ``n`` rows in ``(a, b]``, ascending.

    Looks back from the newest row as far as one segment reaches, then ``GROWTH`` times as far, and so
    on. Each look is one read, so the answer is one committed version; together they cost little more
    than the last.

    Args:
        read: Gives the rows of ``(a, b]``.
        hint: A ledger of the stream, which may be old; it only says where to look first.
        a: Start in ms, left out.
        b: End in ms, in.
        n: How many rows.
    """
    if n == 0 or b <= a:
        return Batch.empty()
    end = max(a, min(b, hint.last))
    reach = _first_look(hint, end, n)
    while True:
        start = max(a, end - reach)
        # `end` only says where to look from: later rows belong to the answer.
        found = Batch.concat(read(start, b))
        if len(found) >= n or start == a:
            return found[-n:]
        reach *= GROWTH


def _first_look(hint: Ledger, end: int, n: int) -> int:
    """How far back from ``end`` to look first, ms: to the last rows of the tail if they are enough."""
    count = 0
    for chunk in reversed(hint.tail):
        count += chunk.count if chunk.b <= end else 0
        if count >= n:
            return max(1, end - chunk.a + 1)
    return max(hint.span, FIRST_LOOK_MS)
