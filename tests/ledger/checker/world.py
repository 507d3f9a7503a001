"""The store of the checker: a value that executes one primitive at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from hyperstream.stores.ledger.machine import Delete, Insert, Reach, Read, Scan, View
from hyperstream.stores.ledger.model import Ledger, Segment
from hyperstream.stores.port import Append, Publish

NOW = 0
LEASE = 1
EXPIRED = 0
GONE = "gone"


class World(NamedTuple):
    """One stream in a store: its ledger and its segments."""

    ledger: Ledger | None = None
    segments: tuple[Segment, ...] = ()


class Swap(NamedTuple):
    """The second half of a publication: its segments are written, now the ledger."""

    change: Publish | Append


def visible(world: World) -> tuple[tuple[int, str], ...]:
    """The rows that the definition shows, straight from its words; sorted, repeated ones too."""
    ledger = world.ledger
    if ledger is None:
        return ()
    whole = {n for lo, hi in ledger.whole for n in range(lo, hi + 1)}
    found = [item for chunk in ledger.tail for item in chunk.payload.items]
    for segment in world.segments:
        for t, value in segment.payload.items:
            if segment.n in whole or _in_cut(ledger, segment.n, t):
                found.append((t, value))
    return tuple(sorted(found))


def miscounted(world: World) -> bool:
    """Whether the ledger counts other segments than there are of its whole numbers."""
    ledger = world.ledger
    if ledger is None:
        return False
    return ledger.stored != sum(any(lo <= seg.n <= hi for lo, hi in ledger.whole) for seg in world.segments)


def _in_cut(ledger: Ledger, n: int, t: int) -> bool:
    return any(part.a < t <= part.b and any(lo <= n <= hi for lo, hi in part.cut) for part in ledger.parts)


def computed_by(world: World, t: int) -> str:
    """The tool that computed time ``t``, empty for none."""
    ledger = world.ledger
    for part in ledger.parts if ledger else ():
        if part.a < t <= part.b and (fp := ledger.fps[part.fp]) is not None:
            return fp.tool
    return ""


def execute(world: World, request: Any) -> tuple[World, Any]:
    """The store after one primitive, and its reply."""
    if isinstance(request, Read):
        return world, View(world.ledger, NOW)
    if isinstance(request, Swap):
        return _swap(world, request.change)
    if isinstance(request, Insert):
        return insert(world, request.segments), None
    if isinstance(request, Delete):
        kept = tuple(seg for seg in world.segments if not _deleted(seg, request))
        return world._replace(segments=kept), len(world.segments) - len(kept)
    if isinstance(request, Scan):
        return world, _scanned(world, request)
    assert isinstance(request, Reach)
    return world, _reached(world, request)


def _scanned(world: World, request: Scan) -> tuple[Segment, ...]:
    lowest = request.a - request.span
    return tuple(seg for seg in world.segments if lowest < seg.a <= request.b and seg.b > request.a)


def _reached(world: World, request: Reach) -> dict[int, list[tuple[int, int]]]:
    hulls: dict[int, list[tuple[int, int]]] = {}
    for seg in world.segments:
        if seg.n in request.numbers:
            hulls.setdefault(seg.n, []).append((seg.a, seg.b))
    return hulls


def insert(world: World, segments: tuple[Segment, ...]) -> World:
    """With these segments; a segment is known by its number and hull."""
    known = {seg[:3]: seg for seg in (*world.segments, *segments)}
    ordered = sorted(known.values(), key=lambda seg: (seg.a, seg.b, seg.n))
    return world._replace(segments=tuple(ordered))


def _deleted(seg: Segment, request: Delete) -> bool:
    if request.within not in (None, (seg.a, seg.b)):
        return False
    return any(lo <= seg.n <= hi for lo, hi in request.ranges)


def _swap(world: World, change: Publish | Append) -> tuple[World, bool]:
    old = world.ledger
    if (0 if old is None else old.rev) != change.rev or (old is not None and old.inc != change.ledger.inc):
        return world, False
    new = change.ledger
    if old is not None:
        # Holder and expiry of a claim that was there are its own: whoever writes its entry again
        # does not bring an expired one back to life.
        known = {claim.hi: claim for claim in old.claims}
        claims = (
            c if c.hi not in known else c._replace(who=known[c.hi].who, exp=known[c.hi].exp)
            for c in new.claims
        )
        new = replace(new, claims=tuple(claims))
    return World(new, world.segments), True


def expire(world: World, hi: int) -> World:
    """The claim whose last number is ``hi`` has run out."""
    ledger = world.ledger
    assert ledger is not None
    claims = tuple(c._replace(exp=EXPIRED) if c.hi == hi else c for c in ledger.claims)
    return world._replace(ledger=replace(ledger, claims=claims))


def orphaned(world: World, who: str) -> World:
    """The holder of these claims is gone; another process may come to bear its name."""
    ledger = world.ledger
    if ledger is None or all(claim.who != who for claim in ledger.claims):
        return world
    claims = tuple(c._replace(who=GONE) if c.who == who else c for c in ledger.claims)
    return world._replace(ledger=replace(ledger, claims=claims))
