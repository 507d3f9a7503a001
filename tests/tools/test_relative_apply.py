from __future__ import annotations

import pytest

from hyperstream.utils.errors import ToolExecutionError, ToolInitialisationError

from .kit import run, seconds, stream, tool_class

RelativeApply = tool_class("relative_apply")


def test_the_function_gets_an_iterator_over_each_list() -> None:
    def first_and_rest(values: object) -> list[object]:
        return [next(values), list(values)]  # type: ignore[call-overload]

    rows = [(1, [3, 4, 5]), (2, [6])]
    assert run(RelativeApply(func=first_and_rest), [stream(rows)], seconds(0, 9)) == [
        (1, [3, [4, 5]]),
        (2, [6, []]),
    ]


def test_an_empty_list_is_given_too() -> None:
    assert run(RelativeApply(func=sum), [stream([(1, [])])], seconds(0, 9)) == [(1, 0)]


def test_of_dictionaries_each_key_is_computed() -> None:
    rows = [(1, [{"a": 1, "b": 2}, {"a": 3}, {}]), (2, [{"c": 5}])]
    assert run(RelativeApply(func=sum), [stream(rows)], seconds(0, 9)) == [
        (1, {"a": 4, "b": 2}),
        (2, {"c": 5}),
    ]


def test_an_error_of_the_function_is_told() -> None:
    with pytest.raises(ToolExecutionError, match=r"relative_apply 1\.0\.0 failed .*unsupported operand"):
        run(RelativeApply(func=sum), [stream([(1, [{"a": 1}, 2])])], seconds(0, 9))


def test_a_function_is_needed() -> None:
    with pytest.raises(ToolInitialisationError, match="parameter 'func'"):
        RelativeApply(func=5)
