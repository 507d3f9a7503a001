"""Seeing a workflow: plain values, pictures, and coverage; looking computes nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hyperstream import HyperStream, Stream, TimeInterval, Workflow
from hyperstream.drawing import State, graphviz
from hyperstream.stores.streams import ComputeRequest
from hyperstream.utils.clock import SimulatedClock
from hyperstream.utils.errors import ArgumentValueError, LateDataWarning, ToolExecutionError
from hyperstream.utils.time_utils import parse_datetime
from hyperstream.workflow import Node
from hyperstream.workflow.seeing import StreamCoverage

from .kit import hyperstream, tool_file

DAY = ("2026-11-10", "2026-11-11")
TWO_DAYS = ("2026-11-10", "2026-11-12")
HOUR_MS = 3_600_000


@pytest.fixture(params=["sqlite:///:memory:", "memory://"])
def hs(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[HyperStream]:
    clock = SimulatedClock(datetime(2026, 11, 20, tzinfo=UTC))
    hs = hyperstream(tmp_path, request.param, clock=clock)
    yield hs
    hs.close()


@pytest.fixture
def w(hs: HyperStream) -> Workflow:
    """Two houses, hourly means of what they read every ten minutes, the warmest of the city."""
    city = hs.plate("city", values=["Bristol"])
    house = hs.plate("house", parent=city, values={"Bristol": ["h1", "h2"]})
    with hs.create_workflow("heating") as w:
        raw = w.create_node("raw_temp", plates=house)
        hourly = w.create_node("temp_hour", plates=house)
        warmest = w.create_node("temp_city", plates=city)
        hourly[house] = hs.factors.mean(raw, every="1h")
        warmest[city] = hs.factors.maximum(hourly, over=house)
    for value in house:
        raw[value].write(hs.demo.temperatures(value, every="10min", interval=DAY), covers=DAY)
    return w


def row(w: Workflow, node: str, house: str = "", interval: Any = TWO_DAYS, **options: Any) -> StreamCoverage:
    """The coverage of one stream."""
    rows = w.coverage(interval, **options).rows
    return next(
        each for each in rows if each.node == node and (not house or ("house", house) in each.plate_value)
    )


def only(node: Node) -> Stream:
    """The stream of a node on no plate."""
    (stream,) = node.streams.values()
    return stream


def spans(found: StreamCoverage, state: State) -> list[str]:
    return [f"{x.start:%d %H:%M}-{x.end:%d %H:%M}" for x in found.intervals(state)]


class TestPlainValues:
    def test_nodes_factors_and_plates(self, w: Workflow) -> None:
        found = w.to_dict(tool_long_names=False)
        assert found["nodes"] == [{"id": "raw_temp"}, {"id": "temp_hour"}, {"id": "temp_city"}]
        assert found["factors"] == [
            {"id": "mean", "sources": ["raw_temp"], "sink": "temp_hour"},
            {"id": "maximum", "sources": ["temp_hour"], "sink": "temp_city"},
        ]
        assert found["plates"]["house"] == [
            {"id": "raw_temp", "type": "node"},
            {"id": "temp_hour", "type": "node"},
            {"id": "mean", "type": "factor"},
        ]

    def test_long_names_say_the_parameters(self, w: Workflow) -> None:
        assert w.to_dict()["factors"][1]["id"].startswith("Maximum(")
        assert "'house'" in w.to_dict()["factors"][1]["id"]

    def test_the_factor_graph_is_bipartite(self, w: Workflow) -> None:
        found = json.loads(w.to_json(w.factorgraph_viz, tool_long_names=False, indent=1))
        types = {node["id"]: node["type"] for node in found["nodes"]}
        assert types["raw_temp"] == "rv"
        assert types["mean"] == "fac"
        assert {"source": "raw_temp", "target": "mean"} in found["links"]
        assert all({types[link["source"]], types[link["target"]]} == {"rv", "fac"} for link in found["links"])

    def test_the_same_tool_twice_is_two_factors(self, hs: HyperStream, w: Workflow) -> None:
        with w:
            w.create_node("again", plates="house")[hs.plate_manager.plates["house"]] = hs.factors.mean(
                w.nodes["raw_temp"], every="1h"
            )
        graph = w.factorgraph_viz(w.to_dict(tool_long_names=False))
        names = [node["id"] for node in graph["nodes"]]
        assert len(names) == len(set(names))
        assert {"source": "mean #2", "target": "again"} in graph["links"]

    def test_what_lies_on_no_plate_is_at_the_root_and_plate_factors_have_no_sink(
        self, hs: HyperStream
    ) -> None:
        with hs.create_workflow("free") as w:
            ticks = w.create_node("ticks", channel="memory")
            ticks[None] = hs.factors.clock(stride=60)
            w.create_plate(
                "minute", hs.factors.meta_instance(ticks, func=lambda item: str(item.value.minute))
            )
        found = w.to_dict(tool_long_names=False)
        assert {"id": "clock", "type": "factor"} in found["plates"]["root"]
        assert found["factors"][1] == {
            "id": "meta_instance",
            "sources": ["ticks"],
            "sink": None,
            "output_plate": "minute",
        }
        assert json.loads(w.to_json())["factors"][1]["sink"] is None


class TestPictures:
    def test_every_ending_has_its_form(self, w: Workflow, tmp_path: Path) -> None:
        begins = {"svg": b"<?xml", "png": b"\x89PNG", "dot": b"digraph", "mmd": b"---\ntitle"}
        for ending, begin in begins.items():
            file = w.render(tmp_path / "new" / f"graph.{ending}")
            assert file.read_bytes().startswith(begin)

    def test_it_shows_nodes_versions_parameters_plates_and_how_much_is_there(
        self, w: Workflow, tmp_path: Path
    ) -> None:
        w.execute(DAY)
        text = w.render(tmp_path / "graph.svg", TWO_DAYS).read_text()
        text = text.replace("&#45;", "-").replace("&#160;", " ").replace("\xa0", " ")
        for wanted in (
            "temp_hour",
            "mean",
            "1.0.0",
            "every=1h",
            "over=house",
            "house",
            "h1, h2",
            "2026-11-12",
        ):
            assert f">{wanted}<" in text or wanted in text
        assert text.count("50 % current, 50 % missing") == 2

    def test_looking_computes_nothing(self, w: Workflow, tmp_path: Path) -> None:
        w.render(tmp_path / "graph.svg", TWO_DAYS)
        w.coverage(TWO_DAYS)
        assert w._repr_html_().startswith("<div")
        assert all(stream.calculated_intervals.is_empty for stream in w.nodes["temp_hour"].streams.values())

    def test_another_ending_or_direction_is_refused(self, w: Workflow, tmp_path: Path) -> None:
        with pytest.raises(ArgumentValueError, match=re.escape("not into '.pdf'")):
            w.render(tmp_path / "graph.pdf")
        with pytest.raises(ArgumentValueError, match="LR, TB, RL, BT"):
            w.render(tmp_path / "graph.dot", direction="up")
        assert list(tmp_path.glob("graph.*")) == []

    def test_a_notebook_without_the_extra_shows_the_graph_as_text(
        self, w: Workflow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr(graphviz.sys, "executable", str(tmp_path / "python"))
        monkeypatch.setenv("PATH", str(tmp_path))
        assert w._repr_svg_() is None
        assert "flowchart" in w._repr_html_()
        assert w.render(tmp_path / "graph.dot").exists()

    def test_crossing_plates_are_one_box_and_found_plates_are_pointed_at(
        self, hs: HyperStream, tmp_path: Path
    ) -> None:
        hs.plate("a", values=["1", "2"])
        hs.plate("b", values=["x"])
        with hs.create_workflow("free") as w:
            w.create_node("both", plates=["a", "b"])
            seeds = w.create_node("seeds", channel="memory")
            found = w.create_plate("c", hs.factors.meta_instance_from_list(seeds, values=["u"]))
            w.create_node("on_c", plates=found)
        source = w.render(tmp_path / "graph.dot").read_text()
        assert "a × b" in source
        assert 'style=dashed, lhead="cluster_plate c"' in source
        assert w.render(tmp_path / "graph.png").stat().st_size > 1000


class TestCoverage:
    def test_before_the_first_run_all_that_is_computed_is_missing(self, w: Workflow) -> None:
        assert spans(row(w, "temp_hour", "h1"), State.MISSING) == ["10 00:00-12 00:00"]
        assert row(w, "temp_hour", "h1").current == 0.0

    def test_what_is_computed_is_current_and_the_rest_is_missing(self, w: Workflow) -> None:
        w.execute(DAY)
        found = row(w, "temp_hour", "h1")
        assert spans(found, State.CURRENT) == ["10 00:00-11 00:00"]
        assert spans(found, State.MISSING) == ["11 00:00-12 00:00"]
        assert found.current == pytest.approx(0.5)

    def test_a_source_is_current_as_far_as_it_is_complete_and_beyond_not_evaluated(self, w: Workflow) -> None:
        found = row(w, "raw_temp", "h1")
        assert spans(found, State.CURRENT) == ["10 00:00-11 00:00"]
        assert spans(found, State.UNKNOWN) == ["11 00:00-12 00:00"]

    def test_late_data_makes_stale_what_rests_on_it_to_any_depth_and_nothing_else(self, w: Workflow) -> None:
        w.execute(DAY)
        with pytest.warns(LateDataWarning):
            w.nodes["raw_temp"]["h2"].write([("2026-11-10 03:05", 40.0)])
        assert spans(row(w, "temp_hour", "h1"), State.STALE) == []
        for found in (row(w, "temp_hour", "h2"), row(w, "temp_city")):
            (stale,) = found.intervals(State.STALE)
            assert stale.end > parse_datetime("2026-11-10 04:00")
            assert stale.width.total_seconds() <= 3600.001
        w.execute(DAY)
        assert row(w, "temp_city", interval=DAY).current == 1.0

    def test_computed_time_without_data_is_a_state_of_its_own(self, w: Workflow, hs: HyperStream) -> None:
        with w:
            hot = w.create_node("hot", plates="house")
            hot[hs.plate_manager.plates["house"]] = hs.factors.apply(
                w.nodes["raw_temp"], func=lambda value: value
            )
            none = w.create_node("none", plates="house")
            none[hs.plate_manager.plates["house"]] = hs.factors.threshold(w.nodes["raw_temp"], above=1e9)
        w.execute(DAY)
        assert spans(row(w, "none", "h1"), State.EMPTY) == ["10 00:00-11 00:00"]
        assert spans(row(w, "hot", "h1"), State.EMPTY) == []
        assert row(w, "none", "h1", DAY).current == 1.0
        assert spans(row(w, "none", "h1", data=False), State.EMPTY) == []

    def test_a_gap_between_instances_is_current_and_empty(self, hs: HyperStream) -> None:
        w = hs.create_workflow("gap")
        node = w.create_node("raw")
        times = [f"2026-11-10 {hour:02}:00" for hour in (1, 2, 3, 4, 9, 10, 11)]
        only(node).write([(time, 1.0) for time in times], covers=DAY)
        found = row(w, "raw", interval=DAY)
        assert spans(found, State.EMPTY) == ["10 04:00-10 08:00", "10 11:00-11 00:00"]

    def test_a_new_major_version_makes_all_of_it_stale(self, tmp_path: Path) -> None:
        tool_file(tmp_path, "scale", "1.0.0")
        with hyperstream(tmp_path) as hs:
            with hs.create_workflow("v") as w:
                raw, sink = w.create_node("raw"), w.create_node("scaled")
                sink[None] = hs.factors.scale(raw, by=2.0)
            only(raw).write([("2026-11-10 01:00", 1.0)], covers=DAY)
            w.execute(DAY)
            assert row(w, "scaled", interval=DAY).current == 1.0
            tool_file(tmp_path, "scale", "2.0.0", date="2026-01-02")
            with hs.create_workflow("v2") as newer:
                newer.create_node("raw")
                newer.create_node("scaled")[None] = hs.factors.scale(newer.nodes["raw"], by=2.0)
            assert spans(row(newer, "scaled", interval=DAY), State.STALE) == ["10 00:00-11 00:00"]

    def test_what_lies_after_now_is_not_evaluated(self, w: Workflow) -> None:
        found = row(w, "temp_hour", "h1", ("2026-11-19", "2026-11-22"))
        assert spans(found, State.UNKNOWN) == ["20 00:00-22 00:00"]

    def test_what_failed_when_it_was_last_tried_is_failed(self, w: Workflow, hs: HyperStream) -> None:
        def fails(value: float) -> float:
            raise ValueError

        with w:
            w.create_node("bad", plates="house")[hs.plate_manager.plates["house"]] = hs.factors.apply(
                w.nodes["raw_temp"], func=fails
            )
        with pytest.raises(ToolExecutionError):
            w.execute(DAY)
        assert spans(row(w, "bad", "h1"), State.FAILED) == ["10 00:00-11 00:00"]
        assert spans(row(w, "bad", "h1"), State.MISSING) == ["11 00:00-12 00:00"]
        assert "✘" * 24 in str(w.coverage(TWO_DAYS))

    def test_what_somebody_is_computing_is_running_until_it_ends(self, w: Workflow) -> None:
        w.execute(("2026-11-10", "2026-11-10 06:00"))
        stream = w.nodes["temp_hour"]["h1"].stream
        job = stream.producer.job()
        asked = TimeInterval(*TWO_DAYS)
        request = ComputeRequest(job.fingerprint, lambda found: found == job.fingerprint, sources={})
        noon = TimeInterval("2026-11-10 06:00", "2026-11-10 12:00")
        claim = stream.home.store.claim(stream.key, noon.start_ms, noon.end_ms, request, light=False)
        found = row(w, "temp_hour", "h1", asked)
        assert spans(found, State.RUNNING) == ["10 06:00-10 12:00"]
        assert spans(found, State.CURRENT) == ["10 00:00-10 06:00"]
        assert spans(found, State.MISSING) == ["10 12:00-12 00:00"]
        assert spans(row(w, "temp_hour", "h2", asked), State.RUNNING) == []
        assert "▶▶▶▶▶▶" in w.coverage(asked).strips(cell=HOUR_MS).text()
        assert "running" in w.coverage(asked).strips(cell=HOUR_MS).text()
        claim.release()
        assert spans(row(w, "temp_hour", "h1", asked), State.RUNNING) == []

    def test_streams_that_look_alike_are_one_strip(self, w: Workflow) -> None:
        w.execute(DAY)
        text = str(w.coverage(TWO_DAYS))
        assert "raw_temp   h1 h2    " + "█" * 24 + "?" * 24 in text
        assert "temp_hour  h1 h2    " + "█" * 24 + "·" * 24 in text
        assert "temp_city  Bristol" in text
        assert "50 %" in text
        with pytest.warns(LateDataWarning):
            w.nodes["raw_temp"]["h2"].write([("2026-11-10 03:05", 40.0)])
        lines = str(w.coverage(TWO_DAYS)).splitlines()
        assert [line.split()[1] for line in lines if line.startswith("temp_hour")] == ["h1", "h2"]

    def test_strips_can_be_plain_and_coarser(self, w: Workflow) -> None:
        w.execute(DAY)
        text = w.coverage(TWO_DAYS).strips(12 * HOUR_MS).text(plain=True)
        assert text.isascii()
        assert "h1 h2    ##.." in text

    def test_as_plain_values_it_says_what_the_strip_says(self, w: Workflow) -> None:
        w.execute(DAY)
        found = w.coverage(TWO_DAYS).to_dict()
        hourly = [each for each in found["streams"] if each["node"] == "temp_hour"]
        assert [each["plate_value"][-1] for each in hourly] == [["house", "h1"], ["house", "h2"]]
        assert [piece["state"] for piece in hourly[0]["states"]] == ["current", "missing"]
        assert found["current"] == pytest.approx(0.5)
        assert "<table>" in w.coverage(TWO_DAYS)._repr_html_()

    def test_an_empty_workflow_has_nothing_to_show(self, hs: HyperStream, tmp_path: Path) -> None:
        w = hs.create_workflow("empty")
        assert w.coverage(DAY).rows == ()
        assert w.coverage(DAY).current == 0.0
        assert "current" in str(w.coverage(DAY))
        assert w.render(tmp_path / "graph.svg").exists()
        assert w.coverage(TimeInterval("2026-11-10", "2026-11-11")).to_dict()["streams"] == []
