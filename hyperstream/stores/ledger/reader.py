"""The reader: one committed version of an interval, whatever writers and clean-ups do meanwhile.

One ledger read before, one small read after; a second attempt is needed at most once a clean-up,
and only if the clean-up may have taken away something that the first ledger showed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ..keys import StreamKey
from .machine import Done, Read, Scan, Step, View
from .model import Ledger, Segment
from .visibility import still_shown

PAGE_SEGMENTS = 1024
"""A longer reading is done in pages, each of one version, so that it is never overtaken for ever."""


class Page(NamedTuple):
    """The segments that hold all rows of the interval up to ``upto``, by first timestamp."""

    segments: tuple[Segment, ...]
    upto: int


class Looking(NamedTuple):
    """Waits for the ledger that will be the version given (L1)."""

    key: StreamKey
    a: int
    b: int
    paged: bool = True
    most: int | None = None

    def step(self, view: View) -> Step:
        """Ask for the segments, or end: there is no such stream."""
        if view.ledger is None:
            return None, Done(None, value=Page((), self.b))
        ledger = view.ledger
        if not (ledger.whole or any(part.cut for part in ledger.parts)):
            # No segment is visible: all there is lies in the tail, and that came with the ledger.
            return None, Done(ledger, value=Page((), self.b))
        return Fetching(self, ledger), Scan(ledger.inc, self.a, self.b, ledger.span)


class Fetching(NamedTuple):
    """Waits for the segments."""

    look: Looking
    ledger: Ledger

    def step(self, segments: Any) -> Step:
        """Look whether a clean-up has run since."""
        page = _page(iter(segments), self.look)
        return Checking(self.look, self.ledger, page), Read(self.look.key)


class Checking(NamedTuple):
    """Waits for the clean-up epoch as it is after the segments were read."""

    look: Looking
    ledger: Ledger
    page: Page

    def step(self, view: View) -> Step:
        """Ended with L1 and its segments; or start again, because some of them may be gone."""
        then, now, look = self.ledger, view.ledger, self.look
        if now is not None and now.inc == then.inc:
            safe = now.gc == then.gc or still_shown(then, now, look.a, self.page.upto)
        else:
            safe = False
        return (None, Done(then, value=self.page)) if safe else look.step(view)


def _page(segments: Iterator[Segment], look: Looking) -> Page:
    """So many segments, and up to where their rows are complete: before the first that is left out."""
    taken: list[Segment] = []
    most = PAGE_SEGMENTS if look.most is None else look.most
    for segment in segments:
        if look.paged and len(taken) >= most and segment.a > max(look.a + 1, taken[-1].a):
            return Page(tuple(taken), segment.a - 1)
        taken.append(segment)
    return Page(tuple(taken), look.b)


def begin(key: StreamKey, a: int, b: int, paged: bool = True, most: int | None = None) -> Step:
    """The first state and request of a reading of ``(a, b]``, of its first page or of all of it.

    ``most`` is how many segments make a page, `PAGE_SEGMENTS` unless given.
    """
    return Looking(key, a, b, paged, most), Read(key)
