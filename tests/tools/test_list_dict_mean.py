from __future__ import annotations

import pytest

from hyperstream.utils.errors import ToolExecutionError

from .kit import run, seconds, stream, tool_class

ListDictMean = tool_class("list_dict_mean")


def test_sums_per_key_are_divided_by_the_length_of_the_list() -> None:
    rows = [(1, [{"a": 1, "b": 2}, {"a": 3}]), (2, [{"c": 5}])]
    assert run(ListDictMean(), [stream(rows)], seconds(0, 9)) == [(1, {"a": 2.0, "b": 1.0}), (2, {"c": 5.0})]


def test_an_empty_list_gives_an_empty_dictionary() -> None:
    assert run(ListDictMean(), [stream([(1, []), (2, [{"a": 1}])])], seconds(0, 9)) == [
        (1, {}),
        (2, {"a": 1}),
    ]


def test_items_that_are_no_numbers_are_an_error() -> None:
    with pytest.raises(ToolExecutionError, match=r"list_dict_mean 1\.0\.0 failed"):
        run(ListDictMean(), [stream([(1, [{"a": "x"}, {"a": 1}])])], seconds(0, 9))
