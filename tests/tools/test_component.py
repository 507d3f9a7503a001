from __future__ import annotations

import pytest

from hyperstream.utils.errors import ArgumentValueError

from .kit import run, seconds, stream, tool_class

Component = tool_class("component")


def test_one_item_of_each_value_that_has_it() -> None:
    rows = [(1, {"a": 1, "b": 2}), (2, {"b": 3}), (3, {"a": None}), (4, {"a": {"c": 1}}), (5, 7), (6, "abc")]
    assert run(Component("a"), [stream(rows)], seconds(0, 9)) == [(1, 1), (3, None), (4, {"c": 1})]


def test_a_place_in_lists_and_tuples() -> None:
    rows = [(1, [10, 20]), (2, (30,)), (3, (40, 50, 60)), (4, []), (5, "xyz")]
    assert run(Component(1), [stream(rows)], seconds(0, 9)) == [(1, 20), (3, 50)]
    assert run(Component(-1), [stream(rows)], seconds(0, 9)) == [(1, 20), (2, 30), (3, 60)]


def test_text_is_no_place_in_a_list() -> None:
    assert run(Component("1"), [stream([(1, [1, 2])])], seconds(0, 9)) == []


def test_it_has_one_source() -> None:
    with pytest.raises(ArgumentValueError, match=r"1 input stream\(s\) expected, 0 given"):
        run(Component("a"), [], seconds(0, 1))
