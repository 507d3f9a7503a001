from __future__ import annotations

import logging
from typing import Any

import pytest

from hyperstream import TimeIntervals
from hyperstream.utils.errors import ToolInitialisationError

from .kit import empty, listed, seconds, split, stream, tool_class

SplitterTimeAware = tool_class("splitter_time_aware")
Faithful = tool_class("splitter_time_aware", "0.0.1")
ROWS = [(second, second) for second in range(1, 10)]
PAIRS = [("walk", seconds(1, 3)), ("rest", seconds(2, 5)), ("late", seconds(8, 20))]


def test_the_data_of_each_interval_goes_to_its_plate_value() -> None:
    tool = SplitterTimeAware(time_intervals=PAIRS)
    assert split(tool, stream(ROWS), seconds(0, 9), ["walk", "rest", "late"]) == {
        "walk": [(2, 2), (3, 3)],
        "rest": [(3, 3), (4, 4), (5, 5)],
        "late": [(9, 9)],
    }


@pytest.mark.parametrize(
    "intervals", [[seconds(5, 6), seconds(0, 2)], TimeIntervals([seconds(5, 6), seconds(0, 2)])]
)
def test_intervals_without_names_are_numbered(intervals: Any) -> None:
    found = split(SplitterTimeAware(time_intervals=intervals), stream(ROWS), seconds(0, 9), ["1", "2"])
    assert sorted(found.values()) == [[(1, 1), (2, 2)], [(6, 6)]]


def test_an_interval_across_the_end_of_a_request_loses_nothing() -> None:
    sinks = [empty("sink", room="rest")]
    for part in (seconds(0, 4), seconds(4, 9)):
        SplitterTimeAware(PAIRS).execute(stream(ROWS), None, sinks, part, "room", ["rest"])
    assert listed(sinks[0]) == [(3, 3), (4, 4), (5, 5)]


@pytest.mark.parametrize("kind", [SplitterTimeAware, Faithful])
def test_a_plate_value_that_is_there_twice_is_an_error(kind: Any) -> None:
    with pytest.raises(ToolInitialisationError, match="plate value 'walk' is there twice"):
        kind(time_intervals=[*PAIRS, ("walk", seconds(7, 8))])


@pytest.mark.parametrize("given", [5, [5], ["walk"], [("walk", 5)]])
def test_something_else_gives_no_times(given: Any) -> None:
    with pytest.raises(ToolInitialisationError, match="gives no times to split by"):
        SplitterTimeAware(time_intervals=given)


def test_the_faithful_one_leaves_out_what_does_not_lie_inside(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "hyperstream"):
        found = split(Faithful(PAIRS), stream(ROWS), seconds(1, 9), ["walk", "rest", "late"])
    assert found == {"walk": [], "rest": [(3, 3), (4, 4), (5, 5)], "late": []}
    assert [record.getMessage().split("value ")[1].split()[0] for record in caplog.records] == [
        "'walk'",
        "'late'",
    ]


def test_the_faithful_one_depends_on_how_a_request_is_split() -> None:
    assert not Faithful.split_invariant
    sinks = [empty("sink", room="rest")]
    for part in (seconds(0, 4), seconds(4, 9)):
        Faithful(PAIRS).execute(stream(ROWS), None, sinks, part, "room", ["rest"])
    assert listed(sinks[0]) == []
