from __future__ import annotations

import pytest

from hyperstream.utils.errors import ToolExecutionError

from .kit import run, seconds, stream, tool_class

DictArgmax = tool_class("dict_argmax")


def test_the_key_of_the_largest_item_is_given() -> None:
    rows = [(1, {"a": 1, "b": 3, "c": 2}), (2, {"a": -1}), (3, {"x": 2, "y": 2}), (4, {})]
    assert run(DictArgmax(), [stream(rows)], seconds(0, 9)) == [(1, "b"), (2, "a"), (3, "x"), (4, None)]


def test_items_that_cannot_be_compared_are_an_error() -> None:
    with pytest.raises(ToolExecutionError, match="not supported between"):
        run(DictArgmax(), [stream([(1, {"a": 1, "b": "2"})])], seconds(0, 9))
