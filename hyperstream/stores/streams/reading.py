"""Reading: the visible rows of an interval as batches, page by page, each page of one version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ...batch.batch import Batch
from ...batch.segments import SEGMENT_ROWS
from ..keys import StreamKey
from ..ledger import reader
from ..ledger.model import Ledger
from ..ledger.reader import Page
from ..ledger.tail import rows_in
from ..ledger.visibility import shown
from .driver import Driver
from .kit import BatchKit

GROWTH = 8
"""By how much a page grows that had not enough rows."""


def read(driver: Driver, kit: BatchKit, key: StreamKey, a: int, b: int) -> Iterator[Batch]:
    """Visible rows in ``(a, b]``, ascending; one version up to `reader.PAGE_SEGMENTS` segments."""
    while a < b:
        done = driver.finish(reader.begin(key, a, b))
        page: Page = done.value
        if done.ledger is not None:
            yield from in_order(_pieces(done.ledger, page, a, kit), kit)
        a = page.upto


def first(driver: Driver, kit: BatchKit, key: StreamKey, a: int, b: int, n: int) -> Batch:
    """The first ``n`` visible rows in ``(a, b]``, of one version, from no more segments than needed.

    A page that turns out too short (its segments are small, or hidden by newer ones) is read again, longer.
    """
    most = 1 + n // SEGMENT_ROWS
    while n > 0 and a < b:
        done = driver.finish(reader.begin(key, a, b, most=most))
        if done.ledger is None:
            break
        found = _enough(in_order(_pieces(done.ledger, done.value, a, kit), kit), n)
        if len(found) == n or done.value.upto >= b:
            return found
        most *= GROWTH
    return Batch.empty()


def _enough(batches: Iterable[Batch], n: int) -> Batch:
    """The first ``n`` rows of these batches; what lies behind them is not unpacked."""
    found: list[Batch] = []
    for batch in batches:
        found.append(batch[:n])
        n -= len(found[-1])
        if not n:
            break
    return Batch.concat(found)


def look(
    driver: Driver, kit: BatchKit, key: StreamKey, a: int, b: int
) -> tuple[Ledger | None, Iterator[Batch]]:
    """The ledger of one version of ``(a, b]``, and its visible rows, ascending."""
    done = driver.finish(reader.begin(key, a, b, paged=False))
    if done.ledger is None:
        return None, iter(())
    return done.ledger, in_order(_pieces(done.ledger, done.value, a, kit), kit)


def _pieces(ledger: Ledger, page: Page, a: int, kit: BatchKit) -> Iterator[tuple[int, Batch]]:
    """What the segments of a page and the tail show, each with a time that nothing after it begins before.

    That is the segment's own first time, not that of its first row to be seen: where a newer write hides
    the beginning of an older segment, the newer segment comes later and begins before what is left.
    """
    tail = rows_in(ledger.tail, a, page.upto, kit)
    newest = kit.join(tail) if tail else None
    for segment in page.segments:
        if newest is not None and newest.first_ms <= segment.a:
            yield newest.first_ms, newest
            newest = None
        places = shown(ledger, segment.n, max(a, segment.a - 1), min(page.upto, segment.b))
        if places:
            rows = kit.decode(segment.payload)
            yield segment.a, kit.join([rows.between(x, y) for x, y in places])
    if newest is not None:
        yield newest.first_ms, newest


def in_order(pieces: Iterable[tuple[int, Batch]], kit: Any) -> Iterator[Batch]:
    """Pieces that may overlap, each with a time that neither it nor a later one begins before, ascending."""
    held = Batch.empty()
    for first, rows in pieces:
        if not len(rows):
            continue
        if len(held):
            ready = held if held.last_ms < first else held.between(held.first_ms - 1, first - 1)
            if len(ready):
                yield ready
            held = Batch.empty() if ready is held else held.between(first - 1, held.last_ms)
        held = kit.join((held, rows)) if len(held) else rows
    if len(held):
        yield held
