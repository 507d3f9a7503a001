from __future__ import annotations

import pytest

from hyperstream.utils.errors import ArgumentTypeError

from .kit import Computed, run, seconds, stream, tool_class

SlidingSink = tool_class("sliding_sink")


def test_the_data_of_all_windows_is_computed_and_nothing_is_given() -> None:
    windows, data = stream([(3, seconds(-20, -10)), (5, seconds(-30, 2))]), stream([(1, 1.0)])
    data.producer = Computed()
    assert run(SlidingSink(), [windows, data], seconds(0, 9)) == []
    spans = [(asked.start_ms / 1000, asked.end_ms / 1000) for asked in data.producer.asked]
    assert (min(spans)[0], max(end for _, end in spans)) == (-30, 9)


def test_without_windows_nothing_is_asked_for_beyond_the_interval() -> None:
    data = stream()
    data.producer = Computed()
    assert run(SlidingSink(), [stream(), data], seconds(0, 9)) == []
    assert all(asked in seconds(0, 9) for asked in data.producer.asked)


def test_something_else_than_windows_is_an_error() -> None:
    with pytest.raises(ArgumentTypeError, match="a TimeInterval is needed"):
        run(SlidingSink(), [stream([(1, 5)]), stream()], seconds(0, 9))
