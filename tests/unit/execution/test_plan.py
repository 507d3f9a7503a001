"""Plans: rows, words, documents, and when one is no longer true."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from hyperstream import HyperStream, TimeInterval
from hyperstream.execution import REASONS, Plan, plan_from_json
from hyperstream.execution.words import changed_parameters, listed, short_names
from hyperstream.stores.keys import stream_key
from hyperstream.tool.run import RunOptions
from hyperstream.utils.errors import (
    PlanError,
    PlanOutdatedError,
    StoreFormatError,
    ToolExecutionError,
)

DAY = ("2026-11-10", "2026-11-11")
TWO_DAYS = ("2026-11-10", "2026-11-12")

pytestmark = pytest.mark.filterwarnings("ignore::hyperstream.utils.errors.LateDataWarning")


@pytest.fixture
def hs() -> Any:
    with HyperStream("sqlite:///:memory:") as found:
        yield found


def heating(hs: HyperStream, every: str = "1h") -> Any:
    city = hs.plate("city", values=["Bristol"])
    house = hs.plate("house", parent=city, values={"Bristol": ["h1", "h2"]})
    with hs.create_workflow("heating") as w:
        raw = w.create_node("raw_temp", plates=house)
        hourly = w.create_node("temp_hour", plates=house)
        warmest = w.create_node("temp_city", plates=city)
        hourly[house] = hs.factors.mean(raw, every=every)
        warmest[city] = hs.factors.maximum(hourly, over=house)
    return w


def fill(hs: HyperStream, w: Any) -> None:
    for name, stream in zip(("h1", "h2"), w.nodes["raw_temp"].streams.values(), strict=True):
        stream.write(hs.demo.temperatures(name, every="10min", interval=DAY), covers=DAY)


def rows(plan: Plan) -> list[tuple[str, ...]]:
    return [(row[0], row[1], row[3], row[4]) for row in plan.table()]


class TestWhatItSays:
    def test_places_with_the_same_to_do_are_one_row(self, hs: HyperStream) -> None:
        w = heating(hs)
        fill(hs, w)
        plan = w.plan(DAY)
        assert rows(plan) == [
            ("temp_hour", "h1 h2", "24h", "missing"),
            ("temp_city", "Bristol", "24h", "missing"),
        ]
        assert len(plan) == 3
        assert len(plan.table(unfold=True)) == 3
        assert plan.reasons == {"missing": 3 * 86_400_000}
        assert str(plan).endswith("3 tasks · 2 tools · about 72 instances · nothing has been computed")
        assert "<td>h1 h2</td>" in plan._repr_html_()

    def test_late_data_is_one_row_for_each_that_rests_on_it(self, hs: HyperStream) -> None:
        w = heating(hs)
        fill(hs, w)
        w.execute(DAY)
        w.nodes["raw_temp"]["h2"].write([("2026-11-10 03:05", 40.0)])
        plan = w.plan(DAY)
        assert rows(plan) == [("temp_hour", "h2", "1h", "late"), ("temp_city", "Bristol", "1h", "upstream")]
        assert [row[-1] for row in plan.table()] == [
            "raw_temp(Bristol, h2) changed at 2026-11-10 03:05",
            "temp_hour(Bristol, h2) will change",
        ]
        assert plan.expected.instances == 2
        assert plan.expected.basis == "1 past run"
        assert len(plan.execute().computed) == 2
        assert w.plan(DAY).nothing_to_do

    def test_what_cannot_be_computed_yet_is_said(self, hs: HyperStream) -> None:
        w = heating(hs)
        fill(hs, w)
        w.execute(DAY)
        plan = w.plan(TWO_DAYS)
        assert plan.nothing_to_do
        assert "Nothing to compute now in (2026-11-10 00:00, 2026-11-12 00:00]" in str(plan)
        assert "Not possible yet: temp_city Bristol (2026-11-11 00:00, 2026-11-12 00:00]: " in str(plan)
        assert "is complete only up to 2026-11-11 00:00" in str(plan)

    def test_where_all_is_current_there_is_nothing_to_do(self, hs: HyperStream) -> None:
        w = heating(hs)
        fill(hs, w)
        w.execute(DAY)
        plan = w.plan(DAY)
        assert not plan
        assert str(plan).startswith("Nothing to compute: everything in (2026-11-10 00:00, 2026-11-11 00:00]")
        assert "Nothing to compute" in plan._repr_html_()
        assert plan.execute().nothing_to_do

    def test_other_parameters_are_named(self, hs: HyperStream) -> None:
        w = heating(hs)
        fill(hs, w)
        w.execute(DAY)
        hs.workflow_manager.forget(w)
        plan = heating(hs, "2h").plan(DAY)
        assert rows(plan)[0] == ("temp_hour", "h1 h2", "24h", "parameters")
        assert plan.table()[0][-1] == "mean: every 1h → 2h"

    def test_it_prints_in_a_rich_console_and_as_a_frame(self, hs: HyperStream) -> None:
        from rich.console import Console

        w = heating(hs)
        fill(hs, w)
        console = Console(width=160, record=True, file=io.StringIO())
        console.print(w.plan(DAY))
        assert "temp_hour" in console.export_text()
        frame = w.plan(DAY).to_pandas()
        assert list(frame["reason"]) == ["missing"] * 3
        assert frame["start"].iloc[0].isoformat() == "2026-11-10T00:00:00+00:00"


class TestDocuments:
    def test_a_plan_comes_back_from_json_and_its_workflow_executes_it(self, hs: HyperStream) -> None:
        w = heating(hs)
        fill(hs, w)
        plan = w.plan(TWO_DAYS)
        found = plan_from_json(plan.to_json())
        assert found.to_dict() == plan.to_dict() == json.loads(plan.to_json(None))
        with pytest.raises(PlanError, match=r"workflow.execute\(plan\)"):
            found.execute()
        assert len(w.execute(found).computed) == 3

    @pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 2}', '{"format": 1}'])
    def test_what_is_no_plan_is_refused(self, text: str) -> None:
        with pytest.raises(StoreFormatError, match="This is no plan"):
            plan_from_json(text)

    def test_the_reasons_are_a_closed_set(self) -> None:
        assert REASONS == ("missing", "failed", "version", "parameters", "late", "upstream", "requested")


class TestStillTrue:
    def test_what_was_done_meanwhile_is_not_done_again(self, hs: HyperStream) -> None:
        w = heating(hs)
        fill(hs, w)
        plan = w.plan(DAY)
        w.execute(("2026-11-10", "2026-11-10 12:00"))
        outcome = plan.execute()
        half = TimeInterval("2026-11-10 12:00", "2026-11-11")
        assert {interval for unit in outcome.units for interval in unit.unit.intervals} == {half}

    def test_data_that_came_since_and_changes_nothing_planned_is_fine(self, hs: HyperStream) -> None:
        w = heating(hs)
        fill(hs, w)
        plan = w.plan(DAY)
        w.nodes["raw_temp"]["h2"].write([("2026-11-10 03:05", 40.0), ("2026-11-15", 3.0)])
        assert len(plan.execute().computed) == 3

    def test_a_plan_that_does_not_say_all_that_is_to_be_done_is_refused(self, hs: HyperStream) -> None:
        w = heating(hs)
        fill(hs, w)
        w.execute(DAY)
        w.nodes["raw_temp"]["h1"].write([("2026-11-10 03:05", 40.0)])
        plan = w.plan(DAY)
        w.nodes["raw_temp"]["h2"].write([("2026-11-10 05:05", 40.0)])
        with pytest.raises(PlanOutdatedError, match="Nothing was computed") as caught:
            plan.execute()
        assert "temp_hour(Bristol, h2) has to be computed, too" in str(caught.value)
        assert "temp_city(Bristol) needs (2026-11-10 05:04:59.999, 2026-11-10 06:05] more (upstream)" in str(
            caught.value
        )
        assert len(caught.value.differences) == 2
        assert w.plan(DAY).reasons

    def test_another_workflow_or_other_parameters_are_refused(self, hs: HyperStream) -> None:
        w = heating(hs)
        fill(hs, w)
        plan = w.plan(DAY)
        with pytest.raises(PlanError, match="is of workflow 'heating', not of 'other'"):
            hs.create_workflow("other").execute(plan)
        hs.workflow_manager.forget(w)
        with pytest.raises(PlanOutdatedError, match=r"is computed with other parameters: every"):
            heating(hs, "2h").execute(plan)

    def test_a_new_plate_value_is_refused(self, hs: HyperStream) -> None:
        w = heating(hs)
        fill(hs, w)
        plan = w.plan(DAY)
        hs.plate("house", parent="city", values={"Bristol": ["h1", "h2", "h3"]})
        with pytest.raises(PlanOutdatedError, match=r"temp_hour\(Bristol, h3\) has to be computed, too"):
            plan.execute()


class TestRequested:
    def test_a_forced_redo_that_fails_is_not_taken_for_done(self, hs: HyperStream) -> None:
        w = heating(hs)
        fill(hs, w)
        w.execute(DAY)
        seen = w.nodes["temp_hour"]["h1"].window(DAY).values()
        hour = w.nodes["temp_hour"].factor
        breaks = {"yes": True}
        plain = type(hour.tool)._execute

        def broken(*args: Any, **kwargs: Any) -> Any:
            if breaks["yes"]:
                msg = "sensor returned -99"
                raise ValueError(msg)
            return plain(hour.tool, *args, **kwargs)

        hour.tool._execute = broken
        with pytest.raises(ToolExecutionError, match="-99"):
            hour.execute(TimeInterval(*DAY), RunOptions(force=True))
        assert w.nodes["temp_hour"]["h1"].window(DAY).values() == seen
        plan = w.plan(DAY)
        assert rows(plan)[0] == ("temp_hour", "h1", "24h", "failed")
        assert "ValueError: sensor returned -99 (run " in plan.table()[0][-1]
        breaks["yes"] = False
        outcome = w.execute(DAY)
        assert [str(item.unit) for item in outcome.computed][:1] == ["temp_hour(Bristol, h1)"]
        assert w.plan(DAY).nothing_to_do

    def test_what_never_succeeded_is_failed_rather_than_missing(self, hs: HyperStream) -> None:
        w = heating(hs)
        fill(hs, w)
        hour = w.nodes["temp_hour"].factor

        def broken(*_args: Any, **_kwargs: Any) -> Any:
            msg = "no such device"
            raise OSError(msg)

        hour.tool._execute = broken
        with pytest.raises(ToolExecutionError):
            w.execute(DAY)
        assert rows(w.plan(DAY)) == [
            ("temp_hour", "h1", "24h", "failed"),
            ("temp_hour", "h2", "24h", "missing"),
            ("temp_city", "Bristol", "24h", "missing"),
        ]
        del hour.tool._execute
        w.execute(DAY)
        assert w.plan(DAY).nothing_to_do


class TestWords:
    def test_streams_of_one_name_are_named_together(self) -> None:
        keys = [stream_key("mongo", "t", [("h", value)]) for value in "abc"]
        assert short_names([*keys, stream_key("memory", "raw")]) == "t(a, b, c), raw"
        assert short_names([stream_key("mongo", "t", [("h", "a")], "mean@2")]) == "t@2(a)"

    def test_many_are_counted(self) -> None:
        assert listed([str(n) for n in range(6)]) == "0, 1, 2, 3, 4, 5"
        assert listed([str(n) for n in range(1000)]) == "0, 1, 2, 3, 4, +995 more"

    def test_only_parameters_that_differ_are_shown(self) -> None:
        assert changed_parameters('{"a":1,"b":2}', '{"a":1,"b":3,"c":"x"}') == 'b 2 → 3, c null → "x"'
        assert changed_parameters("", '{"a":"' + 50 * "x" + '"}').endswith("...")
