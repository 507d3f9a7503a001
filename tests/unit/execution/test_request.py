"""Requests over a graph of recipes: order, diamonds, failures, and what cannot be computed yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pytest

from hyperstream import Batch, Stream, StreamInstance, TimeInterval, Tool
from hyperstream.channels.memory_channel import MemoryChannel
from hyperstream.execution import SKIP, Graph, OnFailure, Outcome, SerialExecutor, execute, prepare
from hyperstream.tool.recipe import Recipe
from hyperstream.tool.run import RunOptions
from hyperstream.utils.errors import (
    FutureIntervalError,
    LateDataWarning,
    LinkageError,
    StreamNotAvailableError,
    ToolExecutionError,
)
from hyperstream.utils.time_utils import from_ms, to_ms

Calls = list[tuple[str, int, int]]


class Sum(Tool):
    """Adds its sources up, and notes each call."""

    label: str
    window: float = 0.0

    calls: Calls
    fails: set[int]

    def __init__(self, label: str, window: float = 0.0) -> None:
        super().__init__(label=label, window=window)

    @property
    def lookback(self) -> float:
        return self.window

    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[StreamInstance]:
        CALLS.append((self.label, interval.start_ms, interval.end_ms))
        if FAILS.get(self.label, 0) > 0:
            FAILS[self.label] -= 1
            msg = "the sensor returned -99"
            raise ValueError(msg)
        totals: dict[Any, float] = {}
        wide = TimeInterval.from_ms(interval.start_ms - int(1000 * self.window), interval.end_ms)
        for source in sources:
            for timestamp, value in source.window(wide, force_calculation=True):
                if timestamp > interval.start:
                    totals[timestamp] = totals.get(timestamp, 0.0) + value
        for timestamp in sorted(totals):
            yield StreamInstance(timestamp, totals[timestamp])


CALLS: Calls = []
FAILS: dict[str, int] = {}


@pytest.fixture(autouse=True)
def fresh() -> None:
    CALLS.clear()
    FAILS.clear()


class Net:
    """Streams in memory and the recipes between them."""

    def __init__(self) -> None:
        self.channel = MemoryChannel("memory")
        self["raw"].write(Batch([1000 * k for k in range(1, 11)], [float(k) for k in range(1, 11)]))

    def __getitem__(self, name: str) -> Stream:
        return self.channel[name]

    def join(self, name: str, *sources: str, window: float = 0.0) -> Recipe:
        return Recipe.join(Sum(name, window), [self[source] for source in sources], self[name])

    def values(self, name: str) -> list[float]:
        return self[name].window(TimeInterval.all_time()).values()


def span(a: float, b: float) -> TimeInterval:
    return TimeInterval.from_ms(int(1000 * a), int(1000 * b))


def run(recipes: Iterable[Any], a: float, b: float, **options: Any) -> Outcome:
    return execute(recipes, span(a, b), options=RunOptions(**options))


class TestOrder:
    def test_a_diamond_is_computed_once_sources_first(self) -> None:
        net = Net()
        net.join("top", "raw")
        net.join("left", "top")
        net.join("right", "top")
        bottom = net.join("bottom", "left", "right")
        outcome = run([bottom], 0, 10)
        assert [name for name, *_ in CALLS] == ["top", "left", "right", "bottom"]
        assert [str(done.unit) for done in outcome.computed] == ["top", "left", "right", "bottom"]
        assert outcome.units[3].unit.after == (1, 2)
        assert net.values("bottom") == [2.0 * k for k in range(1, 11)]
        assert outcome.instances == 40
        assert str(outcome).startswith("4 computed, 0 failed, 0 blocked, 40 instances")

    def test_again_there_is_nothing_to_do(self) -> None:
        net = Net()
        net.join("one", "raw")
        two = net.join("two", "one")
        run([two], 0, 10)
        CALLS.clear()
        outcome = run([two], 0, 10)
        assert outcome.nothing_to_do
        assert str(outcome) == "Nothing to compute: everything is current."
        assert CALLS == []

    def test_lookback_widens_what_is_asked_upstream_and_nothing_else(self) -> None:
        net = Net()
        net.join("one", "raw", window=1)
        net.join("two", "one", window=2)
        three = net.join("three", "two")
        run([three], 5, 6)
        assert CALLS == [("one", 3000, 6000), ("two", 5000, 6000), ("three", 5000, 6000)]
        CALLS.clear()
        run([three], 6, 7)
        assert CALLS == [("one", 6000, 7000), ("two", 6000, 7000), ("three", 6000, 7000)]

    def test_time_missing_upstream_is_left_alone_where_nothing_needs_it(self) -> None:
        net = Net()
        one = net.join("one", "raw")
        two = net.join("two", "one")
        net["two"].calculated_intervals = span(0, 10)  # declared by hand: it rests on nothing
        assert run([two], 0, 10).nothing_to_do
        run([one, two], 0, 5)
        assert CALLS == [("one", 0, 5000)]

    def test_different_ends_are_asked_for_separately(self) -> None:
        net = Net()
        one, two = net.join("one", "raw"), net.join("two", "one")
        run([two], 0, 5)
        CALLS.clear()
        run([one, two], 0, 10)
        assert CALLS == [("one", 5000, 10000), ("two", 5000, 10000)]

    def test_what_is_forced_is_computed_again_but_not_what_it_rests_on(self) -> None:
        net = Net()
        net.join("one", "raw")
        two = net.join("two", "one")
        run([two], 0, 10)
        CALLS.clear()
        outcome = run([two], 2, 4, force=True)
        assert CALLS == [("two", 2000, 4000)]
        assert [piece.reason for piece in outcome.units[0].unit.pieces] == ["requested"]

    def test_a_producer_that_does_not_say_what_it_does_is_asked_all_the_same(self) -> None:
        net = Net()
        hidden = net.join("one", "raw")

        class Plain:
            compute = staticmethod(hidden.compute)
            refresh = staticmethod(hidden.refresh)

        net["one"].producer = Plain()
        two = net.join("two", "one", window=1)
        run([two], 2, 4)
        assert net.values("two") == [3.0, 4.0]
        with pytest.warns(LateDataWarning):
            net["raw"].write([(from_ms(3500), 0.5)])
        run([two], 2, 4)
        assert net.values("two") == [3.0, 0.5, 4.0]


class TestLateData:
    @pytest.mark.filterwarnings("ignore::hyperstream.utils.errors.LateDataWarning")
    def test_travels_down_and_is_announced_with_its_reason(self) -> None:
        net = Net()
        net.join("one", "raw", window=1)
        two = net.join("two", "one")
        run([two], 0, 10)
        net["raw"].write([(from_ms(2500), 100.0)])
        CALLS.clear()
        units = prepare([two], span(0, 10)).units
        assert [[(piece.a, piece.b, piece.reason) for piece in unit.pieces] for unit in units] == [
            [(2499, 3500, "late")],
            [(2499, 3500, "upstream")],
        ]
        run([two], 0, 10)
        assert CALLS == [("one", 2499, 3500), ("two", 2499, 3500)]
        assert net.values("two")[:4] == [1.0, 2.0, 100.0, 3.0]


class TestFailures:
    def policy(self, recipe: Recipe, policy: OnFailure) -> Any:
        class Patient:
            on_failure = policy
            title = recipe.sink.stream_id.name
            job = recipe.job
            compute = recipe.compute
            refresh = recipe.refresh

        producer = Patient()
        recipe.sink.producer = producer
        return producer

    def test_a_failure_is_raised_and_leaves_no_output(self) -> None:
        net = Net()
        net.join("one", "raw")
        two = net.join("two", "one")
        FAILS["two"] = 1
        with pytest.raises(
            ToolExecutionError, match=r"sum 0\.0\.0 failed on two .* ValueError: the sensor returned -99"
        ):
            run([two], 0, 10)
        assert net.values("two") == []
        assert len(net.values("one")) == 10
        CALLS.clear()
        assert [str(done.unit) for done in run([two], 0, 10).computed] == ["two"]

    def test_what_is_skipped_blocks_what_rests_on_it_and_nothing_else(self) -> None:
        net = Net()
        bad = self.policy(net.join("bad", "raw"), SKIP)
        net.join("good", "raw")
        below, beside = net.join("below", "bad", "good"), net.join("beside", "good")
        last = net.join("last", "below")
        FAILS["bad"] = 99
        outcome = run([last, beside, bad], 0, 10)
        assert [str(done.unit) for done in outcome.computed] == ["good", "beside"]
        assert [str(done.unit) for done in outcome.failed] == ["bad"]
        assert [str(done.unit) for done in outcome.blocked] == ["below", "last"]
        assert "✘ bad: sum 0.0.0 failed on bad" in str(outcome)
        assert "⏸ last waits" in str(outcome)
        assert below.sink.window(span(0, 10)).items() == []
        FAILS.clear()
        assert [str(done.unit) for done in run([last, beside], 0, 10).computed] == ["bad", "below", "last"]

    def test_a_tool_is_tried_again(self) -> None:
        net = Net()
        flaky = self.policy(net.join("flaky", "raw"), OnFailure(attempts=3, wait_seconds=5))
        below = net.join("below", "flaky")
        FAILS["flaky"] = 2
        waits: list[float] = []
        outcome = execute([below], span(0, 10), SerialExecutor(waits.append))
        assert waits == [5, 10]
        assert len(outcome.computed) == 2
        assert [name for name, *_ in CALLS] == ["flaky", "flaky", "flaky", "below"]
        assert flaky.on_failure.attempts == 3
        assert repr(SerialExecutor()) == "SerialExecutor()"


class TestTime:
    def test_what_the_sources_do_not_cover_yet_is_told(self) -> None:
        net = Net()
        net["raw"].write([], covers=from_ms(6000))
        net.join("one", "raw")
        two = net.join("two", "one")
        outcome = run([two], 0, 10)
        assert {name: late.spans for name, late in outcome.not_yet.items()} == {"two": ((6000, 10000),)}
        assert CALLS == [("one", 0, 6000), ("two", 0, 6000)]
        again = run([two], 0, 10)
        assert again.nothing_to_do
        assert str(again) == "Nothing to compute by now: what is asked for is current, or not possible yet."

    def test_the_future_cannot_be_asked_for(self) -> None:
        net = Net()
        one = net.join("one", "raw")
        future = TimeInterval.from_ms(0, to_ms(TimeInterval.up_to_now().end) + 10**9)
        with pytest.raises(FutureIntervalError, match="is after now"):
            execute([one], future)
        net.channel.up_to_timestamp = from_ms(5000)
        with pytest.raises(StreamNotAvailableError, match="available up to"):
            run([one], 0, 10)


class TestGraph:
    def test_a_circle_is_named(self) -> None:
        net = Net()
        net.join("a", "raw", "c")
        net.join("b", "a")
        c = net.join("c", "b")
        with pytest.raises(LinkageError, match=r"a → b → c → a|b → c → a → b|c → a → b → c"):
            Graph([c])
        with pytest.raises(LinkageError, match="self → self"):
            Graph([net.join("self", "self")])

    def test_a_long_chain_needs_no_recursion(self) -> None:
        net = Net()
        previous = "raw"
        for number in range(1500):
            recipe = net.join(f"n{number}", previous)
            previous = f"n{number}"
        graph = Graph([recipe])
        assert len(graph.tasks) == 1500
        assert graph.place(recipe) == 1499
        assert all(task.rests_on == ({task.place - 1} if task.place else set()) for task in graph.tasks)
