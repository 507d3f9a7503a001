from __future__ import annotations

import pytest

from hyperstream.utils.errors import ToolInitialisationError

from .kit import run, seconds, stream, tool_class

Aggregate = tool_class("aggregate")


def test_the_values_of_each_timestamp_come_in_the_order_of_the_sources() -> None:
    sources = [stream([(1, "a"), (3, "b")]), stream([(1, "c"), (2, "d")]), stream([(1, "e"), (9, "f")])]
    tool = Aggregate(func=list, aggregation_meta_data="house")
    assert run(tool, sources, seconds(0, 5)) == [(1, ["a", "c", "e"]), (2, ["d"]), (3, ["b"])]


def test_the_function_may_be_any() -> None:
    sources = [stream([(1, 1.5), (2, 2.0)]), stream([(2, 4.0)])]
    assert run(Aggregate(sum, "house"), sources, seconds(0, 5)) == [(1, 1.5), (2, 6.0)]


def test_without_sources_there_is_nothing() -> None:
    assert run(Aggregate(sum, "house"), [], seconds(0, 5)) == []


def test_it_needs_a_function_and_the_tag_of_its_plate() -> None:
    with pytest.raises(ToolInitialisationError, match="'aggregation_meta_data' is missing"):
        Aggregate(func=sum)
    with pytest.raises(ToolInitialisationError, match="'func'"):
        Aggregate(aggregation_meta_data="house")
