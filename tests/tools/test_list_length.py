from __future__ import annotations

import pytest

from hyperstream.utils.errors import ToolExecutionError

from .kit import run, seconds, stream, tool_class

ListLength = tool_class("list_length")


def test_each_list_becomes_its_length() -> None:
    rows = [(1, [1, 2, 3]), (2, []), (3, [0.5])]
    assert run(ListLength(), [stream(rows)], seconds(0, 9)) == [(1, 3), (2, 0), (3, 1)]


def test_a_value_that_is_no_list_is_an_error() -> None:
    with pytest.raises(ToolExecutionError, match=r"list_length 1\.0\.0 failed"):
        run(ListLength(), [stream([(1, 5)])], seconds(0, 9))
