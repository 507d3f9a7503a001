"""Random workflows over plates, and what may happen to them. Times are ms since 1970."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import strategies as st

from hyperstream import Batch, ChannelManager, PlateManager, Workflow, WorkflowManager
from hyperstream.stores.port import Store
from hyperstream.stores.streams import StreamStore
from hyperstream.tool.shipped import shipped_tools
from hyperstream.workflow import FactorOptions

END = 60
"""Everything happens in the first so many ms."""

PLATES = {"a": (), "b": ("a",), "c": (), "d": ()}
"""Tags, and what lies around each."""

Over = frozenset[str]
"""The plates of a node, by their tags; with ``b`` goes ``a``."""

RELEASES = {"1.0.0": 100.0, "1.0.1": 300.0, "1.1.0": 500.0, "2.0.0": 700.0}
"""What each release of the tool ``shift`` adds."""

SHIFT = '''
from hyperstream import Batch, Tool


class Shift(Tool):
    """Each value, larger by a constant."""

    def _execute(self, sources, alignment_stream, interval):
        for batch in sources[0].window(interval, force_calculation=True).batches():
            yield Batch(batch.timestamps, [value + {more} for value in batch.values_list()])
'''


class Step(NamedTuple):
    """One factor.

    Attributes:
        tool: Name of its tool.
        parameters: Of the tool.
        sources: The nodes that it reads.
        sink: The node that it computes.
        over: The plates of that.
        home: Its channel.
        policy: Which change of version recomputes.
    """

    tool: str
    parameters: dict[str, Any]
    sources: tuple[str, ...]
    sink: str
    over: Over
    home: str
    policy: str | None = None

    @property
    def joins(self) -> str | None:
        """The tag that it joins over, or None."""
        return self.parameters.get("aggregation_meta_data")

    @property
    def splits(self) -> bool:
        """Whether one call gives to several places."""
        return self.tool == "stream_broadcaster"


class Graph(NamedTuple):
    """Raw nodes with their plates, and the factors over them."""

    raw: dict[str, Over]
    steps: list[Step]

    @property
    def over(self) -> dict[str, Over]:
        """The plates of every node."""
        return {**self.raw, **{step.sink: step.over for step in self.steps}}

    @property
    def leaves(self) -> list[str]:
        """The computed nodes that no factor reads."""
        read = {name for step in self.steps for name in step.sources}
        return [step.sink for step in self.steps if step.sink not in read]


Choice = tuple[str, dict[str, Any]]

LINEAR: list[Choice] = [
    ("shift", {}),
    ("apply", {"func": operator.neg}),
    ("rolling", {"window": 0.003, "statistic": "sum"}),
    ("rolling", {"window": 0.004, "statistic": "sum", "centred": True}),
]
"""Tools whose every result changes when one of the rows that it rests on does."""

PLAIN: list[Choice] = [
    *LINEAR,
    ("rolling", {"window": 0.006, "statistic": "max", "centred": True}),
    ("resample", {"every": 0.01, "statistic": "max"}),
    ("threshold", {"above": 0.0}),
]


@st.composite
def graphs(
    draw: st.DrawFn, most: int = 5, linear: bool = False, homes: Sequence[str] = ("database",)
) -> Graph:
    """Two raw nodes and up to ``most`` factors, each resting on what is before it, preferably the newest."""
    raw = {"r0": frozenset("ab"), "r1": draw(st.sampled_from([frozenset(), frozenset("a"), frozenset("c")]))}
    nodes = dict(raw)
    steps = []
    for place in range(draw(st.integers(2, most))):
        step = draw(_steps(nodes, f"n{place}", linear, draw(st.sampled_from(homes))))
        steps.append(step)
        nodes[step.sink] = step.over
    return Graph(raw, steps)


@st.composite
def _steps(draw: st.DrawFn, nodes: dict[str, Over], sink: str, linear: bool, home: str) -> Step:
    name = draw(st.sampled_from([*reversed(nodes)]))
    over = nodes[name]
    inner = [tag for tag in sorted(over) if not any(tag in PLATES[other] for other in over)]
    beyond = [tag for tag in PLATES if tag not in over and over.issuperset(PLATES[tag])]
    kinds = ["plain"] * 4 + ["two"] * 2 + ["join"] * 2 * bool(inner) + ["split"] * (len(over) < 3)
    kind = draw(st.sampled_from(kinds))
    every = None if linear else draw(st.sampled_from([None, 0.007]))
    if kind == "join":
        tag = draw(st.sampled_from(inner))
        tool = "total" if linear else draw(st.sampled_from(["total", "maximum"]))
        parameters = {"aggregation_meta_data": tag, "every": every}
        return Step(tool, parameters, (name,), sink, over - {tag}, home)
    if kind == "split":
        more = draw(st.sampled_from(beyond))
        return Step("stream_broadcaster", {"func": operator.neg}, (name,), sink, over | {more}, home)
    if kind == "two":
        other = draw(st.sampled_from([other for other, theirs in nodes.items() if theirs <= over]))
        return Step("total", {"every": every}, (name, other), sink, over, home)
    tool, parameters = draw(st.sampled_from(LINEAR if linear else PLAIN))
    policy = draw(st.sampled_from(["major", "minor", "patch"])) if linear else "patch"
    return Step(tool, parameters, (name,), sink, over, home, policy)


def write_releases(folder: Path) -> None:
    """The tool files of ``shift``."""
    (folder / "shift").mkdir()
    for day, (version, more) in enumerate(RELEASES.items(), 1):
        (folder / "shift" / f"2026-01-{day:02}_v{version}.py").write_text(SHIFT.format(more=more))


class House:
    """A process with a store: channels, plates, and the workflow of a graph.

    Args:
        store: The store.
        tools: Folder of the releases, see `write_releases`.
    """

    def __init__(self, store: Store, tools: Path) -> None:
        self.store = store
        self.tools = tools
        self.channels = ChannelManager(store=StreamStore(store), tool_folders=[tools, shipped_tools()])
        self.plates = PlateManager(store)
        self.workflows = WorkflowManager(self.channels, self.plates, store=store)

    @property
    def workflow(self) -> Workflow:
        return self.workflows.workflows["w"]

    def define(self, graph: Graph, values: dict[str, list[str]], versions: dict[str, str]) -> None:
        """Define the workflow and commit it; one that is there is deleted, its streams stay."""
        self.workflows.delete_workflow("w")
        self.declare(values)
        w = Workflow("w")
        self.workflows.add_workflow(w)
        for name, over in graph.raw.items():
            w.create_node(name, plates=plates(over))
        for step in graph.steps:
            sink = w.create_node(step.sink, step.home, plates(step.over))
            tool = self.channels.get_tool(step.tool, step.parameters, version=versions.get(step.sink))
            sources: Any = [w.nodes[name] for name in step.sources]
            given = (sources[0], None) if step.splits else (sources,)
            w.create_factor_general(tool, *given, sink, options=FactorOptions.make(step.policy))
        self.workflows.commit_all()

    def declare(self, values: dict[str, list[str]]) -> None:
        for tag, around in PLATES.items():
            self.plates.declare(tag, values[tag], parent=around[0] if around else None)


def plates(over: Over) -> list[str]:
    """The plates to name: those around others come with them."""
    return [tag for tag in PLATES if tag in over and not any(tag in PLATES[other] for other in over)]


FEW = {"a": ["1", "2"], "b": ["x"], "c": ["7"], "d": ["k", "l"]}
MORE = {"b": ["x", "y"], "c": ["7", "8"]}


class Story:
    """What happens to one workflow, drawn step by step.

    Args:
        data: Draws.
        graph: The graph.
        store: The store; empty.
        tools: Folder of the releases.
        dense: Raw streams have a row at every ms; otherwise at a few, and more come late.
    """

    def __init__(
        self, data: st.DataObject, graph: Graph, store: Store, tools: Path, dense: bool = False
    ) -> None:
        self.data = data
        self.graph = graph
        self.dense = dense
        self.values = dict(FEW)
        self.versions = {step.sink: self._release() for step in graph.steps if step.tool == "shift"}
        self.rows: dict[tuple[str, Any], dict[int, float]] = {}
        self._count = 0
        self.house = House(store, tools)
        self.house.define(graph, self.values, self.versions)
        self.fill()

    def _release(self) -> str:
        return self.data.draw(st.sampled_from(list(RELEASES)))

    def fresh(self) -> float:
        """A value that was not there before."""
        self._count += 1
        return float(self._count * 37 % 1009 - 400)

    # --- what happens
    def fill(self) -> None:
        """Give every raw stream that has none its first rows."""
        for name, place in self.raw_places():
            if (name, place) not in self.rows:
                self.rows[name, place] = {}
                few = st.lists(st.integers(1, END), max_size=12, unique=True)
                self.write(name, place, range(1, END + 1) if self.dense else self.data.draw(few))

    def raw_places(self) -> list[tuple[str, Any]]:
        return [
            (name, stream.stream_id.meta_data)
            for name in self.graph.raw
            for stream in self.house.workflow.nodes[name].streams.values()
        ]

    def write(self, name: str, place: Any, times: Sequence[int]) -> None:
        """New values at these times, whether or not there are rows already."""
        rows = {t: self.fresh() for t in sorted(times)}
        self.rows[name, place].update(rows)
        stream = self.house.workflow.nodes[name].streams[place]
        stream.write(Batch(list(rows), list(rows.values())), on_conflict="replace")
        self.written(name, place, rows)

    def correct(self) -> None:
        """Other values, or late ones, at a few times of one raw stream."""
        name, place = self.data.draw(st.sampled_from(self.raw_places()))
        times = self.data.draw(st.lists(st.integers(1, END), min_size=1, max_size=3, unique=True))
        self.write(name, place, times)

    def execute(self) -> None:
        a = self.data.draw(st.integers(0, END - 1))
        self.ask(None, a, self.data.draw(st.integers(a + 1, END)))

    def execute_one(self) -> None:
        step = self.data.draw(st.sampled_from(self.graph.steps))
        a = self.data.draw(st.integers(0, END - 1))
        self.ask(step.sink, a, self.data.draw(st.integers(a + 1, END)))

    def restart(self) -> None:
        """Another process; the workflow comes from the store."""
        self.house = House(self.house.store, self.house.tools)

    def bump(self) -> None:
        """Other releases of some tools; the workflow is defined anew."""
        for sink in self.versions:
            if self.data.draw(st.booleans()):
                self.versions[sink] = self._release()
        self.house.define(self.graph, self.values, self.versions)

    def change_plates(self) -> None:
        """Values come and go, while everything runs on."""
        for tag, values in MORE.items():
            self.values[tag] = self.data.draw(st.sampled_from([FEW[tag], values]))
        self.house.declare(self.values)
        self.fill()

    # --- what is done, and told
    def ask(self, node: str | None, a: int, b: int) -> None:
        """Execute the workflow, or the factor of one node."""
        raise AssertionError

    def written(self, name: str, place: Any, rows: dict[int, float]) -> None:
        """Raw rows were written."""

    EVENTS = ("execute", "execute", "execute_one", "correct", "correct", "restart", "bump", "change_plates")

    def happen(self, most: int) -> None:
        """So many things, one after the other."""
        for _ in range(self.data.draw(st.integers(2, most))):
            getattr(self, self.data.draw(st.sampled_from(self.EVENTS)))()
