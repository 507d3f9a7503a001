"""Doing only part of what is to do: what failed, what waits for it, or what a reason names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from hyperstream import HyperStream
from hyperstream.execution import Outcome
from hyperstream.utils.errors import ArgumentValueError, ToolExecutionError

DAY = ("2026-11-10", "2026-11-11")


class House:
    """Two sensors, one of which gives no answer; what they read; the larger of both; hourly means."""

    def __init__(self, hs: HyperStream) -> None:
        sensor = hs.plate("sensor", ["s1", "s2"])
        self.broken = {"s2"}
        with hs.create_workflow("house") as self.w:
            self.raw = self.w.create_node("raw", plates=sensor)
            read = self.w.create_node("read", plates=sensor)
            largest = self.w.create_node("largest")
            hourly = self.w.create_node("hourly", plates=sensor)
            for name in ("s1", "s2"):
                read[name] = hs.factors.apply(self.raw, func=self.reader(name))
            largest[None] = hs.factors.maximum(read, over=sensor)
            hourly[sensor] = hs.factors.mean(self.raw, every="1h")
        for name in ("s1", "s2"):
            self.raw[name].write([("2026-11-10 01:00", 1.0)], covers=DAY)

    def reader(self, name: str) -> Any:
        def read(value: float) -> float:
            if name in self.broken:
                message = "no answer"
                raise ValueError(message)
            return value

        return read

    def execute(self, **how: Any) -> Outcome:
        return self.w.execute(DAY, keep_going=True, **how)

    def hear_late(self) -> None:
        with pytest.warns(UserWarning, match="already declared complete"):
            self.raw["s1"].write([("2026-11-10 05:00", 5.0)])


@pytest.fixture
def house() -> Iterator[House]:
    with HyperStream("sqlite:///:memory:") as hs:
        yield House(hs)


def names(outcome: Outcome) -> list[str]:
    return [str(item.unit) for item in outcome.units]


class TestOnlyWhatFailed:
    def test_is_nothing_before_the_first_run(self, house: House) -> None:
        outcome = house.execute(only=["failed", "blocked"])
        assert (names(outcome), outcome.left_out, outcome.nothing_to_do) == ([], 5, False)
        assert str(outcome).startswith("0 computed, 0 failed, 0 blocked, 5 left out, 0 instances in ")

    def test_is_tried_again_with_what_waits_for_it(self, house: House) -> None:
        first = house.execute()
        assert [str(item.unit) for item in first.failed] == ["read(s2)"]
        assert [str(item.unit) for item in first.blocked] == ["largest"]
        house.hear_late()
        house.broken.clear()
        again = house.execute(only=("failed", "blocked"))
        # The larger of both rests on what is late, which is computed with it; the means are left.
        assert names(again) == ["read(s1)", "read(s2)", "largest"]
        assert (again.left_out, again.to_dict()["left_out"]) == (1, 1)
        assert house.w.nodes["largest"].streams[None].window(DAY).values() == [1.0, 5.0]
        assert names(house.execute()) == ["hourly(s1)"]
        assert house.execute().nothing_to_do

    def test_alone_leaves_what_waits_for_it(self, house: House) -> None:
        house.execute()
        house.broken.clear()
        assert names(house.execute(only="failed")) == ["read(s2)"]
        assert names(house.execute(only="blocked")) == []
        assert names(house.execute()) == ["largest"]

    def test_fails_again_and_says_so(self, house: House) -> None:
        house.execute()
        again = house.execute(only=("failed", "blocked"))
        assert [str(item.unit) for item in again.failed] == ["read(s2)"]
        assert [str(item.unit) for item in again.blocked] == ["largest"]
        with pytest.raises(ToolExecutionError, match="no answer"):
            house.w.execute(DAY, only="failed")

    def test_may_be_asked_of_a_plan(self, house: House) -> None:
        house.execute()
        house.broken.clear()
        plan = house.w.plan(DAY)
        assert names(house.w.execute(plan, only="failed")) == ["read(s2)"]


def test_any_reason_can_be_asked_for_alone(house: House) -> None:
    house.broken.clear()
    house.execute()
    house.hear_late()
    assert names(house.execute(only="upstream")) == ["read(s1)", "largest"]
    assert names(house.execute(only="late")) == ["hourly(s1)"]
    assert house.execute().nothing_to_do


@pytest.mark.parametrize(
    ("only", "said"), [("slow", "no reason 'slow'"), (["late", "x"], "no reason 'x'"), ([], "No reason")]
)
def test_what_is_no_reason_is_refused_with_those_there_are(house: House, only: Any, said: str) -> None:
    with pytest.raises(ArgumentValueError, match=f"{said}.*missing, failed, .*, blocked"):
        house.execute(only=only)


def test_an_outcome_is_short_in_a_session(house: House) -> None:
    outcome = house.execute()
    assert repr(outcome) == (
        f"Outcome(3 computed, 1 failed, 1 blocked, {outcome.instances} instances, run {outcome.run_id})"
    )
    house.broken.clear()
    house.execute()
    nothing = house.execute()
    assert repr(nothing) == f"Outcome(nothing to do, 0 instances, run {nothing.run_id})"
