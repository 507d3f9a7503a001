"""Random workflows over plates, and what happens to them before a plan is made: pieces, late rows."""

from __future__ import annotations

import operator
from typing import Any, NamedTuple

from hypothesis import strategies as st

from hyperstream import Batch, ChannelManager, PlateManager, Workflow, WorkflowManager
from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.port import Store
from hyperstream.stores.streams import StreamStore
from hyperstream.tool.shipped import shipped_tools

from .worlds import span

END = 60_000
"""Everything happens in the first so many ms."""

PLATES = {"a": (), "b": ("a",), "c": ()}
"""Tags, and what lies around each."""

Over = frozenset[str]
"""The plates of a node, by their tags; with ``b`` goes ``a``."""


class Step(NamedTuple):
    """One factor: its tool, its parameters, and the nodes that it joins."""

    tool: str
    parameters: dict[str, Any]
    sources: tuple[str, ...]
    sink: str
    over: Over
    home: str


class Graph(NamedTuple):
    """Raw nodes with their plates, and the factors over them."""

    raw: dict[str, Over]
    steps: list[Step]


@st.composite
def graphs(draw: st.DrawFn, most: int = 5) -> Graph:
    raw = {"r0": frozenset("ab"), "r1": draw(st.sampled_from([frozenset(), frozenset("a"), frozenset("c")]))}
    nodes = dict(raw)
    steps = []
    for place in range(draw(st.integers(2, most))):
        step = draw(_steps(nodes, f"n{place}"))
        steps.append(step)
        nodes[step.sink] = step.over
    return Graph(raw, steps)


@st.composite
def _steps(draw: st.DrawFn, nodes: dict[str, Over], sink: str) -> Step:
    name = draw(st.sampled_from([*reversed(nodes)]))
    over = nodes[name]
    home = draw(st.sampled_from(["database", "database", "memory"]))
    kinds = ["plain", "plain", "two"]
    inner = [tag for tag in over if not any(tag in PLATES[other] for other in over)]
    kinds += ["join", "join"] if inner else []
    kinds += ["split"] if "c" not in over or "a" not in over else []
    kind = draw(st.sampled_from(kinds))
    if kind == "join":
        tag = draw(st.sampled_from(sorted(inner)))
        tool, every = draw(st.sampled_from(["total", "maximum"])), draw(st.sampled_from([None, 7]))
        parameters = {"aggregation_meta_data": tag, "every": every}
        return Step(tool, parameters, (name,), sink, over - {tag}, home)
    if kind == "split":
        more = draw(st.sampled_from([tag for tag in "ac" if tag not in over]))
        return Step("stream_broadcaster", {"func": operator.neg}, (name,), sink, over | {more}, home)
    if kind == "two":
        others = [other for other, theirs in nodes.items() if theirs <= over]
        parameters = {"every": draw(st.sampled_from([None, 5])), "aggregation_meta_data": None}
        return Step("total", parameters, (name, draw(st.sampled_from(others))), sink, over, home)
    tool, parameters = draw(
        st.sampled_from(
            [
                ("apply", {"func": operator.neg}),
                ("rolling", {"window": 9, "statistic": "sum"}),
                ("rolling", {"window": 6, "statistic": "max", "centred": True}),
                ("resample", {"every": 10, "statistic": "mean"}),
            ]
        )
    )
    return Step(tool, parameters, (name,), sink, over, home)


class House:
    """A process with a store: channels, plates, and the workflow of a graph."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.channels = ChannelManager(store=StreamStore(store), tool_folders=[shipped_tools()])
        self.plates = PlateManager(store)
        self.workflows = WorkflowManager(self.channels, self.plates, store=store)

    @property
    def workflow(self) -> Workflow:
        return self.workflows.workflows["w"]

    def define(self, graph: Graph, values: dict[str, list[str]]) -> None:
        self.declare(values)
        w = Workflow("w")
        self.workflows.add_workflow(w)
        for name, over in graph.raw.items():
            w.create_node(name, plates=_plates(over))
        for step in graph.steps:
            sink = w.create_node(step.sink, step.home, _plates(step.over))
            tool = self.channels.get_tool(step.tool, step.parameters)
            sources = [w.nodes[name] for name in step.sources]
            w.create_factor_general(
                tool, *([sources[0], None] if tool.kind == "multi output" else [sources]), sink
            )
        self.workflows.commit_all()

    def declare(self, values: dict[str, list[str]]) -> None:
        for tag, around in PLATES.items():
            self.plates.declare(tag, values[tag], parent=around[0] if around else None)

    def write(self, rows: dict[tuple[str, int], Batch]) -> None:
        for (name, place), batch in rows.items():
            streams = list(self.workflow.nodes[name].streams.values())
            if place < len(streams):
                streams[place].write(batch)


def _plates(over: Over) -> list[str]:
    """The plates to name: those around others come with them."""
    return [tag for tag in PLATES if tag in over and not any(tag in PLATES[other] for other in over)]


def rows(data: st.DataObject, taken: set[int], most: int) -> Batch:
    times = data.draw(st.lists(st.integers(1, END // 500), max_size=most, unique=True))
    free = sorted({500 * time for time in times} - taken)
    taken.update(free)
    return Batch(free, [float(time % 97) - 40 for time in free])


class Story:
    """What happens to one workflow, drawn step by step; in memory, unless a store is given."""

    def __init__(self, data: st.DataObject, graph: Graph, store: Store | None = None) -> None:
        self.data = data
        self.values = {"a": ["1", "2"], "b": ["x"], "c": ["7"]}
        self.taken = {(name, place): set[int]() for name in graph.raw for place in range(3)}
        self.house = House(store or MemoryStore())
        self.house.define(graph, self.values)
        self.write(6)

    def write(self, most: int) -> None:
        self.house.write({key: rows(self.data, taken, most) for key, taken in self.taken.items()})

    def execute(self) -> None:
        a = self.data.draw(st.integers(0, END // 1000 - 1))
        self.house.workflow.execute(span(1000 * a, 1000 * self.data.draw(st.integers(a + 1, END // 1000))))

    def late(self) -> None:
        self.write(2)

    def restart(self) -> None:
        self.house = House(self.house.store)

    def grow(self) -> None:
        self.values["b"] = ["x", "y"]
        self.house.declare(self.values)


STEPS = st.lists(
    st.sampled_from([Story.execute, Story.execute, Story.late, Story.restart, Story.grow]), max_size=6
)
