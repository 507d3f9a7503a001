from __future__ import annotations

import pytest

from hyperstream.utils.errors import ToolExecutionError

from .kit import seconds, split, stream, tool_class

SplitterOfList = tool_class("splitter_of_list")


def test_each_item_goes_to_the_plate_value_at_its_place() -> None:
    rows = [(1, [10, 20]), (2, (30,)), (3, [])]
    assert split(SplitterOfList(mapping=["hall", 2]), stream(rows), seconds(0, 9), ["hall", "2"]) == {
        "hall": [(1, 10), (2, 30)],
        "2": [(1, 20)],
    }


def test_a_list_longer_than_the_mapping_is_an_error() -> None:
    with pytest.raises(ToolExecutionError, match="has 2 items, and the mapping names plate values for 1"):
        split(SplitterOfList(mapping=["hall"]), stream([(1, [10, 20])]), seconds(0, 9), ["hall"])
