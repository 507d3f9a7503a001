from __future__ import annotations

import logging

import pytest

from hyperstream.utils.errors import ToolExecutionError

from .kit import run, seconds, stream, tool_class

ListDictSum = tool_class("list_dict_sum")
ROWS = [(1, [{"a": 1, "b": 2}, {"a": 3}]), (2, [{"a": 5}]), (3, [])]


def test_each_key_is_summed_over_the_list() -> None:
    assert run(ListDictSum(), [stream(ROWS)], seconds(0, 9)) == [
        (1, {"a": 4, "b": 2}),
        (2, {"a": 5}),
        (3, {}),
    ]


def test_every_instance_begins_with_the_start_anew() -> None:
    tool = ListDictSum(start_dict={"a": 10, "z": 0}, log_new_keys=False)
    expected = [(1, {"a": 14, "z": 0, "b": 2}), (2, {"a": 15, "z": 0}), (3, {"a": 10, "z": 0})]
    assert run(tool, [stream(ROWS)], seconds(0, 9)) == expected
    assert run(tool, [stream(ROWS)], seconds(0, 9)) == expected
    assert tool.start_dict == {"a": 10, "z": 0}


def test_new_keys_may_be_left_out() -> None:
    tool = ListDictSum(start_dict={"a": 0}, insert_new_keys=False)
    assert run(tool, [stream(ROWS)], seconds(0, 9)) == [(1, {"a": 4}), (2, {"a": 5}), (3, {"a": 0})]


@pytest.mark.parametrize(("insert", "done"), [(True, "summed too"), (False, "left out")])
def test_a_new_key_is_told_once(caplog: pytest.LogCaptureFixture, insert: bool, done: str) -> None:
    with caplog.at_level(logging.WARNING, "hyperstream"):
        run(ListDictSum({"a": 0}, insert_new_keys=insert), [stream([*ROWS, (4, [{"b": 1}])])], seconds(0, 9))
    told = [record.getMessage() for record in caplog.records if "start_dict" in record.getMessage()]
    assert told == [f"list_dict_sum: the key 'b' is not in start_dict; {done}"]


@pytest.mark.parametrize("parameters", [{}, {"start_dict": {"a": 0}, "log_new_keys": False}])
def test_it_tells_nothing_where_no_key_is_new_or_nobody_wants_to_know(
    caplog: pytest.LogCaptureFixture, parameters: dict[str, object]
) -> None:
    with caplog.at_level(logging.WARNING, "hyperstream"):
        run(ListDictSum(**parameters), [stream(ROWS)], seconds(0, 9))
    assert "start_dict" not in caplog.text


def test_items_that_cannot_be_added_are_an_error() -> None:
    with pytest.raises(ToolExecutionError, match=r"list_dict_sum 1\.0\.0 failed"):
        run(ListDictSum(), [stream([(1, [{"a": "x"}])])], seconds(0, 9))
