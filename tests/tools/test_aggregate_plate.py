from __future__ import annotations

import pytest

from hyperstream.utils.errors import ArgumentValueError, ToolExecutionError

from .kit import listed, run, seconds, stream, tool_class

AggregatePlate = tool_class("aggregate_plate")


def test_instances_are_interleaved_and_know_where_they_come_from() -> None:
    sources = [stream([(1, {"x": 1}), (4, {"room": "?"})], room="a"), stream([(2, {"x": 2})], room="b")]
    assert run(AggregatePlate(aggregation_meta_data="room"), sources, seconds(0, 9)) == [
        (1, {"x": 1, "room": "a"}),
        (2, {"x": 2, "room": "b"}),
        (4, {"room": "a"}),
    ]
    assert listed(sources[0]) == [(1, {"x": 1}), (4, {"room": "?"})]


def test_two_at_one_time_are_an_error_that_names_them() -> None:
    sources = [stream([(1, {})], room="a"), stream([(2, {})], room="b"), stream([(1, {})], room="c")]
    with pytest.raises(ToolExecutionError, match="room a and c have an instance at 1970-01-01 00:00:01"):
        run(AggregatePlate(aggregation_meta_data="room"), sources, seconds(0, 9))


def test_a_source_that_lies_on_no_such_plate_is_an_error() -> None:
    with pytest.raises(ArgumentValueError, match="has no meta data 'room'"):
        run(AggregatePlate(aggregation_meta_data="room"), [stream(house="1")], seconds(0, 9))


def test_without_sources_there_is_nothing() -> None:
    assert run(AggregatePlate(aggregation_meta_data="room"), [], seconds(0, 9)) == []
