from __future__ import annotations

import pytest

from hyperstream.utils.errors import ToolExecutionError, ToolInitialisationError

from .kit import run, seconds, stream, tool_class

ComponentSet = tool_class("component_set")


def test_values_are_cut_down_to_the_keys_in_their_own_order() -> None:
    rows = [(1, {"a": 1, "b": 2, "c": 3}), (2, {"c": 4, "a": 5}), (3, {"b": 6}), (4, {})]
    assert run(ComponentSet(keys=["c", "a"]), [stream(rows)], seconds(0, 9)) == [
        (1, {"a": 1, "c": 3}),
        (2, {"c": 4, "a": 5}),
        (3, {}),
        (4, {}),
    ]


def test_keys_are_a_list_or_a_set() -> None:
    assert run(ComponentSet(keys={"a"}), [stream([(1, {"a": 1, "b": 2})])], seconds(0, 9)) == [(1, {"a": 1})]
    with pytest.raises(ToolInitialisationError, match="parameter 'keys'"):
        ComponentSet(keys="a")


def test_a_value_that_is_no_dictionary_is_an_error() -> None:
    with pytest.raises(ToolExecutionError, match=r"component_set 1\.0\.0 failed"):
        run(ComponentSet(keys=["a"]), [stream([(1, 5)])], seconds(0, 9))
