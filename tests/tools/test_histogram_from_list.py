from __future__ import annotations

import math

import numpy as np
import pytest

from hyperstream.utils.errors import ToolInitialisationError

from .kit import run, seconds, stream, tool_class

HistogramFromList = tool_class("histogram_from_list")


def test_items_are_counted_between_the_breaks_and_beyond_them() -> None:
    rows = [(1, [1, 2, 3, 4, 5, 6]), (2, []), (3, [-math.inf, 0, 2, math.inf, math.nan])]
    tool = HistogramFromList(breaks=[0, 2, 4, 6])
    assert run(tool, [stream(rows)], seconds(0, 9)) == [
        (1, [0, 1, 2, 2, 1]),
        (2, [0, 0, 0, 0, 0]),
        (3, [1, 1, 1, 0, 1]),
    ]


def test_breaks_may_follow_a_rule() -> None:
    rows = [(1, [0.5, 9.9, 100, 100.5])]
    ((_, counts),) = run(HistogramFromList(), [stream(rows)], seconds(0, 9))
    assert len(counts) == 102
    assert {place: count for place, count in enumerate(counts) if count} == {1: 1, 10: 1, 101: 2}
    tool = HistogramFromList(first_break=-1, break_width=0.5, n_breaks=3)
    assert run(tool, [stream([(1, [-2, -1, -0.6, 0, 7])])], seconds(0, 9)) == [(1, [1, 2, 0, 2])]


def test_counts_are_those_of_numpy() -> None:
    rng = np.random.default_rng(1)
    values, breaks = rng.normal(0, 3, 500).round(1), [-3.0, -0.5, 0.1, 2.0, 2.1]
    ((_, counts),) = run(HistogramFromList(breaks=breaks), [stream([(1, values.tolist())])], seconds(0, 9))
    assert counts == np.histogram(values, [-np.inf, *breaks, np.inf])[0].tolist()


def test_categories_are_counted_by_their_text() -> None:
    rows = [(1, ["a", "b.c", "a", "$", 2.5, 2])]
    assert run(HistogramFromList(categorical=True), [stream(rows)], seconds(0, 9)) == [
        (1, {"a": 2, "b__dot__c": 1, "__dollar__": 1, "2__dot__5": 1, "2": 1})
    ]


@pytest.mark.parametrize("breaks", [[], [1, 1], [2, 1], [0, math.nan], [math.inf]])
def test_breaks_have_to_rise(breaks: list[float]) -> None:
    with pytest.raises(ToolInitialisationError, match="have to rise"):
        HistogramFromList(breaks=breaks)


def test_items_that_are_no_numbers_are_an_error() -> None:
    with pytest.raises(TypeError, match="a histogram counts numbers, not"):
        run(HistogramFromList(), [stream([(1, ["a"])])], seconds(0, 9))
