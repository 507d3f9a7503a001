from __future__ import annotations

import numpy as np
import pytest

from hyperstream import Stream
from hyperstream.itertools2 import online_average
from hyperstream.utils.errors import ArgumentTypeError, ArgumentValueError

from .kit import run, seconds, stream, tool_class

SlidingApply = tool_class("sliding_apply")
DATA = [(5, 1.0), (10, 2.0), (15, 3.0), (20, 4.0), (25, 5.0)]


def windows() -> Stream:
    return stream([(10, seconds(0, 10)), (20, seconds(5, 20)), (30, seconds(25, 30)), (40, seconds(10, 15))])


def test_the_function_gets_the_instances_of_each_window() -> None:
    tool = SlidingApply(lambda found: [instance.value for instance in found])
    assert run(tool, [windows(), stream(DATA)], seconds(0, 99)) == [
        (10, [1.0, 2.0]),
        (20, [2.0, 3.0, 4.0]),
        (40, [3.0]),
    ]


def test_a_number_is_given_for_an_empty_window_too() -> None:
    counts = run(SlidingApply(lambda found: sum(1 for _ in found)), [windows(), stream(DATA)], seconds(0, 99))
    assert counts == [(10, 2), (20, 3), (30, 0), (40, 1)]


def test_data_before_the_interval_is_reached() -> None:
    tool = SlidingApply(online_average)
    assert run(tool, [windows(), stream(DATA)], seconds(35, 40)) == [(40, 3.0)]


def test_a_vectorised_function_gets_the_values_at_once() -> None:
    sums = run(SlidingApply(np.sum, vectorised=True), [windows(), stream(DATA)], seconds(0, 99))
    assert sums == [(10, 3.0), (20, 9.0), (30, 0.0), (40, 3.0)]


def test_without_windows_the_data_is_not_read() -> None:
    assert run(SlidingApply(list), [stream(), stream(DATA)], seconds(0, 99)) == []


def test_a_window_that_is_no_interval_is_named() -> None:
    with pytest.raises(ArgumentTypeError, match=r"1970-01-01 00:00:10\+00:00 is 3 \(int\); a TimeInterval"):
        run(SlidingApply(list), [stream([(10, 3)]), stream(DATA)], seconds(0, 99))


def test_it_has_two_sources() -> None:
    with pytest.raises(ArgumentValueError, match=r"2 input stream\(s\) expected, 1 given"):
        run(SlidingApply(list), [windows()], seconds(0, 99))


@pytest.mark.parametrize(("version", "first"), [("0.0.1", [1.0, 2.0]), ("0.0.2", [2.0])])
def test_old_versions_look_at_the_data_of_the_interval_only(version: str, first: list[float]) -> None:
    faithful = tool_class("sliding_apply", version)
    tool = faithful(lambda found: [instance.value for instance in found])
    given = stream([(10, seconds(5, 10)), (20, seconds(-5, 5))])
    assert run(tool, [given, stream([(0, 0.5), *DATA])], seconds(0, 99)) == [(10, first), (20, [1.0])]
    assert run(tool, [given, stream(DATA)], seconds(6, 99)) == [(10, [2.0])]
    assert not faithful.split_invariant


@pytest.mark.parametrize("version", ["0.0.1", "0.0.2"])
def test_old_versions_refuse_what_is_no_window(version: str) -> None:
    with pytest.raises(ArgumentTypeError, match="a TimeInterval"):
        run(tool_class("sliding_apply", version)(list), [stream([(10, 3)]), stream(DATA)], seconds(0, 99))
