"""A request worked out from the ledgers does what pulling does: the same time, the same rows, no more."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hyperstream import Batch
from hyperstream.execution import Outcome, Unit, execute, prepare
from hyperstream.stores.memory import MemoryStore
from hyperstream.time_interval.spans import Spans, difference, intersection, normalise
from hyperstream.tool.run import RunOptions

from .graphs import SPAN, Request, Story, stories
from .watched_store import WatchedStore
from .worlds import RAW, World, assert_part_of, clean_rows, span

pytestmark = pytest.mark.filterwarnings("ignore::hyperstream.utils.errors.LateDataWarning")

LAW = settings(max_examples=25, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])


def fulfil(world: World, request: Request) -> Outcome:
    options = RunOptions(chunk_ms=request.chunk_ms)
    return execute([world.recipe(request.name)], span(request.a, request.b), options=options)


def late_rows(data: st.DataObject, story: Story) -> dict[str, Batch]:
    """A few rows at times at which there are none."""
    new = {}
    for name in RAW:
        taken = set(story.rows[name].timestamps.tolist())
        times = data.draw(st.lists(st.integers(0, SPAN), max_size=2, unique=True))
        free = sorted(set(times) - taken)
        new[name] = Batch(free, [0.5 * k for k in range(len(free))])
    return new


def within(rows: Batch, spans: Spans) -> Batch:
    """The rows that lie in some spans."""
    return Batch.concat([rows.between(a, b) for a, b in spans])


@LAW
@given(story=stories(("database", "memory")), data=st.data())
def test_computes_what_pulling_computes_also_after_late_data(story: Story, data: st.DataObject) -> None:
    ours, pulled = World(story.nodes), World(story.nodes)
    rows = dict(story.rows)
    for world in (ours, pulled):
        world.write(rows)
    late_after = data.draw(st.sets(st.integers(0, len(story.requests)), max_size=2))
    for number, request in enumerate(story.requests):
        if number in late_after:
            late = late_rows(data, Story(story.nodes, rows, story.requests))
            rows = {name: Batch.merge(rows[name], late[name]) for name in RAW}
            for world in (ours, pulled):
                world.write(late)
        fulfil(ours, request)
        pulled.execute(request.name, request.a, request.b, chunk_ms=request.chunk_ms)
        for node in story.nodes:
            # A request computes all that results may rest on; pulling, only what a tool then reads of it.
            there = pulled.computed(node.name)
            assert difference(there, ours.computed(node.name)) == (), node.name
            assert within(ours.rows(node.name), there).same_rows(pulled.rows(node.name)), node.name


@LAW
@given(story=stories(("database", "memory")))
def test_holds_what_one_clean_run_holds_and_then_has_nothing_to_do(story: Story) -> None:
    store = WatchedStore(MemoryStore())
    world = World(story.nodes, store)
    world.write(story.rows)
    for request in story.requests:
        fulfil(world, request)
    assert_part_of(world, clean_rows(story.nodes, story.rows), [node.name for node in story.nodes])
    if any(node.tool.startswith("sliding_") for node in story.nodes):
        # Their reach depends on data: what is recorded is wider than what was read, and so a part may be
        # computed a second time once what lies around it has been computed; never a third time.
        for request in story.requests:
            fulfil(world, request)
    changes = len(store.changes)
    for request in story.requests:
        assert fulfil(world, request).nothing_to_do
    assert len(store.changes) == changes


def missing(unit: Unit) -> Spans:
    return normalise((piece.a, piece.b) for piece in unit.pieces if piece.reason == "missing")


@LAW
@given(story=stories())
def test_units_are_plain_values_sources_first_and_are_done_exactly(story: Story) -> None:
    world = World(story.nodes)
    world.write(story.rows)
    for request in story.requests:
        recipe = world.recipe(request.name)
        units = prepare([recipe], span(request.a, request.b)).units
        assert pickle.loads(pickle.dumps(units)) == units
        assert all(before < unit.number for unit in units for before in unit.after)
        before = {unit.factor: world.computed(unit.factor) for unit in units}
        outcome = fulfil(world, request)
        assert [done.unit for done in outcome.computed] == units
        for unit in units:
            done = world.streams[unit.factor].calculated_intervals
            assert all(interval in done for interval in unit.intervals)
            assert not intersection(before[unit.factor], missing(unit))
