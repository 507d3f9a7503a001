from __future__ import annotations

import pytest

from hyperstream.utils.errors import ToolExecutionError

from .kit import run, seconds, stream, tool_class

ListSum = tool_class("list_sum")


def test_each_list_becomes_its_sum() -> None:
    rows = [(1, [1, 2, 3]), (2, []), (3, [0.5])]
    assert run(ListSum(), [stream(rows)], seconds(0, 9)) == [(1, 6), (2, 0), (3, 0.5)]


def test_a_value_that_is_no_list_is_an_error() -> None:
    with pytest.raises(ToolExecutionError, match=r"list_sum 1\.0\.0 failed"):
        run(ListSum(), [stream([(1, 5)])], seconds(0, 9))
