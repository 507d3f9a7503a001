from __future__ import annotations

import pytest

from hyperstream.utils.errors import ToolExecutionError

from .kit import seconds, split, stream, tool_class

AssetSplitter = tool_class("asset_splitter")
ROWS = [(1, {"hall": {"sensor": 1}, "attic": None}), (2, {"hall": {"sensor": 2}, "cellar": {}})]


def test_each_item_goes_to_the_plate_value_of_its_key() -> None:
    assert split(AssetSplitter(), stream(ROWS), seconds(0, 9), ["hall", "attic"]) == {
        "hall": [(1, {"sensor": 1}), (2, {"sensor": 2})],
        "attic": [(1, None)],
    }


def test_one_element_of_the_value_may_be_split() -> None:
    rows = [(second, {"rooms": value, "other": 1}) for second, value in ROWS]
    assert split(AssetSplitter(element="rooms"), stream(rows), seconds(0, 9), ["attic"]) == {
        "attic": [(1, None)]
    }


def test_a_filter_lets_some_keys_pass_compared_as_text() -> None:
    rows = [(1, {1: "one", 2: "two", 3: "three"})]
    assert split(AssetSplitter(filters=["1", 3]), stream(rows), seconds(0, 9), ["1", "2", "3"]) == {
        "1": [(1, "one")],
        "2": [],
        "3": [(1, "three")],
    }


def test_a_value_without_the_element_is_an_error() -> None:
    with pytest.raises(ToolExecutionError, match="KeyError: 'rooms'"):
        split(AssetSplitter(element="rooms"), stream(ROWS), seconds(0, 9), ["hall"])
