"""Split: however requests are split, ordered and repeated, the content is that of one clean run."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from hyperstream.time_interval.spans import normalise

from .graphs import Request, Story, stories
from .worlds import Node, World, assert_part_of, clean_rows, sqlite, within

HOMES = {"database": ("database",), "memory": ("memory",), "both": ("database", "memory")}

LAW = settings(
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def ask(world: World, request: Request) -> None:
    name, a, b, chunk_ms, pull = request
    if pull:
        world.pull(name, a, b, chunk_ms=chunk_ms)
    else:
        world.execute(name, a, b, chunk_ms=chunk_ms)


def keep(story: Story, world: World) -> None:
    """Ask for everything; what is there is what one clean run over the union gives."""
    world.write(story.rows)
    oracle = clean_rows(story.nodes, story.rows)
    for request in story.requests:
        ask(world, request)
        assert_part_of(world, oracle, [request.name])
    assert_part_of(world, oracle, [node.name for node in story.nodes])

    last = story.nodes[-1].name
    asked = normalise((request.a, request.b) for request in story.requests if request.name == last)
    once = World(story.nodes)
    once.write(story.rows)
    for a, b in asked:
        once.execute(last, a, b)
    assert world.computed(last) == asked
    assert world.rows(last).same_rows(within(oracle[last], asked))
    assert world.rows(last).same_rows(once.rows(last))
    assert world.fingerprints(last) == once.fingerprints(last)


@pytest.mark.parametrize("homes", list(HOMES))
def test_any_split_of_any_graph_of_tools_gives_what_one_run_gives(homes: str) -> None:
    @settings(LAW, max_examples=25)
    @given(story=stories(HOMES[homes]))
    def law(story: Story) -> None:
        keep(story, World(story.nodes))

    law()


@settings(LAW, max_examples=15)
@given(story=stories(HOMES["both"]))
def test_it_holds_in_a_file_too(story: Story, tmp_path_factory: pytest.TempPathFactory) -> None:
    world = World(story.nodes, sqlite(tmp_path_factory.mktemp("split")))
    try:
        keep(story, world)
    finally:
        world.close()


@pytest.mark.torture
@pytest.mark.parametrize("homes", list(HOMES))
def test_it_holds_for_hundreds_of_graphs(homes: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    @settings(LAW, max_examples=500)
    @given(story=stories(HOMES[homes]))
    def law(story: Story) -> None:
        world = World(story.nodes, sqlite(tmp_path_factory.mktemp("split")))
        try:
            keep(story, world)
        finally:
            world.close()

    law()


def test_what_lies_upstream_is_computed_for_what_was_asked_and_its_reach_only() -> None:
    nodes = [
        Node("size", "apply", {"func": abs}, ("raw",)),
        Node("smooth", "rolling", {"window": 4, "centred": True}, ("size",)),
    ]
    world = World(nodes)
    world.pull("smooth", 10_000, 20_000)
    assert world.computed("size") == ((8_000, 22_000),)
    assert world.computed("smooth") == ((10_000, 20_000),)
