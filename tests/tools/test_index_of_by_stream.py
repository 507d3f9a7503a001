from __future__ import annotations

import pytest

from hyperstream import Stream
from hyperstream.utils.errors import ToolExecutionError, ToolInitialisationError

from .kit import seconds, select, stream, tool_class

IndexOfByStream = tool_class("index_of_by_stream")


def sources(naming: Stream) -> list[Stream]:
    rows = [(1, 1.0), (4, 4.0)]
    return [naming, stream(rows, room="1"), stream(rows, room="2"), stream([(3, 3.0)], floor="2")]


def test_the_stream_says_which_plate_is_picked_from() -> None:
    found = select(
        IndexOfByStream(index=2), sources(stream([(-5, "room")])), seconds(0, 9), {"room": "1"}, {"room": "2"}
    )
    assert found == [[], [(1, 1.0), (4, 4.0)]]


def test_each_moment_goes_by_the_tag_in_force() -> None:
    naming = stream([(2, "room"), (3, "floor"), (4, "room")])
    found = select(IndexOfByStream(index="2"), sources(naming), seconds(0, 9), {"room": "2"}, {"floor": "2"})
    assert found == [[(4, 4.0)], [(3, 3.0)]]


def test_a_plate_value_that_no_source_has_is_an_error() -> None:
    with pytest.raises(ToolExecutionError, match="no source lies at room=3"):
        select(IndexOfByStream(index=3), sources(stream([(-5, "room")])), seconds(0, 9), {"room": "2"})


def test_the_tag_is_no_parameter() -> None:
    with pytest.raises(ToolInitialisationError, match="parameter 'selector_meta_data'"):
        IndexOfByStream(index=2, selector_meta_data="room")


def test_a_stream_with_the_tag_is_needed() -> None:
    with pytest.raises(ToolExecutionError, match=r"index_of_by_stream 1\.0\.0 failed"):
        select(IndexOfByStream(index=2), [], seconds(0, 9), {})
