"""Plan: executing a plan computes exactly what it says, of every stream, and nothing else.

What was really computed is told by the run records, which every commit of every stream leaves.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hyperstream import Workflow
from hyperstream.execution import Outcome, Plan, plan_from_json
from hyperstream.time_interval.spans import Spans, difference, intersection, normalise, union
from hyperstream.tool.run import RunOptions

from .stories import END, STEPS, Graph, Story, graphs
from .worlds import span, sqlite

pytestmark = pytest.mark.filterwarnings("ignore::hyperstream.utils.errors.LateDataWarning")

LAW = settings(
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def streams_of(w: Workflow) -> list[Any]:
    return [stream for node in w.nodes.values() for stream in node.streams.values()]


def computed_by(w: Workflow, outcome: Outcome) -> dict[str, Spans]:
    """What a run really computed of every stream."""
    found = {}
    for stream in streams_of(w):
        runs = stream.home.runs([stream.key])
        spans = normalise((run.a, run.b) for run in runs if run.run == outcome.run_id)
        if spans:
            found[stream.key] = spans
    return found


def planned_by(w: Workflow, plan: Plan) -> dict[str, Spans]:
    return {stream.key: plan.of(stream.key) for stream in streams_of(w) if plan.of(stream.key)}


def because_of_upstream(plan: Plan, key: str) -> Spans:
    """Where a stream was only expected to change, since what it rests on was to be computed again."""
    return normalise(
        (piece.a, piece.b)
        for planned in plan.units
        if key in planned.unit.sinks
        for piece in planned.unit.pieces
        if piece.reason == "upstream"
    )


def ledgers_of(w: Workflow) -> dict[str, int]:
    return {stream.key: stream.home.ledger(stream).rev for stream in streams_of(w)}


intervals = st.tuples(st.integers(0, END // 1000 - 1), st.integers(1, END // 1000)).map(
    lambda pair: span(1000 * pair[0], 1000 * min(pair[0] + pair[1], END // 1000))
)


def check(story: Story, interval: Any, force: bool) -> None:
    for step in story.data.draw(STEPS):
        step(story)
    w = story.house.workflow
    before = ledgers_of(w)
    plan = w.plan(interval, options=RunOptions(force=force))
    assert ledgers_of(w) == before  # looking changes nothing
    again = plan_from_json(plan.to_json())
    outcome = w.execute(again)
    assert not outcome.beyond
    computed, spared, planned = computed_by(w, outcome), outcome.spared, planned_by(w, plan)
    assert all(not intersection(computed.get(key, ()), spans) for key, spans in spared.items())
    assert {key: union(computed.get(key, ()), spared.get(key, ())) for key in {*computed, *spared}} == planned
    for key, spans in spared.items():
        assert not difference(spans, because_of_upstream(plan, key))
    assert w.plan(interval).nothing_to_do, f"{plan}\n{w.plan(interval)}"
    if not force:
        assert w.execute(again).nothing_to_do


@settings(LAW, max_examples=25)
@given(graph=graphs(), data=st.data(), interval=intervals, force=st.sampled_from([False, False, True]))
def test_executing_a_plan_computes_exactly_what_it_says(
    graph: Graph, data: st.DataObject, interval: Any, force: bool
) -> None:
    check(Story(data, graph), interval, force)


@settings(LAW, max_examples=5)
@given(graph=graphs(), data=st.data(), interval=intervals, force=st.sampled_from([False, False, True]))
def test_it_is_so_in_the_embedded_store(
    graph: Graph, data: st.DataObject, interval: Any, force: bool
) -> None:
    with TemporaryDirectory() as folder:
        store = sqlite(Path(folder))
        try:
            check(Story(data, graph, store), interval, force)
        finally:
            store.close()


@pytest.mark.torture
@settings(LAW, max_examples=500)
@given(graph=graphs(20), data=st.data(), interval=intervals, force=st.booleans())
def test_it_is_so_on_large_graphs(graph: Graph, data: st.DataObject, interval: Any, force: bool) -> None:
    check(Story(data, graph), interval, force)
