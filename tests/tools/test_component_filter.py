from __future__ import annotations

import pytest

from hyperstream.utils.errors import ToolExecutionError, ToolInitialisationError

from .kit import run, seconds, stream, tool_class

ComponentFilter = tool_class("component_filter")
ROWS = [(1, {"room": "hall", "x": 1}), (2, {"room": "attic"}), (3, {"x": 3}), (4, {"room": None})]


def test_instances_whose_item_is_one_of_the_values_are_kept_whole() -> None:
    tool = ComponentFilter(key="room", values=["hall", None], complement=False)
    assert run(tool, [stream(ROWS)], seconds(0, 9)) == [ROWS[0], ROWS[3]]


def test_the_complement_keeps_all_others_those_without_the_item_too() -> None:
    tool = ComponentFilter(key="room", values={"hall"}, complement=True)
    assert run(tool, [stream(ROWS)], seconds(0, 9)) == ROWS[1:]


def test_a_set_and_its_order_make_the_same_computation() -> None:
    one, other = (ComponentFilter("room", set(names), False) for names in (["a", "b", "c"], ["c", "b", "a"]))
    assert one == other


def test_all_parameters_are_needed() -> None:
    with pytest.raises(ToolInitialisationError, match="parameter 'complement' is missing"):
        ComponentFilter(key="room", values=[])


def test_a_value_without_components_is_an_error() -> None:
    with pytest.raises(ToolExecutionError, match=r"component_filter 1\.0\.0 failed"):
        run(ComponentFilter("room", [1], False), [stream([(1, 5)])], seconds(0, 9))
