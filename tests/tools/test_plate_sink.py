from __future__ import annotations

import pytest

from hyperstream.utils.errors import ToolInitialisationError

from .kit import Computed, seconds, select, stream, tool_class

PlateSink = tool_class("plate_sink")


def test_all_sources_are_computed_and_nothing_is_given() -> None:
    sources = [stream([(1, 1.0)], room="1"), stream(room="2")]
    for source in sources:
        source.producer = Computed()
    assert select(PlateSink(), sources, seconds(0, 9), {"room": "1"}, {"room": "2"}) == [[], []]
    assert [source.producer.asked[-1] for source in sources] == [seconds(0, 9)] * 2  # type: ignore[union-attr]


def test_there_is_nothing_to_select() -> None:
    with pytest.raises(ToolInitialisationError, match="parameter 'selector_meta_data'"):
        PlateSink(selector_meta_data="room")
