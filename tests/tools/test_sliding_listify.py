from __future__ import annotations

import pytest

from hyperstream import Stream
from hyperstream.utils.errors import ArgumentValueError

from .kit import at, run, seconds, stream, tool_class

SlidingListify = tool_class("sliding_listify")
DATA = [(5, 1.0), (10, 2.0), (15, 3)]


def windows() -> Stream:
    return stream([(10, seconds(0, 10)), (20, seconds(5, 20)), (30, seconds(25, 30))])


def test_each_window_gives_the_list_of_its_values_and_an_empty_one_nothing() -> None:
    rows = run(SlidingListify(), [windows(), stream(DATA)], seconds(0, 99))
    assert rows == [(10, [1.0, 2.0]), (20, [2.0, 3])]
    assert [type(value) for value in rows[1][1]] == [float, int]


def test_times_may_be_listed_too() -> None:
    rows = run(SlidingListify(include_time=True), [windows(), stream(DATA)], seconds(0, 10))
    assert rows == [(10, [(at(5), 1.0), (at(10), 2.0)])]


def test_data_before_the_interval_is_reached() -> None:
    assert run(SlidingListify(), [windows(), stream(DATA)], seconds(15, 20)) == [(20, [2.0, 3])]


def test_it_has_two_sources() -> None:
    with pytest.raises(ArgumentValueError, match=r"2 input stream\(s\) expected"):
        run(SlidingListify(), [], seconds(0, 99))
