"""Breadth first through every state that a scenario can reach."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from hyperstream.stores.ledger.appending import Appending, OpenAppending
from hyperstream.stores.ledger.committing import Committing, Releasing
from hyperstream.stores.ledger.machine import LOST, Done, Read
from hyperstream.stores.ledger.reader import Checking, Fetching
from hyperstream.stores.port import Append, Publish

from .actors import DEAD, Actor, Spec, hear, inner
from .canonical import CURRENT, FIRST, OLD, Canonical
from .renumber import numbers_in, renumbered
from .tiny import TinyRows
from .world import (
    EXPIRED,
    GONE,
    Swap,
    World,
    computed_by,
    execute,
    expire,
    insert,
    miscounted,
    orphaned,
    visible,
)

Rows = tuple[tuple[int, str], ...]


class Budget(NamedTuple):
    """How much may still go wrong: kills, claims of live processes that expire, replies lost."""

    kills: int = 2
    expiries: int = 1
    losses: int = 0


class Scenario(NamedTuple):
    """Who takes part in what.

    Attributes:
        actors: The processes.
        start: The store at the beginning.
        budget: What may go wrong.
        final: Says of the store at the end what is wrong with it, else an empty text; told whether
            nothing went wrong on the way.
    """

    actors: tuple[Spec, ...]
    start: World = World()
    budget: Budget = Budget()
    final: Callable[[World, bool], str] | None = None


class Violation(AssertionError):
    """A state that must not be."""


class Outcome(NamedTuple):
    """One actor's step: itself and the store afterwards, and whether the ledger was swapped."""

    actor: Actor
    world: World
    swapped: bool


# --- one step ---------------------------------------------------------------------------------
def perform(spec: Spec, actor: Actor, world: World, losses: bool) -> Iterator[tuple[Outcome, bool]]:
    """Everything the actor's next request can lead to; with True where a reply is lost.

    A reading and the swap that follows from it are one step: the swap only succeeds if the ledger
    is still as it was read, and then the reading might as well have been done just before it.
    """
    request = actor.request
    if isinstance(request, Publish | Append):
        yield from _change(spec, actor, world, request, losses)
        return
    after, reply = execute(world, request)
    _same_rows(world, after, "rows changed outside a commit")
    following = _heard(spec, actor, after, reply)
    if isinstance(request, Read) and _swaps(following, after):
        yield from _swap(spec, following, after, losses)
    else:
        yield Outcome(_ready(spec, following, after), after, False), False


def _change(
    spec: Spec, actor: Actor, world: World, change: Any, losses: bool
) -> Iterator[tuple[Outcome, bool]]:
    """Segments one by one, then the swap."""
    if isinstance(change, Publish) and change.segments:
        first, *rest = change.segments
        after = insert(world, (first,))
        _same_rows(world, after, "rows appeared before the commit")
        going = actor._replace(request=change._replace(segments=tuple(rest)))
        yield Outcome(_ready(spec, going, after), after, False), False
        return
    yield from _swap(spec, actor, world, losses)


def _swap(spec: Spec, actor: Actor, world: World, losses: bool) -> Iterator[tuple[Outcome, bool]]:
    after, applied = execute(world, Swap(actor.request))
    if applied:
        _check_effect(spec, actor, world, after)
    yield _replied(spec, actor, after, applied, applied), False
    if losses:
        yield _replied(spec, actor, world, LOST, False), True
        if applied:
            yield _replied(spec, actor, after, LOST, True), True


def _swaps(actor: Actor, world: World) -> bool:
    """Whether the next request is a swap whose failure would lead back to where it came from."""
    request = actor.request
    if not isinstance(request, Publish | Append) or isinstance(inner(actor), OpenAppending):
        return False
    return isinstance(request, Append) or all(segment in world.segments for segment in request.segments)


def _replied(spec: Spec, actor: Actor, after: World, reply: Any, swapped: bool) -> Outcome:
    return Outcome(_ready(spec, _heard(spec, actor, after, reply), after), after, swapped)


def _heard(spec: Spec, actor: Actor, after: World, reply: Any) -> Actor:
    following = hear(spec, actor, reply)
    if isinstance(actor.request, Read) and _is_the_version(actor, following):
        following = following._replace(noted=visible(after))
    if isinstance(following.request, Done):
        _check_end(spec, following, after, reply is True)
        return DEAD
    return following


def _is_the_version(actor: Actor, following: Actor) -> bool:
    """Whether what was just read is the version that a reading gives: its segments, or all there is of it."""
    if isinstance(following.state, Fetching):
        return True
    known = actor.state.ledger if isinstance(actor.state, Checking) else None
    return isinstance(following.request, Done) and following.request.ledger is not known


def _ready(spec: Spec, actor: Actor, world: World) -> Actor:
    """A swap that will be refused is refused at once: nothing can happen to it in between.

    A commit or release on a kept ledger is one on a ledger read just before, so it begins there.
    """
    while _doomed(actor, world):
        actor = hear(spec, actor, False)
        if isinstance(actor.request, Done):
            return DEAD
    return actor


def _doomed(actor: Actor, world: World) -> bool:
    request = actor.request
    if not isinstance(request, Publish | Append) or (isinstance(request, Publish) and request.segments):
        return False
    if isinstance(inner(actor), Committing | Releasing):
        return True
    return request.rev != (world.ledger.rev if world.ledger else 0)


# --- what must hold ---------------------------------------------------------------------------
def _same_rows(before: World, after: World, what: str) -> None:
    if before is not after and visible(before) != visible(after):
        msg = f"{what}: {visible(before)} became {visible(after)}"
        raise Violation(msg)


def _check_effect(spec: Spec, actor: Actor, before: World, after: World) -> None:
    """The visible rows after a swap are those of one clean commit, and nothing is there twice."""
    expected = _effect(spec, inner(actor), TinyRows(visible(before)))
    found = visible(after)
    if found != expected.items:
        msg = f"{spec.name}: {visible(before)} became {found}, not {expected.items}"
        raise Violation(msg)
    if miscounted(after):
        msg = f"{spec.name}: the ledger counts {after.ledger and after.ledger.stored} of {after.segments}"
        raise Violation(msg)
    span = _computed_span(inner(actor)) if spec.kind == "computed" else None
    if span and any(computed_by(after, t) != spec.tool for t in range(span[0] + 1, span[1] + 1)):
        msg = f"{spec.name}: {span} is not marked as computed by {spec.tool}: {after.ledger}"
        raise Violation(msg)


def _computed_span(state: Any) -> tuple[int, int] | None:
    if isinstance(state, OpenAppending):
        return state.open.a, state.open.b
    return (state.commit.a, state.commit.b) if isinstance(state, Committing) else None


def _effect(spec: Spec, state: Any, before: TinyRows) -> TinyRows:
    if not isinstance(state, Appending | OpenAppending | Committing) or spec.kind in ("fold", "flush"):
        return before
    if spec.kind == "direct":
        clash = spec.kit.clash(spec.rows, before)
        if clash is not None and spec.conflict == "raise":
            msg = f"{spec.name} wrote over {clash}"
            raise Violation(msg)
        if spec.conflict == "replace":
            return spec.kit.overlay(before, spec.rows)
        return spec.kit.overlay(spec.rows, before)
    a, b = _computed_span(state) or (spec.a, spec.b)
    kept = tuple(item for item in before.items if not a < item[0] <= b)
    return TinyRows(tuple(sorted(kept + spec.rows.between(a, b).items)))


def _check_end(spec: Spec, actor: Actor, world: World, just_swapped: bool) -> None:
    done = actor.request
    if spec.kind == "read":
        given = spec.answer((done.ledger, done.value))
        expected = tuple(item for item in actor.noted if spec.a < item[0] <= spec.b)
        if done.ledger is not None and given != expected:
            msg = f"{spec.name} read {given}, the version it read was {expected}"
            raise Violation(msg)
    if spec.kind == "direct" and just_swapped and done.value is None:
        there = visible(world)
        if spec.conflict == "raise" and any(item not in there for item in spec.rows.items):
            msg = f"{spec.name} ended, but its rows are not there: {there}"
            raise Violation(msg)


# --- the whole --------------------------------------------------------------------------------
class Interned:
    """Values as small numbers."""

    def __init__(self) -> None:
        self.numbers: dict[Any, int] = {}
        self.values: list[Any] = []

    def __call__(self, value: Any) -> int:
        number = self.numbers.get(value)
        if number is None:
            number = self.numbers[value] = len(self.values)
            self.values.append(value)
        return number


class Explorer:
    """All states of a scenario.

    Args:
        scenario: Who takes part.
        limit: States after which to stop with an error.
        bounded: At the limit, stop without an error: what lies beyond is not looked at, and is
            taken to be able to finish.
    """

    def __init__(self, scenario: Scenario, limit: int = 10_000_000, bounded: bool = False) -> None:
        self._bounded = bounded
        self.scenario = scenario
        self.specs = scenario.actors
        self._limit = limit
        self._worlds = Interned()
        self._actors = [Interned() for _ in self.specs]
        self._store_form = Canonical(None)
        self._forms = [Canonical(spec.name) for spec in self.specs]
        self._steps: dict[tuple[int, int, int, bool], list[tuple[int, int, bool, bool]]] = {}
        self._aged: dict[tuple[int, int, int], int] = {}
        self._numbers: dict[tuple[int, int], frozenset[int]] = {}
        self._renames: dict[tuple[int, int, tuple[int, ...]], int] = {}
        self._expired: dict[tuple[int, int], int] = {}

    def run(self) -> int:
        """Visit everything; gives the number of states.

        Raises:
            Violation: Something is wrong, or somebody cannot finish any more.
        """
        start = self._start()
        self._index = {start: 0}
        self._parents = [(-1, "start")]
        queue = [start]
        edges: list[int] = []
        offsets = [0]
        ends: list[int] = []
        for place, state in enumerate(queue):
            if self._is_enough(queue):
                ends += range(place, len(queue))
                offsets += [len(edges)] * (len(queue) - place)
                break
            if self._ended(state):
                ends.append(place)
                self._check_final(state, place)
            try:
                for reached, label, harmless in self._successors(state):
                    following = self._renumbered(reached)
                    number = self._index.get(following)
                    if number is None:
                        number = self._index[following] = len(queue)
                        queue.append(following)
                        self._parents.append((place, label))
                    if harmless:
                        edges.append(number)
            except AssertionError as error:
                raise Violation(f"{error}\n{self._path(place)}") from error
            offsets.append(len(edges))
        self._check_progress(offsets, edges, ends)
        return len(queue)

    def _is_enough(self, queue: list[Any]) -> bool:
        if len(queue) > self._limit and not self._bounded:
            raise Violation(f"more than {self._limit} states: is there no end?")
        return len(queue) > self._limit

    def _start(self) -> tuple[int, ...]:
        world = self._worlds(self.scenario.start)
        actors = [self._actors[i](spec.begin()) for i, spec in enumerate(self.specs)]
        return (world, *actors, *self.scenario.budget)

    def _renumbered(self, state: tuple[int, ...]) -> tuple[int, ...]:
        """The same state without numbers that cannot matter any more."""
        count = len(self.specs)
        world, actors = state[0], state[1 : 1 + count]
        known = set(self._borne(0, self._worlds, world))
        for i, actor in enumerate(actors):
            known |= self._borne(1 + i, self._actors[i], actor)
        known.discard(0)
        ledger = self._worlds.values[world].ledger
        if ledger is None or ledger.next == len(known) + 1 or max(known, default=0) >= ledger.next:
            return state
        order = tuple(sorted(known))
        renamed = [self._rename(0, self._worlds, world, order)]
        renamed += [self._rename(1 + i, self._actors[i], actor, order) for i, actor in enumerate(actors)]
        return (*renamed, *state[1 + count :])

    def _borne(self, place: int, interned: Interned, number: int) -> frozenset[int]:
        known = self._numbers.get((place, number))
        if known is None:
            known = self._numbers[place, number] = numbers_in(interned.values[number])
        return known

    def _rename(self, place: int, interned: Interned, number: int, order: tuple[int, ...]) -> int:
        known = self._renames.get((place, number, order))
        if known is None:
            names = {old: new for new, old in enumerate(order, 1)}
            value = renumbered(interned.values[number], names, len(order) + 1)
            known = self._renames[place, number, order] = interned(value)
        return known

    def _ended(self, state: tuple[int, ...]) -> bool:
        return all(self._actors[i].values[state[1 + i]].ended for i in range(len(self.specs)))

    def _successors(self, state: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], str, bool]]:
        """Following states, each with what happened and whether time alone leads there."""
        count = len(self.specs)
        world, actors = state[0], state[1 : 1 + count]
        kills, expiries, losses = state[1 + count :]
        for i, actor in enumerate(actors):
            if self._actors[i].values[actor].ended:
                continue
            for after, following, swapped, lost in self._performed(i, actor, world, losses > 0):
                others = self._others(actors, i, following, after) if swapped else actors
                left = (kills, expiries, losses - lost)
                label = f"{self.specs[i].name}{' (reply lost)' if lost else ''}"
                yield (after, *others[:i], following, *others[i + 1 :], *left), label, not lost
            if kills:
                # Its claims are nobody's from now on, whoever takes its name.
                after = self._worlds(orphaned(self._worlds.values[world], self.specs[i].name))
                for again in (DEAD, self.specs[i].begin()):
                    killed = self._actors[i](again)
                    label = f"{self.specs[i].name} {'is killed' if again is DEAD else 'is restarted'}"
                    others = (*actors[:i], killed, *actors[i + 1 :])
                    yield (after, *others, kills - 1, expiries, losses), label, False
        yield from self._expiries(state, world, actors)

    def _performed(
        self, i: int, actor: int, world: int, losses: bool
    ) -> Sequence[tuple[int, int, bool, bool]]:
        known = self._steps.get((i, actor, world, losses))
        if known is None:
            known = self._steps[i, actor, world, losses] = [
                self._stored(i, outcome, lost)
                for outcome, lost in perform(
                    self.specs[i], self._actors[i].values[actor], self._worlds.values[world], losses
                )
            ]
        return known

    def _stored(self, i: int, outcome: Outcome, lost: bool) -> tuple[int, int, bool, bool]:
        actor, world, swapped = outcome
        top = world.ledger.rev if world.ledger else 0
        revs = {top: CURRENT, CURRENT: OLD, OLD: OLD} if swapped else {}
        if top == FIRST:
            revs = {FIRST: CURRENT}
        return (
            self._worlds(self._store_form(world, revs)),
            self._actors[i](self._forms[i](actor, revs)),
            swapped,
            lost,
        )

    def _others(self, actors: tuple[int, ...], i: int, mine: int, world: int) -> tuple[int, ...]:
        return tuple(mine if j == i else self._older(j, actor, world) for j, actor in enumerate(actors))

    def _older(self, j: int, actor: int, world: int) -> int:
        """Another actor after the ledger was swapped: what it knows is old now."""
        known = self._aged.get((j, actor, world))
        if known is None:
            value = self._forms[j](self._actors[j].values[actor], {CURRENT: OLD, CURRENT + 1: OLD})
            value = _ready(self.specs[j], value, self._worlds.values[world])
            value = self._forms[j](value, {})
            known = self._aged[j, actor, world] = self._actors[j](value)
        return known

    def _expiries(
        self, state: tuple[int, ...], world: int, actors: tuple[int, ...]
    ) -> Iterator[tuple[tuple[int, ...], str, bool]]:
        ledger = self._worlds.values[world].ledger
        if ledger is None or not ledger.claims:
            return
        ended = {spec.name for i, spec in enumerate(self.specs) if self._actors[i].values[actors[i]].ended}
        kills, expiries, losses = state[1 + len(actors) :]
        for claim in ledger.claims:
            orphan = claim.who == GONE or claim.who in ended
            if claim.exp == EXPIRED or not (orphan or expiries):
                continue
            after = self._expired.get((world, claim.hi))
            if after is None:
                after = self._worlds(expire(self._worlds.values[world], claim.hi))
                self._expired[world, claim.hi] = after
            left = (kills, expiries if orphan else expiries - 1, losses)
            yield (after, *actors, *left), f"the claim of {claim.who} expires", orphan

    # --- at the end
    def _check_final(self, state: tuple[int, ...], place: int) -> None:
        world = self._worlds.values[state[0]]
        unhurt = state[1 + len(self.specs) :] == tuple(self.scenario.budget)
        wrong = self.scenario.final(world, unhurt) if self.scenario.final else ""
        if wrong:
            raise Violation(f"{wrong}\n{self._path(place)}")

    def _check_progress(self, offsets: list[int], edges: list[int], ends: list[int]) -> None:
        """From every state all can still finish, and nobody can go on for ever, unkilled."""
        count = len(offsets) - 1
        sources = np.repeat(np.arange(count), np.diff(offsets))
        targets = np.array(edges, dtype=np.int64)
        can = np.zeros(count, dtype=bool)
        can[ends] = True
        while len(more := sources[can[targets] & ~can[sources]]):
            can[more] = True
        if not can.all():
            place = int(np.flatnonzero(~can)[0])
            raise Violation(f"not all can finish any more\n{self._path(place)}")
        # Whoever waits stays where he is; nothing else may lead back.
        moves = sources != targets
        sources, targets = sources[moves], targets[moves]
        ahead = np.bincount(sources, minlength=count)
        while len(last := np.flatnonzero(ahead == 0)):
            ahead[last] = -1
            leading = np.isin(targets, last)
            ahead -= np.bincount(sources[leading], minlength=count)
        if (ahead > 0).any():
            place = int(np.flatnonzero(ahead > 0)[0])
            raise Violation(f"they can go on for ever\n{self._path(place)}")

    def _path(self, place: int) -> str:
        steps = []
        while place >= 0:
            place, label = self._parents[place]
            steps.append(label)
        return " > ".join(reversed(steps))


def explore(scenario: Scenario, limit: int = 10_000_000) -> int:
    """Visit every state of the scenario; gives how many they are."""
    return Explorer(scenario, limit).run()


def explore_nearest(scenario: Scenario, states: int) -> int:
    """Visit so many states of the scenario, those that the fewest steps lead to; gives how many they are.

    Where there are no more of them that is all. Otherwise every sequence of steps was walked up to
    some length, and what lies beyond was not looked at.
    """
    return Explorer(scenario, states, bounded=True).run()
