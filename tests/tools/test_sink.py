from __future__ import annotations

from .kit import Computed, run, seconds, stream, tool_class

Sink = tool_class("sink")


def test_all_sources_are_computed_and_nothing_is_given() -> None:
    sources = [stream([(1, 1.0)]), stream()]
    for source in sources:
        source.producer = Computed()
    assert run(Sink(), sources, seconds(0, 9)) == []
    assert [source.producer.asked[-1] for source in sources] == [seconds(0, 9)] * 2  # type: ignore[union-attr]


def test_no_source_is_needed() -> None:
    assert run(Sink(), [], seconds(0, 9)) == []
