"""Workflows over plates compute exactly what a model says: what is missing, and what is not current.

Random graphs, executed in random chunks and orders, by processes that come and go, with other releases of
tools under every policy, inputs corrected, and values of plates that come and go.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hyperstream.execution import Outcome, execute
from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.port import Store
from hyperstream.stores.sqlite import SQLiteStore
from hyperstream.workflow import StreamFactor

from .plate_graphs import END, Graph, Story, graphs, write_releases
from .plate_model import Model, milliseconds, spans, wider
from .worlds import span

pytestmark = pytest.mark.filterwarnings("ignore::hyperstream.utils.errors.LateDataWarning")

EVERYTHING = span(-100 * END, 100 * END)


class Foretold(Story):
    """A story beside a model of it."""

    def __init__(self, data: st.DataObject, graph: Graph, *where: Any, dense: bool) -> None:
        self.model = Model(graph)
        super().__init__(data, graph, *where, dense)
        self._tell()

    def _tell(self) -> None:
        self.model.defined_as(self.values, self.versions)

    def bump(self) -> None:
        super().bump()
        self._tell()

    def change_plates(self) -> None:
        super().change_plates()
        self._tell()

    def written(self, name: str, place: Any, rows: dict[int, float]) -> None:
        self.model.write((name, place), rows)

    def ask(self, node: str | None, a: int, b: int) -> None:
        w = self.house.workflow
        if node is None:
            outcome = w.execute(span(a, b))
        else:
            factor = w.nodes[node].factor
            assert isinstance(factor, StreamFactor)
            outcome = execute(factor.producers(), span(a, b))
        self.hold(outcome, node, set(range(a + 1, b + 1)))
        self.compare()

    def hold(self, outcome: Outcome, node: str | None, times: set[int]) -> None:
        """What was computed is what had to be."""
        model = self.model
        places = {(work.step.sink, work.place): index for index, work in enumerate(model.works)}
        regions = model.regions(node, times)
        done: dict[int, set[int]] = {}
        foretold: dict[int, set[int]] = {}
        new: dict[int, set[int]] = {}
        for finished in outcome.units:
            index = places[finished.unit.factor, finished.unit.plate_value]
            foretold[index] = milliseconds(finished.unit.spans)
            done[index] = {t for report in finished.reports for t in milliseconds(report.computed.spans)}
            new[index] = self.computed(index, done[index], regions.get(index, set()))
            # What is foretold and not done had become current: what it rests on gave equal rows again.
            assert done[index] <= foretold[index]
        self.nothing_left(regions)
        self.nothing_needless(node, times, done, foretold, new)

    def computed(self, index: int, times: set[int], region: set[int]) -> set[int]:
        """Take in that this was computed, and give what of it is new; all was asked for and not current."""
        work = self.model.works[index]
        assert times <= region, (work, "was not asked for", spans(times - region))
        stale = [times & self.model.stale(work, sink)[1] for sink in work.sinks]
        missing = [times - self.model.content(sink).made.keys() for sink in work.sinks]
        for sink, again, new in zip(work.sinks, stale, missing, strict=True):
            self.model.compute(work, sink, again | new)
        needed = set().union(*stale, *missing)
        assert times <= needed, (work, "was current", spans(times - needed))
        return set().union(*missing) - set().union(*stale)

    def nothing_left(self, regions: dict[int, set[int]]) -> None:
        """Nothing within reach of the request is there and not current."""
        for index, region in regions.items():
            for sink in self.model.works[index].sinks:
                must, _ = self.model.stale(self.model.works[index], sink)
                assert not must & region, (sink, "is stale", spans(must & region))

    def nothing_needless(
        self,
        node: str | None,
        times: set[int],
        done: dict[int, set[int]],
        foretold: dict[int, set[int]],
        new: dict[int, set[int]],
    ) -> None:
        """What was missing was computed where it was asked for, or needed for something else; only there."""
        model = self.model
        asked = self.graph.leaves if node is None else [node]
        for index, work in enumerate(model.works):
            least = set(times) if work.step.sink in asked else set()
            most = set(least)
            for other, following in enumerate(model.works):
                if set(following.sources) & set(work.sinks):
                    least |= wider(following.step, done.get(other, set()))
                    most |= wider(following.step, foretold.get(other, set()))
            assert new.get(index, set()) <= most, (work, "nobody needs", spans(new[index] - most))
            for sink in work.sinks:
                lacking = least - model.content(sink).made.keys()
                assert not lacking, (sink, "is missing", spans(lacking))

    def compare(self) -> None:
        """Every stream holds what the model says."""
        for name, node in self.house.workflow.nodes.items():
            for stream in node.streams.values():
                content = self.model.content((name, stream.stream_id.meta_data))
                batch = stream.window(EVERYTHING).to_batch()
                held = dict(zip(batch.timestamps.tolist(), batch.values_list(), strict=True))
                assert held == content.rows, (stream.stream_id, held, content.rows)
                if node.factor is not None:
                    assert milliseconds(stream.calculated_intervals.spans) == content.made.keys()


LAW = settings(
    deadline=None,
    print_blob=True,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tools")
    write_releases(folder)
    return folder


def keep(
    data: st.DataObject, graph: Graph, store: Store, tools: Path, dense: bool = False, most: int = 6
) -> None:
    story = Foretold(data, graph, store, tools, dense=dense)
    story.happen(most)
    story.ask(None, 0, END)
    assert story.house.workflow.execute(span(0, END)).nothing_to_do


@settings(LAW, max_examples=10)
@given(graph=graphs(6, linear=True), data=st.data())
def test_exactly_what_the_model_says_is_computed(graph: Graph, data: st.DataObject, tools: Path) -> None:
    keep(data, graph, MemoryStore(), tools, dense=True)


@settings(LAW, max_examples=10)
@given(graph=graphs(6), data=st.data())
def test_with_gaps_and_late_rows_nothing_current_is_computed_and_nothing_stale_is_left(
    graph: Graph, data: st.DataObject, tools: Path
) -> None:
    store = SQLiteStore(":memory:")
    keep(data, graph, store, tools)
    store.close()


@pytest.mark.torture
@settings(LAW, max_examples=500)
@given(graph=graphs(20, linear=True), data=st.data())
def test_it_is_so_in_large_graphs(graph: Graph, data: st.DataObject, tools: Path) -> None:
    keep(data, graph, MemoryStore(), tools, dense=True, most=12)


@pytest.mark.torture
@settings(LAW, max_examples=500)
@given(graph=graphs(20), data=st.data())
def test_it_is_so_in_large_graphs_with_gaps_and_late_rows(
    graph: Graph, data: st.DataObject, tools: Path
) -> None:
    store = SQLiteStore(":memory:")
    keep(data, graph, store, tools, most=12)
    store.close()
