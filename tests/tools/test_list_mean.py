from __future__ import annotations

import math

import pytest

from hyperstream.utils.errors import ToolExecutionError

from .kit import run, seconds, stream, tool_class

ListMean = tool_class("list_mean")


def test_each_list_becomes_its_mean() -> None:
    rows = [(1, [1, 2, 6]), (2, [0.5])]
    assert run(ListMean(), [stream(rows)], seconds(0, 9)) == [(1, 3.0), (2, 0.5)]


def test_an_empty_list_has_no_mean() -> None:
    ((_, mean),) = run(ListMean(), [stream([(1, [])])], seconds(0, 9))
    assert math.isnan(mean)


def test_a_value_that_is_no_list_is_an_error() -> None:
    with pytest.raises(ToolExecutionError, match=r"list_mean 1\.0\.0 failed"):
        run(ListMean(), [stream([(1, 5)])], seconds(0, 9))
