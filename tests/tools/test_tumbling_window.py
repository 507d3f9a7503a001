from __future__ import annotations

import pytest

from hyperstream import MIN_DATE, TimeInterval
from hyperstream.utils.errors import ToolInitialisationError

from .kit import at, run, seconds, stream, tool_class

TumblingWindow = tool_class("tumbling_window")


def test_windows_follow_each_other_from_the_epoch_on() -> None:
    assert run(TumblingWindow(every=10), [], seconds(5, 30)) == [
        (10, seconds(0, 10)),
        (20, seconds(10, 20)),
        (30, seconds(20, 30)),
    ]
    assert run(TumblingWindow(every=10), [], seconds(11, 19)) == []
    assert run(TumblingWindow(every=10), [], seconds(-15, 0)) == [
        (-10, seconds(-20, -10)),
        (0, seconds(-10, 0)),
    ]


def test_an_offset_moves_the_ends() -> None:
    assert run(TumblingWindow(every="1d", offset="6h"), [], seconds(0, 86_400)) == [
        (6 * 3600, seconds(-18 * 3600, 6 * 3600))
    ]


def test_many_windows_come_in_pieces() -> None:
    found = run(TumblingWindow(every=0.001), [], seconds(0, 70))
    assert len(found) == 70_000
    assert found[-1] == (70, seconds(69.999, 70))


def test_the_first_window_of_all_is_cut() -> None:
    ((_, window), *_) = run(
        TumblingWindow(every="2d", offset="1d"), [], TimeInterval(MIN_DATE, at(-62_135_400_000))
    )
    assert window.start == MIN_DATE


def test_windows_need_a_length_and_no_source() -> None:
    with pytest.raises(ToolInitialisationError, match="at least 1 ms"):
        TumblingWindow(every=0)
    with pytest.raises(ValueError, match="No input streams expected"):
        run(TumblingWindow(every=1), [stream()], seconds(0, 9))
