from __future__ import annotations

import pytest

from hyperstream.utils.errors import ToolExecutionError

from .kit import run, seconds, stream, tool_class

RelativeApply2 = tool_class("relative_apply2")


def test_the_function_gets_each_key_and_its_numbers() -> None:
    rows = [(1, [{"a": 1, "b": "x"}, {"a": 2.5, "b": 4}, {"a": True, "c": None}]), (2, [])]
    tool = RelativeApply2(func=lambda key, values: [key, values])
    assert run(tool, [stream(rows)], seconds(0, 9)) == [(1, {"a": ["a", [1, 2.5]], "b": ["b", [4]]}), (2, {})]


def test_an_error_of_the_function_is_told() -> None:
    with pytest.raises(ToolExecutionError, match="KeyError: 'b'"):
        run(
            RelativeApply2(func=lambda key, values: {"a": 1}[key]), [stream([(1, [{"b": 1}])])], seconds(0, 9)
        )


def test_a_list_of_something_else_is_an_error() -> None:
    with pytest.raises(ToolExecutionError, match=r"relative_apply2 1\.0\.0 failed"):
        run(RelativeApply2(func=max), [stream([(1, [5])])], seconds(0, 9))
