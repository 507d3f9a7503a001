from __future__ import annotations

import pytest

from hyperstream.utils.errors import ToolExecutionError, ToolInitialisationError

from .kit import run, seconds, stream, tool_class

AlignedMerge = tool_class("aligned_merge")
SOURCES = [[(1, 1.0), (2, 2.0), (4, 4.0)], [(1, "a"), (2, "b"), (3, "c"), (4, "d")], [(2, None), (4, [4])]]


def sources() -> list:
    return [stream(rows) for rows in SOURCES]


def test_only_timestamps_that_all_have_are_given_as_tuples() -> None:
    assert run(AlignedMerge(), sources(), seconds(0, 9)) == [(2, (2.0, "b", None)), (4, (4.0, "d", [4]))]


def test_names_make_dictionaries() -> None:
    tool = AlignedMerge(names=["x", "y", "z"])
    assert run(tool, sources(), seconds(2, 9)) == [(4, {"x": 4.0, "y": "d", "z": [4]})]


def test_one_source_is_a_tuple_of_one_and_none_is_nothing() -> None:
    assert run(AlignedMerge(), sources()[:1], seconds(0, 1)) == [(1, (1.0,))]
    assert run(AlignedMerge(), [], seconds(0, 1)) == []


def test_sources_without_a_common_timestamp_give_nothing() -> None:
    assert run(AlignedMerge(), [stream([(1, 1)]), stream([(2, 2)])], seconds(0, 9)) == []
    assert run(AlignedMerge(), [stream([(1, 1)]), stream()], seconds(0, 9)) == []


def test_there_is_a_name_for_each_source() -> None:
    with pytest.raises(ToolExecutionError, match="2 names are given for 3 sources"):
        run(AlignedMerge(names=["x", "y"]), sources(), seconds(0, 9))
    with pytest.raises(ToolInitialisationError, match="is not list"):
        AlignedMerge(names="xyz")


def test_version_0_0_1_refuses_streams_that_are_not_aligned() -> None:
    strict = tool_class("aligned_merge", "0.0.1")
    assert run(strict(), [stream(SOURCES[0]), stream(SOURCES[0])], seconds(1, 9)) == [
        (2, (2.0, 2.0)),
        (4, (4.0, 4.0)),
    ]
    assert run(strict(["x"]), [stream(SOURCES[0])], seconds(0, 1)) == [(1, {"x": 1.0})]
    assert run(strict(), [], seconds(0, 9)) == []
    with pytest.raises(ToolExecutionError, match="not aligned: only one of them has 1970-01-01 00:00:03"):
        run(strict(), [stream(rows) for rows in SOURCES[:2]], seconds(0, 9))
    with pytest.raises(ToolExecutionError, match="2 names are given for 1 sources"):
        run(strict(["x", "y"]), [stream()], seconds(0, 9))
