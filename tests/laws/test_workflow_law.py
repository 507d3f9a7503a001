"""Workflows over plates: random graphs, executed piece by piece, while all kinds of things happen.

Whatever happened on the way (late and corrected data, new releases of tools, values of plates that come and
go, restarts), every stream holds in its computed time exactly what one clean execution over everything would
have written, and asking again finds nothing to do. `test_workflow_prediction_law` tells what is computed.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hyperstream import Batch, Workflow
from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.port import Store
from hyperstream.stores.sqlite import SQLiteStore
from hyperstream.workflow import StreamFactor

from .plate_graphs import END, FEW, Graph, House, Step, Story, graphs, write_releases
from .worlds import span, within

pytestmark = pytest.mark.filterwarnings("ignore::hyperstream.utils.errors.LateDataWarning")

LAW = settings(
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

HOMES = ("database", "database", "memory")

EVERYTHING = span(-100 * END, 100 * END)


class Executed(Story):
    """A story in which requests are executed, and looked at only in the end."""

    def ask(self, node: str | None, a: int, b: int) -> None:
        w = self.house.workflow
        if node is None:
            w.execute(span(a, b))
            return
        factor = w.nodes[node].factor
        assert isinstance(factor, StreamFactor)
        factor.execute(span(a, b))


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tools")
    write_releases(folder)
    return folder


def keep(data: st.DataObject, graph: Graph, store: Store, tools: Path, most: int = 6) -> None:
    """Live through a story, and hold what is there in the end against one clean execution."""
    story = Executed(data, graph, store, tools)
    story.happen(most)
    w = story.house.workflow
    w.execute(span(0, END))
    clean = House(MemoryStore(), tools)
    clean.define(graph, story.values, story.versions)
    for name in graph.raw:
        for place, stream in w.nodes[name].streams.items():
            clean.workflow.nodes[name].streams[place].write(stream.window(EVERYTHING).to_batch())
    clean.workflow.execute(EVERYTHING)
    for name in w.nodes:
        _compare(name, w, clean.workflow)
    assert w.execute(span(0, END)).nothing_to_do


def _compare(name: str, w: Workflow, clean: Workflow) -> None:
    for place, stream in w.nodes[name].streams.items():
        expected = clean.nodes[name].streams[place].window(EVERYTHING).to_batch()
        if w.nodes[name].factor is not None:
            expected = within(expected, stream.calculated_intervals.spans)
            assert not (w.nodes[name].is_leaf and stream.window(span(0, END)).missing)
        found = stream.window(EVERYTHING).to_batch()
        assert found.same_rows(expected), (name, place, found.instances(), expected.instances())


THROUGH_MEMORY = Graph(
    {"r0": frozenset("ab"), "r1": frozenset("c")},
    [
        Step("shift", {}, ("r1",), "n0", frozenset("c"), "memory", "minor"),
        Step("apply", {"func": operator.neg}, ("n0",), "n1", frozenset("c"), "memory"),
        Step("total", {"every": 0.007}, ("r1", "n1"), "n2", frozenset("c"), "database"),
    ],
)


@pytest.mark.parametrize("restart", [False, True], ids=["same process", "restarted"])
@pytest.mark.parametrize(
    ("version", "expected"), [("1.0.0", -200.0), ("1.0.1", -200.0), ("1.1.0", -1000.0), ("2.0.0", -1400.0)]
)
def test_what_is_computed_through_memory_notices_new_versions_of_the_tools_there(
    tools: Path, restart: bool, version: str, expected: float
) -> None:
    """As far as the policy of the factor there (here: minor) recomputes for them."""
    store = MemoryStore()
    house = House(store, tools)
    house.define(THROUGH_MEMORY, FEW, {"n0": "1.0.0"})
    ((place, raw),) = house.workflow.nodes["r1"].streams.items()
    raw.write(Batch([51, 52], [1.0, 2.0]))
    house.workflow.execute(span(3, 56))
    if restart:
        house = House(store, tools)
    house.define(THROUGH_MEMORY, FEW, {"n0": version})
    house.workflow.execute(span(3, 56))
    result = house.workflow.nodes["n2"].streams[place]
    assert result.window(EVERYTHING).values() == [expected]
    assert house.workflow.execute(span(3, 56)).nothing_to_do


@settings(LAW, max_examples=15)
@given(graph=graphs(6, homes=HOMES), data=st.data())
def test_any_way_of_executing_a_workflow_gives_what_one_clean_execution_gives(
    graph: Graph, data: st.DataObject, tools: Path
) -> None:
    keep(data, graph, MemoryStore(), tools)


@pytest.mark.torture
@pytest.mark.parametrize("opened", [MemoryStore, lambda: SQLiteStore(":memory:")], ids=["memory", "sqlite"])
@settings(LAW, max_examples=500)
@given(graph=graphs(20, homes=HOMES), data=st.data())
def test_it_is_so_in_large_graphs(
    graph: Graph, data: st.DataObject, tools: Path, opened: Callable[[], Store]
) -> None:
    store = opened()
    keep(data, graph, store, tools, most=12)
    store.close()
