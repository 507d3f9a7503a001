from __future__ import annotations

import pytest

from hyperstream.utils.errors import ToolExecutionError

from .kit import empty, run, seconds, stream, tool_class

DictValuesToConst = tool_class("dict_values_to_const")
ROWS = [(1, {"a": 7, "b": None}), (2, {})]


def test_every_item_becomes_the_constant() -> None:
    assert run(DictValuesToConst(), [stream(ROWS)], seconds(0, 9)) == [(1, {"a": 1, "b": 1}), (2, {})]
    assert run(DictValuesToConst(const="x"), [stream(ROWS)], seconds(0, 9))[0] == (1, {"a": "x", "b": "x"})


def test_no_two_items_share_a_constant_that_can_be_changed() -> None:
    sink = empty("sink")
    DictValuesToConst(const=[1]).execute([stream(ROWS)], sink, seconds(0, 9))
    first = sink.window(seconds(0, 9)).first().value
    assert first["a"] == first["b"] == [1]
    assert first["a"] is not first["b"]


def test_a_value_that_holds_no_items_is_an_error() -> None:
    with pytest.raises(ToolExecutionError, match=r"dict_values_to_const 1\.0\.0 failed"):
        run(DictValuesToConst(), [stream([(1, 5)])], seconds(0, 9))
