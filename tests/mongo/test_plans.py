"""Plans on MongoDB: exactly what is said is computed, also by another process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hyperstream import HyperStream, Workflow
from hyperstream.cli.main import main
from hyperstream.stores.mongo import MongoStore
from hyperstream.stores.streams import StreamStore
from hyperstream.time_interval.spans import Spans, normalise
from hyperstream.tool.run import RunOptions
from hyperstream.utils.errors import ToolExecutionError

from ..laws.stories import Graph, Story, graphs
from ..laws.test_plan_law import check, intervals

DAY = ("2026-11-10", "2026-11-11")

pytestmark = pytest.mark.filterwarnings("ignore::hyperstream.utils.errors.LateDataWarning")


def define(hs: HyperStream) -> Workflow:
    house = hs.plate("house", values=["h1", "h2"])
    w = hs.create_workflow("heating")
    with w:
        raw, hourly = w.create_node("raw", plates=house), w.create_node("hourly", plates=house)
        warmest = w.create_node("warmest")
        hourly[house] = hs.factors.mean(raw, every="1h")
        warmest[None] = hs.factors.maximum(hourly, over=house)
    return w


def computed(w: Workflow, run_id: str) -> dict[str, Spans]:
    found = {}
    for node in w.nodes.values():
        for stream in node.streams.values():
            runs = stream.home.runs([stream.key])
            if spans := normalise((run.a, run.b) for run in runs if run.run == run_id):
                found[stream.key] = spans
    return found


def test_a_plan_is_kept_and_executed_exactly_by_another_process(url: str) -> None:
    with HyperStream(url) as hs:
        w = define(hs)
        for name in ("h1", "h2"):
            raw = w.nodes["raw"].streams[(("house", name),)]
            raw.write([(f"2026-11-10 {hour:02}:30", float(hour)) for hour in range(24)], covers=DAY)
        w.execute(DAY)
        raw.write([("2026-11-10 03:10", 50.0)])
        plan = w.plan(DAY)
        assert {row[4] for row in plan.table()} == {"late", "upstream"}
        hs.workflow_manager.commit_all()
        hs.workflow_manager.plans.save(plan)
    with HyperStream(url) as hs:
        again = hs.workflow_manager.load_workflow("heating")
        found = hs.workflow_manager.plans.load(plan.plan_id[:6])
        outcome = again.execute(found)
        said = {key: spans for one in plan.units for key in one.unit.sinks if (spans := plan.of(key))}
        assert computed(again, outcome.run_id) == said
        assert again.plan(DAY).nothing_to_do
        value = again.nodes["warmest"].streams[None].provenance("2026-11-10 04:00")
        assert value.is_current
        assert len(value.raw_sources()) == 2


def test_a_forced_redo_that_fails_is_found_by_the_next_process(url: str) -> None:
    with HyperStream(url) as hs:
        w = define(hs)
        for stream in w.nodes["raw"].streams.values():
            stream.write([("2026-11-10 01:30", 1.0)], covers=DAY)
        w.execute(DAY)
        hs.workflow_manager.commit_all()
        tool = w.nodes["warmest"].factor.tool  # type: ignore[union-attr]

        def broken(**_: object) -> None:
            msg = "sensor returned -99"
            raise ValueError(msg)

        tool._execute = broken  # type: ignore[attr-defined]
        with pytest.raises(ToolExecutionError):
            w.execute(DAY, options=RunOptions(force=True))
    with HyperStream(url) as hs:
        assert isinstance(hs.streams, StreamStore)
        plan = hs.workflow_manager.load_workflow("heating").plan(DAY)
        assert [(row[0], row[4]) for row in plan.table()] == [("warmest", "failed")]
        assert "ValueError: sensor returned -99" in str(plan)
        assert len(plan.execute().computed) == 1


# --- the law of plans, as tests/laws states it
LAW = settings(
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def check_on(url: str, data: st.DataObject, graph: Graph, interval: Any, force: bool) -> None:
    store = MongoStore(url)
    try:
        check(Story(data, graph, store), interval, force)
    finally:
        store.close()


@settings(LAW, max_examples=2)
@given(graph=graphs(), data=st.data(), interval=intervals, force=st.booleans())
def test_executing_a_plan_computes_exactly_what_it_says(
    new_url: Callable[[], str], graph: Graph, data: st.DataObject, interval: Any, force: bool
) -> None:
    check_on(new_url(), data, graph, interval, force)


@pytest.mark.torture
@settings(LAW, max_examples=60)
@given(graph=graphs(12), data=st.data(), interval=intervals, force=st.booleans())
def test_it_is_so_on_larger_graphs(
    new_url: Callable[[], str], graph: Graph, data: st.DataObject, interval: Any, force: bool
) -> None:
    check_on(new_url(), data, graph, interval, force)


def test_coverage_is_drawn_from_the_command_line(url: str) -> None:
    with HyperStream(url) as hs:
        w = define(hs)
        for name in ("h1", "h2"):
            raw = w.nodes["raw"].streams[(("house", name),)]
            raw.write([(f"2026-11-10 {hour:02}:30", float(hour)) for hour in range(24)], covers=DAY)
        hs.workflow_manager.commit_all()
        w.execute(("2026-11-10", "2026-11-10 12:00"))
        raw.write([("2026-11-10 03:10", 50.0)])
    span = ("--from", DAY[0], "--to", DAY[1], "--cell", "1h", "--quick", "--store", url)
    shown = CliRunner().invoke(main, ["coverage", "heating", *span])
    assert shown.exit_code == 0, shown.output
    strips = {tuple(line.split()[:2]): line.split()[2] for line in shown.output.splitlines() if "  " in line}
    assert strips["hourly", "h1"] == 12 * "#" + 12 * "."
    # A mean rests on the hour before it, so a reading at 03:10 touches those in (03:10, 04:10].
    assert strips["hourly", "h2"] == "###%%#######" + 12 * "."
