"""Repeat: what is covered already writes nothing, calls no tool, and says so."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from hyperstream.stores.memory import MemoryStore

from .graphs import Story, stories
from .test_split_law import ask
from .watched_store import WatchedStore
from .worlds import World

LAW = settings(max_examples=25, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])


def told(story: Story, store: WatchedStore) -> World:
    """A world in which everything has been asked for once."""
    world = World(story.nodes, store)
    world.write(story.rows)
    for request in story.requests:
        ask(world, request)
    return world


def forbid_tools(world: World, story: Story) -> None:
    def called(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("a tool was called")

    for node in story.nodes:
        world.recipe(node.name).tool._execute = called  # type: ignore[method-assign]


@LAW
@given(story=stories(("database", "memory")))
def test_asking_again_writes_nothing_and_calls_no_tool(story: Story) -> None:
    store = WatchedStore(MemoryStore())
    world = told(story, store)
    forbid_tools(world, story)
    revisions, changes = world.revisions(), len(store.changes)
    for name, a, b, chunk_ms, _ in story.requests:
        report = world.execute(name, a, b, chunk_ms=chunk_ms)
        assert report.nothing_to_do
        assert (report.instances, report.reasons, len(report.computed)) == (0, {}, 0)
        world.pull(name, a, b)
    assert world.revisions() == revisions
    assert len(store.changes) == changes


@LAW
@given(story=stories(("database", "memory")))
def test_after_a_restart_what_was_kept_is_not_computed_again(story: Story) -> None:
    """Memory streams are gone then; what rests on them through them is current all the same."""
    store = WatchedStore(MemoryStore())
    told(story, store)
    world = World(story.nodes, store)
    forbid_tools(world, story)
    changes = len(store.changes)
    kept = {node.name for node in story.nodes if node.home == "database"}
    for name, a, b, chunk_ms, _ in story.requests:
        if name in kept:
            assert world.execute(name, a, b, chunk_ms=chunk_ms).nothing_to_do
            world.pull(name, a, b)
    assert len(store.changes) == changes


def test_a_whole_request_for_pieces_that_are_there_is_one_read_a_stream_and_its_sources() -> None:
    from .worlds import Node

    store = WatchedStore(MemoryStore())
    nodes = [
        Node("one", "rolling", {"window": 5}, ("raw",)),
        Node("two", "rolling", {"window": 5}, ("one",)),
    ]
    world = World(nodes, store)
    for k in range(20):
        world.execute("two", 1000 * k, 1000 * (k + 1))
    store.operations.clear()
    assert world.execute("two", 0, 20_000).nothing_to_do
    assert set(store.operations) == {"read_ledgers"}
    assert len(store.operations) <= 6
