"""Commit numbers by order only: those that nothing bears and nobody remembers are skipped.

A dead attempt that wrote no segment leaves a number that cannot matter any more; two histories that
differ in such numbers go on alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from hyperstream.stores.ledger.cleaner import Deleting, Doubting
from hyperstream.stores.ledger.commits import Commit, Finding
from hyperstream.stores.ledger.machine import Compute, Delete, Job, Reach
from hyperstream.stores.ledger.model import Claim, Ledger, Part, Ranges, Segment
from hyperstream.stores.ledger.numbers import each, gathered
from hyperstream.stores.ledger.scanning import Found

from .tiny import TinyRows
from .world import World

_LEAVES = frozenset({int, str, bytes, bool, type(None), Job, TinyRows})

NOTHING = 0
"""Stands for "no number" in segments that have none yet and in computations without a claim."""


def numbers_in(value: Any) -> frozenset[int]:
    """Every commit number that a state bears."""
    found: set[int] = set()

    def note(n: int) -> int:
        found.add(n)
        return n

    Renaming(note)(value)
    return frozenset(found)


def renumbered(value: Any, names: Mapping[int, int], following: int) -> Any:
    """The state with its numbers renamed; ``following`` is the next free one."""
    return Renaming({NOTHING: NOTHING, **names}.__getitem__, following)(value)


class Renaming:
    """Walks through a state and renames every number in it.

    Args:
        name: The new name of a number.
        following: The next free number; None to leave it.
    """

    def __init__(self, name: Callable[[int], int], following: int | None = None) -> None:
        self._name = name
        self._next = following
        self._kinds: dict[type, Callable[[Any], Any]] = {
            Ledger: self._ledger,
            Part: lambda part: part._replace(cut=self._ranges(part.cut)),
            Claim: self._claim,
            Segment: lambda segment: segment._replace(n=name(segment.n)),
            Commit: lambda commit: commit._replace(n=name(commit.n), found=self(commit.found)),
            Finding: lambda f: f._replace(
                out=self._firsts(f.out), folded=self._ranges(f.folded), sizes=self._firsts(f.sizes)
            ),
            Found: lambda found: found._replace(stored=self._firsts(found.stored)),
            Compute: lambda request: request._replace(n=name(request.n)),
            Reach: lambda request: request._replace(numbers=tuple(map(name, request.numbers))),
            Delete: lambda request: request._replace(ranges=self._ranges(request.ranges)),
            Deleting: lambda s: s._replace(
                ledger=self(s.ledger), rest=None if s.rest is None else self._firsts(s.rest)
            ),
            Doubting: lambda s: s._replace(
                ledger=self(s.ledger), doubtful=self._firsts(s.doubtful), hidden=self._firsts(s.hidden)
            ),
            World: self._world,
        }

    def __call__(self, value: Any) -> Any:
        kind = type(value)
        if kind in _LEAVES:
            return value
        known = self._kinds.get(kind)
        if known is not None:
            return known(value)
        if isinstance(value, tuple):
            fields = map(self, value)
            return tuple(fields) if kind is tuple else kind(*fields)
        return value

    def _ledger(self, ledger: Ledger) -> Ledger:
        return replace(
            ledger,
            next=self._next if self._next is not None and ledger.next else ledger.next,
            whole=self._ranges(ledger.whole),
            parts=tuple(map(self, ledger.parts)),
            claims=tuple(map(self, ledger.claims)),
        )

    def _claim(self, claim: Claim) -> Claim:
        first, *_ = named = [self._name(n) for n in range(claim.n, claim.hi + 1)]
        return claim._replace(n=first, hi=named[-1])

    def _world(self, world: World) -> World:
        segments = sorted(map(self, world.segments), key=lambda s: (s.a, s.b, s.n))
        return World(self(world.ledger), tuple(segments))

    def _ranges(self, found: Ranges) -> Ranges:
        return gathered(map(self._name, each(found)))

    def _firsts(self, items: Iterable[tuple[Any, ...]]) -> tuple[Any, ...]:
        return tuple((self._name(n), *rest) for n, *rest in items)
