"""What a factor does when its tool fails: raise, skip with a record, try again; wherever it is computed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hyperstream import HyperStream, PlateCreationTool, StreamInstance, StreamMetaInstance, TimeInterval
from hyperstream.execution import OnFailure, SerialExecutor
from hyperstream.utils.errors import (
    ArgumentValueError,
    BadRowError,
    StoreUnavailableError,
    ToolExecutionError,
)
from hyperstream.utils.time_utils import from_ms
from hyperstream.workflow import NodeCreationFactor

from .kit import hyperstream, rows, span, values


class Inverse(PlateCreationTool):
    """One over each value, as plate values."""

    def _execute(self, source: Any, interval: TimeInterval) -> Iterator[StreamMetaInstance]:
        for timestamp, value in source.window(interval, force_calculation=True):
            yield StreamMetaInstance(StreamInstance(timestamp, value), str(1 / value))


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def hs(tmp_path: Path, waits: list[float]) -> Iterator[HyperStream]:
    hs = hyperstream(tmp_path, executor=SerialExecutor(waits.append))
    yield hs
    hs.close()


def fickle(fails: int) -> Any:
    """A function that fails so many times, then gives what it is given."""
    calls: list[Any] = []

    def work(value: Any) -> Any:
        calls.append(value)
        return value / (len(calls) > fails)

    return work


def test_a_failure_names_tool_version_place_interval_and_last_timestamp(hs: HyperStream) -> None:
    hs.plate("house", ["1", "2"])
    with hs.create_workflow("w") as w:
        source, sink = w.create_node("source", plates="house"), w.create_node("sink", plates="house")
        sink[None] = hs.factors.apply(source, func=lambda value: 1 / value)
    source["1"].write(rows(*[1.0] * 30))
    source["2"].write(rows(*[1.0] * 5000, 0))
    with pytest.raises(ToolExecutionError) as caught:
        w.execute(span(0, 6000))
    error: Any = caught.value
    assert (error.tool, error.version, error.interval) == ("apply", "1.0.0", span(0, 6000))
    assert [str(stream_id) for stream_id in error.streams] == ["sink: [house=2]"]
    assert error.last_timestamp == from_ms(4096_000)
    assert f"after its instance at {error.last_timestamp}: ZeroDivisionError" in str(error)
    assert len(sink["1"].window(span(0, 6000)).values()) == 30
    assert sink["2"].window(span(0, 6000)).values() == []


def strict(value: Any) -> Any:
    """An error of ours, such as a tool meets that makes a batch or asks for rows that are not there."""
    if value == 0:
        msg = "no value leads there"
        raise ArgumentValueError(msg)
    return value


def unstorable(value: Any) -> Any:
    return object() if value == 0 else value


def missing_row(value: Any) -> Any:
    if value == 0:
        raise BadRowError("house.csv, line 3: 'x' is not a number.", file="house.csv", line=3)
    return value


class TestAnErrorOfOurs:
    """What a tool raises is its failure, whoever defined the error."""

    @pytest.fixture
    def w(self, hs: HyperStream, func: Any) -> Any:
        hs.plate("house", ["1", "2", "3"])
        with hs.create_workflow("w") as w:
            source, sink = w.create_node("source", plates="house"), w.create_node("sink", plates="house")
            sink[None] = hs.factors.apply(source, func=func).with_options(on_failure=OnFailure(2))
        for house, value in zip("123", (1.0, 0.0, 2.0), strict=True):
            source[house].write(rows(value))
        return w

    @pytest.mark.parametrize(
        ("func", "kind", "why"),
        [
            (strict, ToolExecutionError, "ArgumentValueError: no value leads there"),
            (unstorable, ToolExecutionError, "ValueNotStorableError: "),
            (missing_row, BadRowError, "BadRowError: house.csv, line 3: 'x' is not a number."),
        ],
    )
    def test_is_tried_again_and_skipped_with_a_record_like_any_other(
        self, w: Any, kind: type[ToolExecutionError], why: str, waits: list[float]
    ) -> None:
        outcome = w.execute(span(0, 10), keep_going=True)
        assert [str(item.unit) for item in outcome.computed] == ["sink(1)", "sink(3)"]
        (failed,) = outcome.failed
        assert (type(failed.error), failed.error.tool, failed.error.version) == (kind, "apply", "1.0.0")
        assert "apply 1.0.0 failed on sink: [house=2] (1970-01-01 00:00:00+00:00" in str(failed.error)
        assert waits == [1.0]
        sink = w.nodes["sink"]["2"].stream
        assert [run.error[: len(why)] for run in sink.home.runs([sink.key]) if run.state == "failed"] == [
            why,
            why,
        ]
        assert {piece.reason for planned in w.plan(span(0, 10)).units for piece in planned.unit.pieces} == {
            "failed"
        }

    @pytest.mark.parametrize("func", [strict])
    def test_ends_the_request_where_nothing_says_otherwise(self, w: Any) -> None:
        with pytest.raises(ToolExecutionError, match=r"house=2.* no value leads there") as caught:
            w.execute(span(0, 10))
        assert isinstance(caught.value.__cause__, ArgumentValueError)

    def test_is_skipped_where_a_plate_is_filled(self, hs: HyperStream) -> None:
        class Strict(Inverse):
            def _execute(self, source: Any, interval: TimeInterval) -> Iterator[StreamMetaInstance]:
                yield from source.window(interval, strict=True)

        with hs.create_workflow("w") as w:
            source = w.create_node("source")
            lazy = hs.factors.clock().with_options(on_failure="skip")
            lazy.update(tool=Strict(), source=source)
            w.create_plate("p", lazy)
        outcome = w.execute(span(0, 10))
        assert "StreamDataNotAvailableError" in str(outcome.failed[0].error)


def test_a_store_that_does_not_answer_is_no_failure_of_a_tool(hs: HyperStream) -> None:
    def away(value: Any) -> Any:
        msg = "No MongoDB answered"
        raise StoreUnavailableError(msg)

    with hs.create_workflow("w") as w:
        source, sink = w.create_node("source"), w.create_node("sink")
        sink[None] = hs.factors.apply(source, func=away).with_options(on_failure="skip")
    source[None].write(rows(1.0))
    with pytest.raises(StoreUnavailableError):
        w.execute(span(0, 10), keep_going=True)


class TestTryingAgain:
    def test_waits_by_the_executor_when_a_reader_asks(self, hs: HyperStream, waits: list[float]) -> None:
        with hs.create_workflow("w") as w:
            source, sink = w.create_node("source"), w.create_node("sink")
            policy = OnFailure(attempts=4, wait_seconds=0.5, growth=3)
            sink[None] = hs.factors.apply(source, func=fickle(3)).with_options(on_failure=policy)
        source[None].write(rows(6.0))
        assert sink[None].window(span(0, 10), force_calculation=True).values() == [6.0]
        assert waits == [0.5, 1.5, 4.5]

    def test_waits_by_the_executor_when_the_factor_is_executed(
        self, hs: HyperStream, waits: list[float]
    ) -> None:
        with hs.create_workflow("w") as w:
            source, sink = w.create_node("source"), w.create_node("sink")
            sink[None] = hs.factors.apply(source, func=fickle(1)).with_options(on_failure="retry")
        source[None].write(rows(6.0))
        factor = w.factors[0]
        assert factor.execute(("1970-01-01", "1970-01-01T00:00:10")) is factor
        assert (values(sink[None]), waits) == ([6.0], [1.0])

    def test_waits_by_the_executor_when_a_plate_is_filled(self, hs: HyperStream, waits: list[float]) -> None:
        class Fickle(Inverse):
            def _execute(self, source: Any, interval: TimeInterval) -> Iterator[StreamMetaInstance]:
                if not waits:
                    msg = "not yet"
                    raise OSError(msg)
                yield from super()._execute(source, interval)

        with hs.create_workflow("w") as w:
            source = w.create_node("source")
            lazy = {"tool": Fickle(), "source": source}
            plate = w.create_plate("p", type(hs.factors.clock())(lazy).with_options(on_failure="retry"))
        source[None].write(rows(2))
        w.execute(span(0, 10))
        assert ([value.name for value in plate], waits) == (["0.5"], [1.0])


class TestFillingAPlate:
    @pytest.mark.parametrize("policy", ["raise", "skip"])
    def test_a_failure_is_raised_or_skipped_with_its_place(self, hs: HyperStream, policy: str) -> None:
        hs.plate("house", ["1", "2"])
        with hs.create_workflow("w") as w:
            source = w.create_node("source", plates="house")
            lazy = hs.factors.clock().with_options(on_failure=policy)
            lazy.update(tool=Inverse(), source=source)
            plate = w.create_plate("p", lazy)
            sink = w.create_node("sink", plates=plate)
            sink[plate] = hs.factors.clock(stride=5.0)
        source["1"].write(rows(0))
        source["2"].write(rows(4))
        if policy == "raise":
            with pytest.raises(ToolExecutionError, match="house"):
                w.execute(span(0, 10))
            return
        outcome = w.execute(span(0, 10))
        assert [str(done.unit) for done in outcome.failed] == ["p(1)"]
        assert "ZeroDivisionError" in str(outcome)
        assert [str(place) for place in plate] == ["house=2, p=0.25"]
        assert outcome.instances == 2

    def test_waits_for_a_source_that_was_skipped(self, hs: HyperStream) -> None:
        hs.plate("house", ["1", "2"])
        with hs.create_workflow("w") as w:
            source, mid = w.create_node("source", plates="house"), w.create_node("mid", plates="house")
            skipping = hs.factors.apply(source, func=lambda value: 8 / value).with_options(on_failure="skip")
            mid["1"] = mid["2"] = skipping
            plate = w.create_plate("p", {"tool": Inverse(), "source": mid})
            w.create_node("sink", plates=plate)[plate] = hs.factors.clock(stride=5.0)
        source["1"].write(rows(0))
        source["2"].write(rows(4))
        outcome = w.execute(span(0, 10))
        assert [str(done.unit) for done in outcome.failed] == ["mid(1)"]
        assert [str(done.unit) for done in outcome.blocked] == ["p(1)"]
        (blocked,) = outcome.blocked
        assert blocked.waits_for == (outcome.failed[0].unit.number,)
        assert [str(done.unit) for done in outcome.computed] == ["mid(2)", "sink(2, 0.5)"]

    def test_what_was_computed_for_it_is_told_once(self, hs: HyperStream) -> None:
        with hs.create_workflow("w") as w:
            source, mid = w.create_node("source"), w.create_node("mid")
            mid[None] = hs.factors.copy([source])
            w.create_plate("p", {"tool": Inverse(), "source": mid})
            w.create_node("sink")[None] = hs.factors.copy([mid])
        source[None].write(rows(4))
        outcome = w.execute(span(0, 10))
        assert [str(done.unit) for done in outcome.computed] == ["mid", "sink"]
        numbers = [done.unit.number for done in outcome.units]
        assert len(set(numbers)) == len(numbers)
        assert w.execute(span(0, 10)).nothing_to_do

    def test_it_knows_its_plates(self, hs: HyperStream) -> None:
        house = hs.plate("house", ["1"])
        with hs.create_workflow("w") as w:
            source = w.create_node("source", plates="house")
            w.create_plate("p", {"tool": Inverse(), "source": source})
            w.create_plate("q", hs.factors.meta_instance_from_list(values=["a"]))
        first, second = w.factors
        assert isinstance(first, NodeCreationFactor)
        assert isinstance(second, NodeCreationFactor)
        assert (first.sink, first.input_plate, second.input_plate) == (None, house, None)
        assert first.workflow is w
