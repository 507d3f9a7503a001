"""The cleaner: segments that nobody will ever see again are deleted.

First the epoch moves, by compare-and-set, so that readers notice; what is dead is then said by
that very ledger, and dead is for ever. Numbers in claims are not dead: no clock is needed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from ..keys import StreamKey
from ..port import Publish
from .claims import live
from .machine import Delete, Done, Reach, Read, Scan, Step, View
from .model import Ledger, Segment
from .numbers import each
from .rows import Kit
from .visibility import cuts, dead, shown

Hull = tuple[int, int, int]
"""Number, first and last timestamp of a segment."""


class Cleaning(NamedTuple):
    """Waits for the ledger."""

    key: StreamKey
    kit: Kit

    def step(self, view: View) -> Step:
        """Move the epoch."""
        old = view.ledger
        if old is None:
            return None, Done(None)
        new = replace(old, rev=old.rev + 1, gc=old.gc + 1, claims=live(old, view.now))
        return Moving(self, new), Publish(self.key, old.rev, new, base=old)


class Moving(NamedTuple):
    """Waits for the epoch to have moved."""

    clean: Cleaning
    ledger: Ledger

    def step(self, reply: Any) -> Step:
        """Delete what is dead; where it did not move for sure, leave it for the next time."""
        if reply is not True:
            return None, Done(None)
        ledger = self.ledger
        ranges = dead(ledger)
        if ranges:
            return Deleting(self.clean, ledger, 0, None), Delete(ledger.inc, ranges)
        return _cut_numbers(self.clean, ledger, 0)


class Deleting(NamedTuple):
    """Waits for a deletion; ``rest`` are hulls of hidden segments still to delete, None: not asked yet."""

    clean: Cleaning
    ledger: Ledger
    count: int  # type: ignore[assignment]  # segments, not tuple.count
    rest: tuple[Hull, ...] | None

    def step(self, reply: Any) -> Step:
        """On to the next."""
        count = self.count + int(reply)
        if self.rest is None:
            return _cut_numbers(self.clean, self.ledger, count)
        return _delete_next(self.clean, self.ledger, count, self.rest)


def _cut_numbers(clean: Cleaning, ledger: Ledger, count: int) -> Step:
    """Numbers that are visible in some places only may have segments in none of them."""
    cut = tuple(each(cuts(ledger)))
    if not cut:
        return None, Done(ledger, count)
    return Sifting(clean, ledger, count), Reach(ledger.inc, cut)


class Sifting(NamedTuple):
    """Waits for the segments of the cut numbers."""

    clean: Cleaning
    ledger: Ledger
    count: int  # type: ignore[assignment]  # segments, not tuple.count

    def step(self, hulls: Any) -> Step:
        """Delete those that reach no place where they are visible; look into those that reach some."""
        hidden: list[Hull] = []
        doubtful: list[Hull] = []
        for n, reached in sorted(hulls.items()):
            for first, last in reached:
                spans = shown(self.ledger, n, first - 1, last)
                if not spans:
                    hidden.append((n, first, last))
                elif spans != ((first - 1, last),):
                    doubtful.append((n, first, last))
        return _look_into(self.clean, self.ledger, self.count, tuple(doubtful), tuple(hidden))


class Doubting(NamedTuple):
    """Waits for the rows of a segment whose hull is visible in part."""

    clean: Cleaning
    ledger: Ledger
    count: int  # type: ignore[assignment]  # segments, not tuple.count
    doubtful: tuple[Hull, ...]
    hidden: tuple[Hull, ...]

    def step(self, segments: Any) -> Step:
        """Hidden if none of its rows is visible."""
        hull, *rest = self.doubtful
        hidden = self.hidden
        if not any(self._shows(segment) for segment in segments if (segment.n, segment.a, segment.b) == hull):
            hidden = (*hidden, hull)
        return _look_into(self.clean, self.ledger, self.count, tuple(rest), hidden)

    def _shows(self, segment: Segment) -> bool:
        rows = self.clean.kit.decode(segment.payload)
        return any(
            len(rows.between(x, y)) for x, y in shown(self.ledger, segment.n, segment.a - 1, segment.b)
        )


def _look_into(
    clean: Cleaning, ledger: Ledger, count: int, doubtful: tuple[Hull, ...], hidden: tuple[Hull, ...]
) -> Step:
    if not doubtful:
        return _delete_next(clean, ledger, count, hidden)
    _, first, last = doubtful[0]
    return Doubting(clean, ledger, count, doubtful, hidden), Scan(ledger.inc, first - 1, last, ledger.span)


def _delete_next(clean: Cleaning, ledger: Ledger, count: int, rest: tuple[Hull, ...]) -> Step:
    if not rest:
        return None, Done(ledger, count)
    (n, first, last), *others = rest
    state = Deleting(clean, ledger, count, tuple(others))
    return state, Delete(ledger.inc, ((n, n),), (first, last))


def begin(key: StreamKey, kit: Kit) -> Step:
    """The first state and request of a clean-up."""
    return Cleaning(key, kit), Read(key)
