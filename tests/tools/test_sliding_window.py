from __future__ import annotations

import pytest

from hyperstream import MIN_DATE, TimeInterval
from hyperstream.utils.errors import ToolExecutionError, ToolInitialisationError

from .kit import at, run, seconds, tool_class

SlidingWindow = tool_class("sliding_window")


def test_windows_lie_at_fixed_steps_from_the_first() -> None:
    tool = SlidingWindow(first=at(5), lower=-30, upper=10, increment=20)
    assert run(tool, [], seconds(0, 50)) == [
        (5, seconds(-25, 15)),
        (25, seconds(-5, 35)),
        (45, seconds(15, 55)),
    ]


def test_the_window_of_before_is_the_default() -> None:
    assert run(SlidingWindow(), [], seconds(0, 2)) == [(1, seconds(0, 1)), (2, seconds(1, 2))]


def test_an_interval_before_the_first_has_none() -> None:
    assert run(SlidingWindow(first=at(5)), [], seconds(0, 4)) == []


def test_steps_and_width_do_not_depend_on_each_other() -> None:
    wide = SlidingWindow(first=at(0), lower=-3600, upper=0, increment=60)
    assert run(wide, [], seconds(100, 200)) == [(120, seconds(-3480, 120)), (180, seconds(-3420, 180))]


def test_windows_are_cut_at_the_beginning_of_time() -> None:
    first = SlidingWindow(lower=-86_400, increment=3600)
    begin = TimeInterval(MIN_DATE, at(-62_135_596_800 + 3600))
    assert [value.start for _, value in run(first, [], begin)] == [MIN_DATE]


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"lower": 0, "upper": 0}, "has to end after it starts"),
        ({"lower": 1, "upper": -1}, "has to end after it starts"),
        ({"increment": 0}, "must be greater than 0"),
        ({"increment": 0.0005}, "whole milliseconds"),
        ({"first": "tomorrow"}, "ISO 8601"),
    ],
)
def test_bad_parameters_are_refused(parameters: dict[str, object], message: str) -> None:
    with pytest.raises(ToolInitialisationError, match=message):
        SlidingWindow(**parameters)


Faithful = tool_class("sliding_window", "0.1.0")


def test_version_0_1_0_begins_where_the_interval_does_and_ignores_the_offset() -> None:
    tool = Faithful(first=at(3), lower=-30, upper=10, increment=20)
    expected = [(43, seconds(3, 43)), (63, seconds(23, 63))]
    assert run(tool, [], seconds(0, 70)) == expected
    assert run(Faithful(first=at(3), lower=0, upper=40, increment=20), [], seconds(0, 70)) == expected


def test_version_0_1_0_depends_on_how_a_request_is_split() -> None:
    tool = Faithful(first=at(0), lower=-40, upper=0, increment=20)
    assert [second for second, _ in run(tool, [], seconds(0, 100))] == [40, 60, 80, 100]
    parts = [second for part in ((0, 50), (50, 100)) for second, _ in run(tool, [], seconds(*part))]
    assert parts == [40]
    assert not Faithful.split_invariant


def test_version_0_1_0_refuses_what_leads_nowhere_and_what_comes_before() -> None:
    with pytest.raises(ToolInitialisationError, match="has to end after it starts"):
        Faithful(lower=1, upper=1)
    with pytest.raises(ToolExecutionError, match="ends before the first window"):
        run(Faithful(first=at(50)), [], seconds(0, 40))
