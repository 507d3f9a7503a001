from __future__ import annotations

from typing import Any

import pytest

from hyperstream.utils.errors import ArgumentTypeError, ArgumentValueError, LateDataWarning

from .kit import empty, listed, seconds, split, stream, tool_class

Exact = tool_class("splitter_time_aware_from_stream")
Faithful = tool_class("splitter_time_aware_from_stream", "0.0.1")
ROWS = [(second, second) for second in range(1, 10)]
OLD = [("walk", seconds(1, 3))]
NEW = [("walk", seconds(1, 3)), ("rest", seconds(2, 5))]


def test_the_newest_times_count_whenever_they_were_written() -> None:
    for second in (-50, 5, 500):
        splitting = stream([(-100, OLD), (second, NEW)])
        assert split(Exact(), stream(ROWS), seconds(0, 9), ["walk", "rest"], splitting) == {
            "walk": [(2, 2), (3, 3)],
            "rest": [(3, 3), (4, 4), (5, 5)],
        }


def test_new_times_let_all_be_computed_again() -> None:
    source, splitting, sink = stream(ROWS), stream([(-100, OLD)]), empty("sink", room="walk")

    def compute() -> list[tuple[float, Any]]:
        Exact().execute(source, splitting, [sink], seconds(0, 9), "room", ["walk"])
        return listed(sink)

    assert compute() == [(2, 2), (3, 3)]
    with pytest.warns(LateDataWarning, match="Results computed from it are now stale"):
        splitting.write((seconds(0, 100).end, [("walk", seconds(7, 8))]))
    assert compute() == [(8, 8)]


def test_without_times_nothing_goes_anywhere() -> None:
    assert split(Exact(), stream(ROWS), seconds(0, 9), ["walk"], stream()) == {"walk": []}


@pytest.mark.parametrize("kind", [Exact, Faithful])
def test_a_splitting_stream_is_needed(kind: Any) -> None:
    with pytest.raises(ArgumentValueError, match="a splitting stream is needed"):
        split(kind(), stream(ROWS), seconds(0, 9), ["walk"])


@pytest.mark.parametrize("kind", [Exact, Faithful])
def test_a_value_that_gives_no_times_is_an_error(kind: Any) -> None:
    with pytest.raises(ArgumentTypeError, match="gives no times to split by"):
        split(kind(), stream(ROWS), seconds(0, 9), ["walk"], stream([(5, 5)]))


def test_the_faithful_one_takes_the_last_times_of_the_interval_that_lie_inside_it() -> None:
    splitting = stream([(1, OLD), (5, NEW), (20, OLD)])
    assert split(Faithful(), stream(ROWS), seconds(1, 9), ["walk", "rest"], splitting) == {
        "walk": [],
        "rest": [(3, 3), (4, 4), (5, 5)],
    }
    assert not Faithful.split_invariant


def test_the_faithful_one_needs_a_value_in_the_interval() -> None:
    with pytest.raises(ArgumentValueError, match="has no value in"):
        split(Faithful(), stream(ROWS), seconds(0, 9), ["walk"], stream([(-1, OLD)]))
