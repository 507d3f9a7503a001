from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from hyperstream import MIN_DATE, TimeInterval
from hyperstream.utils.errors import ArgumentValueError, ToolExecutionError, ToolInitialisationError

from .kit import at, run, seconds, stream, tool_class

Clock = tool_class("clock")


def ticks(interval: TimeInterval, **parameters: object) -> list[float]:
    rows = run(Clock(**parameters), [], interval)
    assert [value for _, value in rows] == [at(second) for second, _ in rows]
    return [second for second, _ in rows]


def test_it_ticks_every_second_from_the_beginning_of_time() -> None:
    assert ticks(seconds(10, 13)) == [11, 12, 13]


def test_ticks_hang_on_the_first_one() -> None:
    assert ticks(seconds(0, 60), first=at(7), stride=20) == [7, 27, 47]
    assert ticks(seconds(7, 47), first=at(7), stride=20.0) == [27, 47]


def test_an_interval_before_the_first_has_none() -> None:
    assert ticks(seconds(0, 6), first=at(7)) == []
    assert ticks(seconds(0, 7), first=at(7)) == [7]


def test_ticks_between_two_milliseconds_move_to_the_one_before() -> None:
    assert ticks(seconds(0, 1), first=at(0), stride=1 / 3) == [0.333, 0.666, 0.999]


def test_ticks_a_millisecond_apart_are_all_there() -> None:
    assert ticks(seconds(0, 0.005), stride=0.001) == [0.001, 0.002, 0.003, 0.004, 0.005]


def test_a_tick_does_not_depend_on_how_many_came_before() -> None:
    far = TimeInterval(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 0, 0, 10, tzinfo=UTC))
    year = TimeInterval(datetime(2025, 12, 31, 23, 59, tzinfo=UTC), far.end)
    assert ticks(far, stride=0.7) == [second for second in ticks(year, stride=0.7) if at(second) > far.start]


def test_many_ticks_come_in_several_batches() -> None:
    tool = Clock(stride=1.0)
    batches = list(tool._execute([], None, seconds(0, 3_000_000)))
    assert [len(batch) for batch in batches] == [2**20, 2**20, 3_000_000 - 2**21]


def test_the_first_tick_may_be_given_in_any_zone_or_as_text() -> None:
    zone = timezone(timedelta(hours=2))
    same = Clock(first=datetime(1970, 1, 1, 2, 0, 7, tzinfo=zone))
    assert same == Clock(first="1970-01-01T00:00:07Z") == Clock(first=at(7))
    assert Clock().first == MIN_DATE


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"first": 7}, "parameter 'first': 7"),
        ({"stride": 0}, "stride is 0.0 seconds; it must be at least 0.001"),
        ({"stride": -1}, "at least 0.001"),
        ({"stride": float("nan")}, "at least 0.001"),
        ({"stride": "1d"}, "parameter 'stride'"),
        ({"stridee": 1}, "no parameter 'stridee'"),
    ],
)
def test_bad_parameters_are_refused(parameters: dict[str, object], message: str) -> None:
    with pytest.raises(ToolInitialisationError, match=message):
        Clock(**parameters)


def test_it_has_no_sources() -> None:
    with pytest.raises(ArgumentValueError, match="No input streams expected, 1 given"):
        run(Clock(), [stream()], seconds(0, 1))


def test_version_0_1_0_refuses_an_interval_that_ends_before_the_first_tick() -> None:
    faithful = tool_class("clock", "0.1.0")
    assert not faithful.split_invariant
    tool = faithful(first=at(7), stride=20)
    assert run(tool, [], seconds(0, 60)) == [(second, at(second)) for second in (7, 27, 47)]
    assert run(tool, [], seconds(27, 47)) == [(47, at(47))]
    with pytest.raises(ToolExecutionError, match="ends before the first tick"):
        run(tool, [], seconds(0, 6))
    with pytest.raises(ToolInitialisationError, match=r"at least 0\.001"):
        faithful(stride=0)


def test_version_0_1_0_counts_ticks_as_milliseconds_allow() -> None:
    faithful = tool_class("clock", "0.1.0")
    assert run(faithful(stride=0.25), [], seconds(10, 11)) == run(Clock(stride=0.25), [], seconds(10, 11))
