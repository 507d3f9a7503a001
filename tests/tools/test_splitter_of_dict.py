from __future__ import annotations

import pytest

from hyperstream.utils.errors import ToolExecutionError, ToolInitialisationError

from .kit import seconds, split, stream, tool_class

SplitterOfDict = tool_class("splitter_of_dict")
ROWS = [(1, {"a": 1, "b": 2, "c": 3}), (2, {"b": [4]}), (3, {})]


def test_each_item_goes_where_the_mapping_sends_its_key() -> None:
    tool = SplitterOfDict(mapping={"a": "hall", "b": "attic", "z": "cellar"})
    assert split(tool, stream(ROWS), seconds(0, 9), ["hall", "attic", "cellar"]) == {
        "hall": [(1, 1)],
        "attic": [(1, 2), (2, [4])],
        "cellar": [],
    }


def test_keys_and_plate_values_are_compared_as_text() -> None:
    assert split(SplitterOfDict(mapping={1: 7}), stream([(1, {"1": "x"})]), seconds(0, 9), ["7"]) == {
        "7": [(1, "x")]
    }


def test_a_list_maps_each_key_to_itself() -> None:
    assert split(SplitterOfDict(mapping=["b"]), stream(ROWS), seconds(0, 9), ["b"]) == {
        "b": [(1, 2), (2, [4])]
    }


def test_a_mapping_is_needed() -> None:
    with pytest.raises(ToolInitialisationError, match="parameter 'mapping'"):
        SplitterOfDict(mapping=5)


def test_a_value_that_is_no_dictionary_is_an_error() -> None:
    with pytest.raises(ToolExecutionError, match=r"splitter_of_dict 1\.0\.0 failed"):
        split(SplitterOfDict(mapping=["b"]), stream([(1, 5)]), seconds(0, 9), ["b"])
