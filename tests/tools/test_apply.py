from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hyperstream.utils.errors import ArgumentValueError, ToolExecutionError, ToolInitialisationError

from .kit import at, run, seconds, stream, tool_class

Apply = tool_class("apply")
SOURCE = [(1, 1.0), (2, 2.0), (3, 3.0), (4, 4.0)]


def test_each_value_is_replaced_and_times_stay() -> None:
    assert run(Apply(lambda value: 2 * value), [stream(SOURCE)], seconds(1, 3)) == [(2, 4.0), (3, 6.0)]


def test_the_function_may_be_given_the_time() -> None:
    tool = Apply(lambda timestamp, value: (timestamp, value), include_timestamps=True)
    assert run(tool, [stream(SOURCE)], seconds(0, 1)) == [(1, (at(1), 1.0))]


def test_a_vectorised_function_gets_columns_and_gives_the_same() -> None:
    one_by_one = run(Apply(lambda value: value**2), [stream(SOURCE)], seconds(0, 9))
    at_once = run(Apply(np.square, vectorised=True), [stream(SOURCE)], seconds(0, 9))
    assert at_once == one_by_one == [(1, 1.0), (2, 4.0), (3, 9.0), (4, 16.0)]


def test_a_vectorised_function_may_get_milliseconds() -> None:
    tool = Apply(lambda ms, values: values + ms, include_timestamps=True, vectorised=True)
    assert run(tool, [stream(SOURCE)], seconds(0, 2)) == [(1, 1001.0), (2, 2002.0)]


def test_what_the_function_does_later_with_its_array_changes_nothing() -> None:
    given: list[Any] = []

    def doubled(values: Any) -> Any:
        given.append(2 * values)
        return given[-1]

    source = stream(SOURCE)
    results = []
    for _ in range(2):
        results.append(run(Apply(doubled, vectorised=True), [source], seconds(0, 9)))
        given[-1][:] = 0.0
    assert results == [[(1, 2.0), (2, 4.0), (3, 6.0), (4, 8.0)]] * 2


def test_a_vectorised_function_may_give_back_what_it_got() -> None:
    assert run(Apply(lambda values: values, vectorised=True), [stream(SOURCE)], seconds(0, 9)) == SOURCE


def test_results_of_any_kind_are_kept_as_they_are() -> None:
    results = iter([None, "text", [1], 1])
    assert run(Apply(lambda value: next(results)), [stream(SOURCE)], seconds(0, 9)) == [
        (1, None),
        (2, "text"),
        (3, [1]),
        (4, 1),
    ]


def test_an_error_of_the_function_names_the_tool_and_writes_nothing() -> None:
    with pytest.raises(ToolExecutionError, match=r"apply 1\.0\.0"):
        run(Apply(lambda value: 1 / (value - 3)), [stream(SOURCE)], seconds(0, 9))


def test_it_needs_a_function_and_one_source() -> None:
    with pytest.raises(ToolInitialisationError, match="parameter 'func': 3 "):
        Apply(3)
    with pytest.raises(ArgumentValueError, match=r"1 input stream\(s\) expected, 2 given"):
        run(Apply(abs), [stream(), stream()], seconds(0, 1))
