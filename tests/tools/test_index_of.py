from __future__ import annotations

import pytest

from hyperstream.utils.errors import ToolExecutionError

from .kit import empty, listed, seconds, stream, tool_class

IndexOf = tool_class("index_of")


def sources() -> list:
    return [
        stream([(1, f"house {house} room {room}")], house=house, room=room)
        for house in ("1", "2")
        for room in ("1", "2")
    ]


def test_the_streams_at_one_plate_value_move_to_the_plate_above() -> None:
    sinks = [empty("sink", house=house) for house in ("1", "2")]
    IndexOf(index=2, selector_meta_data="room").execute(sources(), sinks, seconds(0, 9))
    assert [listed(sink) for sink in sinks] == [[(1, "house 1 room 2")], [(1, "house 2 room 2")]]


def test_a_value_may_be_given_as_text_or_number() -> None:
    sink = empty("sink")
    one = [stream([(1, 1.0), (2, 2.0)], room="1"), stream([(1, 3.0)], room="2")]
    IndexOf(index="1", selector_meta_data="room").execute(one, [sink], seconds(0, 9))
    assert listed(sink) == [(1, 1.0), (2, 2.0)]


def test_a_value_that_no_source_has_is_an_error() -> None:
    with pytest.raises(
        ToolExecutionError, match="no source lies at room=3; the sources are stream"
    ) as caught:
        IndexOf(index=3, selector_meta_data="room").execute(sources(), [empty("sink")], seconds(0, 9))
    assert isinstance(caught.value.__cause__, IndexError)


def test_version_0_1_0_leaves_the_streams_on_their_plate() -> None:
    older = tool_class("index_of", "0.1.0")
    sinks = [empty("sink", house=house, room="2") for house in ("1", "2")]
    older(index=2, selector_meta_data="room").execute(sources(), sinks, seconds(0, 9))
    assert [listed(sink) for sink in sinks] == [[(1, "house 1 room 2")], [(1, "house 2 room 2")]]
    with pytest.raises(ToolExecutionError, match="no source lies at room=3"):
        older(index=3, selector_meta_data="room").execute(sources(), sinks, seconds(9, 10))
