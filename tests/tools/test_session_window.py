from __future__ import annotations

from datetime import timedelta

import pytest

from hyperstream.utils.errors import LateDataWarning, ToolInitialisationError

from .kit import empty, listed, run, seconds, stream, tool_class

SessionWindow = tool_class("session_window")
ROWS = [(second, None) for second in (1, 2, 5, 20, 23, 26.5, 40)]


def test_a_session_is_given_when_its_gap_has_passed() -> None:
    assert run(SessionWindow(gap=3), [stream(ROWS)], seconds(0, 43)) == [
        (8, seconds(0.999, 5)),
        (26, seconds(19.999, 23)),
        (29.5, seconds(26.499, 26.5)),
        (43, seconds(39.999, 40)),
    ]


def test_a_session_that_may_go_on_is_not_given() -> None:
    assert run(SessionWindow(gap=3), [stream(ROWS)], seconds(30, 42)) == []
    assert run(SessionWindow(gap=3), [stream(ROWS)], seconds(7, 8)) == [(8, seconds(0.999, 5))]


def test_a_long_session_is_followed_so_far_back() -> None:
    rows = [(second, None) for second in range(100)]
    assert run(SessionWindow(gap=1, longest=10), [stream(rows)], seconds(50, 200)) == [(100, seconds(89, 99))]


def test_what_continues_a_session_computes_its_end_again() -> None:
    source, sink = stream([(1, None), (2, None)]), empty("sink")
    SessionWindow(gap=5).execute([source], sink, seconds(0, 20))
    assert listed(sink) == [(7, seconds(0.999, 2))]
    with pytest.warns(LateDataWarning):
        source.write([(seconds(0, 6).end, None)])
    SessionWindow(gap=5).execute([source], sink, seconds(0, 20))
    assert listed(sink) == [(11, seconds(0.999, 6))]


def test_it_declares_how_far_it_looks() -> None:
    assert SessionWindow(gap="30min", longest="2h").lookback == timedelta(hours=3)


@pytest.mark.parametrize("parameters", [{"gap": 0}, {"gap": 1, "longest": 0}])
def test_a_session_needs_time(parameters: dict[str, float]) -> None:
    with pytest.raises(ToolInitialisationError, match="at least a millisecond"):
        SessionWindow(**parameters)
