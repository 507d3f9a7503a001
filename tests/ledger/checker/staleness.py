"""Staleness, explored: a stream computed from another one that is written, purged and folded meanwhile.

Every operation on a stream is one step here (its own interleavings are explored elsewhere); what
interleaves is looking, settling, reading and committing of the workers with changes of the source.
In every state each result that is not what a computation would give now is reported as stale, and
nothing is reported that did not change since it was read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from hyperstream.stores.keys import StreamKey
from hyperstream.stores.ledger import marks, writer
from hyperstream.stores.ledger.commits import Kind, Result
from hyperstream.stores.ledger.machine import Compute, Done, Job, Work, packed
from hyperstream.stores.ledger.model import Fingerprint, Input, Ledger
from hyperstream.stores.ledger.pending import ComputeRequest, pending, wanted
from hyperstream.stores.ledger.visibility import shown
from hyperstream.time_interval.spans import Spans, covers

from .actors import Spec
from .canonical import Canonical
from .explorer import Violation, perform
from .renumber import numbers_in, renumbered
from .tiny import TinyKit, TinyRows
from .world import LEASE, Swap, World, execute, insert, visible

SOURCE = StreamKey("source")
FP = Fingerprint("f", sources=(SOURCE,))
KIT = TinyKit()


class Rules(NamedTuple):
    """What a worker does right; each can be broken."""

    settles: bool = True
    takes_revision_at_commit: bool = False


class Worker(NamedTuple):
    """A worker between two of its steps.

    Attributes:
        span: What it computes, None while it looks for work.
        ledger: The source's ledger before the read.
        rows: What it read, None before.
    """

    span: tuple[int, int] | None = None
    ledger: Ledger | None = None
    rows: TinyRows | None = None


class State(NamedTuple):
    """The source, the result, the workers, what may still happen to the source, and what did.

    Attributes:
        since: For each time of the result: whether its source changed since it was read. A worker
            on its way notes it for what it read, too.
    """

    source: World
    result: World
    workers: tuple[Worker, ...]
    events: tuple[Spec, ...]
    since: frozenset[int] = frozenset()
    underway: tuple[frozenset[int], ...] = ()


class Chain(NamedTuple):
    """What is explored.

    Attributes:
        points: Times 1 to this are computed.
        workers: How many workers.
        events: What happens to the source, in any order, each once.
        before: How far back a result reaches.
        start: The source at the beginning.
        rules: What the workers do right.
    """

    points: int
    workers: int
    events: tuple[Spec, ...]
    before: int = 0
    start: World = World()
    rules: Rules = Rules()


def explore_chain(chain: Chain, limit: int = 200_000) -> int:
    """Visit every state; gives how many they are.

    Raises:
        Violation: A stale result was missed, or something was reported without need, or work has no end.
    """
    none: frozenset[int] = frozenset()
    first = State(
        chain.start, World(), (Worker(),) * chain.workers, chain.events, none, (none,) * chain.workers
    )
    seen = {first}
    queue = [first]
    for state in queue:
        _check(chain, state)
        for reached in _successors(chain, state):
            following = _by_what_matters(reached)
            if following not in seen:
                seen.add(following)
                queue.append(following)
        if len(queue) > limit:
            raise Violation(f"more than {limit} states: is there no end?")
    return len(queue)


# --- states by what matters -------------------------------------------------------------------
def _by_what_matters(state: State) -> State:
    """Revisions of the source by order only; of the result what nobody can see any more is left out."""
    ledgers = [state.source.ledger, *(worker.ledger for worker in state.workers)]
    revs = {ledger.rev for ledger in ledgers if ledger}
    revs |= {part.changed for ledger in ledgers if ledger for part in ledger.parts}
    if state.result.ledger is not None:
        revs |= {record.rev for inputs in state.result.ledger.ins for record in inputs}
    order = {rev: place for place, rev in enumerate(sorted(revs | {0}))}
    return state._replace(
        source=_sifted(Canonical(None, keep_changed=True)(state.source, order)),
        result=_sifted(_unrevised(Canonical(None)(state.result, order))),
        workers=tuple(
            worker._replace(ledger=Canonical(None, keep_changed=True)(worker.ledger, order))
            for worker in state.workers
        ),
    )


def _unrevised(world: World) -> World:
    return world if world.ledger is None else world._replace(ledger=replace(world.ledger, rev=1))


def _sifted(world: World) -> World:
    """The stream after a clean-up, its numbers by order."""
    ledger = world.ledger
    if ledger is None:
        return world
    kept = tuple(seg for seg in world.segments if shown(ledger, seg.n, seg.a - 1, seg.b))
    world = world._replace(segments=kept)
    order = sorted(numbers_in(world))
    return renumbered(world, {old: new for new, old in enumerate(order, 1)}, len(order) + 1)


# --- what must hold ---------------------------------------------------------------------------
def _check(chain: Chain, state: State) -> None:
    result = state.result.ledger
    if result is None:
        return
    there = dict(visible(state.result))
    reported = _reported(chain, state)
    for t in range(1, chain.points + 1):
        if not any(part.a < t <= part.b and part.fp for part in result.parts):
            continue
        stale = covers(reported, (t - 1, t))
        if there.get(t) != _value(chain, state.source, t) and not stale:
            raise Violation(f"the result at {t} is {there.get(t)} and nobody knows that it is stale: {state}")
        if stale and t not in state.since:
            raise Violation(f"the result at {t} is called stale, but nothing has changed: {state}")


def _reported(chain: Chain, state: State) -> Spans:
    result = state.result.ledger or Ledger(b"r")
    return tuple(item[:2] for item in pending(result, 0, chain.points, _request(state)))


def _request(state: State) -> ComputeRequest:
    sources = {SOURCE: state.source.ledger or Ledger(b"")}
    return ComputeRequest(FP, lambda found: found == FP, sources=sources)


def _value(chain: Chain, source: World, t: int) -> str | None:
    """What the tool gives at ``t``: everything in its reach, joined; nothing where there is nothing."""
    found = [value for time, value in visible(source) if t - 1 - chain.before < time <= t]
    return "".join(found) or None


# --- steps ------------------------------------------------------------------------------------
def _successors(chain: Chain, state: State) -> Iterator[State]:
    for i, event in enumerate(state.events):
        rest = state.events[:i] + state.events[i + 1 :]
        yield _after_event(chain, state._replace(events=rest), event)
    for i, worker in enumerate(state.workers):
        if worker.span is None:
            yield from _begun(chain, state, i)
        elif worker.rows is None:
            yield _read(chain, state, i, worker, worker.span)
        else:
            yield _committed(chain, state, i, worker)


def _after_event(chain: Chain, state: State, event: Spec) -> State:
    source = done(event, state.source)
    moved = _changed_times(event, dict(visible(state.source)), dict(visible(source)))
    reached = frozenset(t + d for t in moved for d in range(chain.before + 1))
    underway = tuple(
        noted | reached if worker.span else noted
        for noted, worker in zip(state.underway, state.workers, strict=True)
    )
    return state._replace(source=source, since=state.since | reached, underway=underway)


def _changed_times(event: Spec, before: dict[int, str], after: dict[int, str]) -> set[int]:
    changed = {t for t in before.keys() | after.keys() if before.get(t) != after.get(t)}
    if event.kind == "purge" or (event.kind == "replace" and changed):
        # Purging counts even where nothing was, and a replacement for its whole interval.
        return set(range(event.a + 1, event.b + 1))
    return changed


def _begun(chain: Chain, state: State, i: int) -> Iterator[State]:
    """A worker that takes one of the points that are to be computed, and settles what it rests on."""
    for x, y in _reported(chain, state):
        for t in range(x + 1, y + 1):
            source, ledger = _settled(chain, state, (t - 1, t))
            yield _with_worker(state._replace(source=source), i, Worker((t - 1, t), ledger), frozenset())


def _read(chain: Chain, state: State, i: int, worker: Worker, span: tuple[int, int]) -> State:
    values = {t: _value(chain, state.source, t) for t in range(span[0] + 1, span[1] + 1)}
    rows = TinyRows(tuple((t, value) for t, value in values.items() if value))
    return _with_worker(state, i, worker._replace(rows=rows), state.underway[i])


def _with_worker(state: State, i: int, worker: Worker, noted: frozenset[int]) -> State:
    return state._replace(
        workers=(*state.workers[:i], worker, *state.workers[i + 1 :]),
        underway=(*state.underway[:i], noted, *state.underway[i + 1 :]),
    )


def _settled(chain: Chain, state: State, span: tuple[int, int]) -> tuple[World, Ledger]:
    """The source with the window declared given, and the ledger before the read."""
    ledger = state.source.ledger or Ledger(b"s")
    new = marks.settled(ledger, ((span[0] - chain.before, span[1]),)) if chain.rules.settles else None
    if new is None:
        return state.source, ledger
    return state.source._replace(ledger=new), new


def _committed(chain: Chain, state: State, i: int, worker: Worker) -> State:
    assert worker.span is not None
    assert worker.ledger is not None
    assert worker.rows is not None
    a, b = worker.span
    source = worker.ledger
    rev = source.rev
    if chain.rules.takes_revision_at_commit and state.source.ledger is not None:
        rev = state.source.ledger.rev
    inputs = (Input(SOURCE, source.inc, rev, before=chain.before),)
    request = ComputeRequest(FP, lambda found: found == FP, sources={SOURCE: source})
    job = Job(
        StreamKey("result"),
        Kind.COMPUTED,
        f"w{i}",
        LEASE,
        b"r",
        KIT,
        a,
        b,
        lambda ledger: wanted(ledger, a, b, request),
    )
    result, spans = _computed(state.result, job, worker.rows, Result(FP, inputs, ((SOURCE, source),)))
    fresh = {t for x, y in spans for t in range(x + 1, y + 1)}
    since = (state.since - fresh) | (state.underway[i] & fresh)
    state = state._replace(result=result, since=since)
    return _with_worker(state, i, Worker(), frozenset())


def _computed(world: World, job: Job, rows: TinyRows, result: Result) -> tuple[World, Spans]:
    """The result stream after a computation, undisturbed, and what it committed."""
    state, request = writer.begin(job)
    spans: list[tuple[int, int]] = []
    while not isinstance(request, Done):
        if isinstance(request, Compute):
            given = rows.between(request.a, request.b)
            spans.append((request.a, request.b))
            state, request = writer.step(state, Work(given, packed(given, KIT), result))
            continue
        if hasattr(request, "ledger"):
            world = insert(world, getattr(request, "segments", ()))
            request = Swap(request)
        world, reply = execute(world, request)
        state, request = writer.step(state, reply)
    return world, tuple(spans)


def done(spec: Spec, world: World) -> World:
    """The stream after this writer, undisturbed."""
    actor = spec.begin()
    while not actor.ended:
        ((actor, world, _), _lost), *_ = perform(spec, actor, world, False)
    return world
