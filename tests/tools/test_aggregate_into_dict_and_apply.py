from __future__ import annotations

import pytest

from hyperstream.utils.errors import ArgumentValueError, ToolExecutionError

from .kit import run, seconds, stream, tool_class

AggregateIntoDictAndApply = tool_class("aggregate_into_dict_and_apply")


def test_what_is_there_at_a_time_becomes_a_dictionary_by_plate_value() -> None:
    sources = [
        stream([(1, "b"), (3, "bb")], house="1", room="2"),
        stream([(1, "aaa"), (2, "a")], house="1", room="1"),
    ]
    found = run(AggregateIntoDictAndApply(func=len, aggregation_meta_data="room"), sources, seconds(0, 9))
    assert found == [(1, {"1": 3, "2": 1}), (2, {"1": 1}), (3, {"2": 2})]
    assert list(found[0][1]) == ["1", "2"]


def test_without_sources_or_data_there_is_nothing() -> None:
    tool = AggregateIntoDictAndApply(func=len, aggregation_meta_data="room")
    assert run(tool, [], seconds(0, 9)) == []
    assert run(tool, [stream(room="1")], seconds(0, 9)) == []


def test_a_source_that_lies_on_no_such_plate_is_an_error() -> None:
    with pytest.raises(ArgumentValueError, match="has no meta data 'room'"):
        run(AggregateIntoDictAndApply(len, "room"), [stream(house="1")], seconds(0, 9))


def test_an_error_of_the_function_is_told() -> None:
    with pytest.raises(ToolExecutionError, match="has no len"):
        run(AggregateIntoDictAndApply(len, "room"), [stream([(1, 5)], room="1")], seconds(0, 9))
