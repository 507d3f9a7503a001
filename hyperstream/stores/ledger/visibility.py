"""What is visible, what is cut, what is dead.

A row at time ``t`` in a segment numbered ``n`` is visible if and only if ``n`` is in ``whole``, or
in the ``cut`` of the part that holds ``t``. Rows in the tail are visible. Nothing else is.
"""

from __future__ import annotations

from functools import reduce

from ...time_interval.spans import Spans, normalise
from . import numbers
from .model import Ledger, Ranges
from .parts import pieces


def shown(ledger: Ledger, n: int, a: int, b: int) -> Spans:
    """Where in ``(a, b]`` rows numbered ``n`` are visible."""
    if numbers.holds(ledger.whole, n):
        return ((a, b),) if a < b else ()
    return normalise((part.a, part.b) for part in pieces(ledger.parts, a, b) if numbers.holds(part.cut, n))


def cuts(ledger: Ledger) -> Ranges:
    """Every number that is visible in some part and hidden in another."""
    found = {part.cut for part in ledger.parts if part.cut}
    return reduce(numbers.union, found, numbers.NONE)


def dead(ledger: Ledger) -> Ranges:
    """Numbers that will never be visible again: in no claim, not in ``whole``, in no cut."""
    alive = numbers.union(ledger.whole, cuts(ledger))
    for claim in ledger.claims:
        alive = numbers.union(alive, ((claim.n, claim.hi),))
    return numbers.between(alive, 1, ledger.next - 1)


def still_shown(then: Ledger, now: Ledger, a: int, b: int) -> bool:
    """Whether all that ``then`` showed in ``(a, b]`` is still visible, so that no row of it can be gone."""
    if now.inc != then.inc or not numbers.subset(then.whole, now.whole):
        return False
    return all(
        numbers.subset(numbers.difference(part.cut, now.whole), other.cut)
        for part in pieces(then.parts, a, b)
        if part.cut
        for other in pieces(now.parts, part.a, part.b)
    )


def computed(ledger: Ledger) -> Spans:
    """What a tool computed or a user declared computed; settled raw time is not."""
    return normalise(
        (part.a, part.b)
        for part in ledger.parts
        if (fp := ledger.fps[part.fp]) is not None and fp.tool != "given"
    )
