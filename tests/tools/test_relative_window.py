from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from hyperstream.utils.errors import ArgumentValueError, ToolInitialisationError

from .kit import Computed, at, run, seconds, stream, tool_class

RelativeWindow = tool_class("relative_window")
Faithful = tool_class("relative_window", "0.0.1")
ROWS = [(1, 10), (2, 20), (3, 30), (5, 50)]
TICKS = [(second, None) for second in (0, 2, 4, 6, 8)]


def test_each_tick_gives_the_list_of_the_values_around_it() -> None:
    tool = RelativeWindow(relative_start=-2, relative_end=0)
    assert run(tool, [stream(ROWS)], seconds(0, 7), alignment_stream=stream(TICKS)) == [
        (2, [10, 20]),
        (4, [30]),
        (6, [50]),
    ]


def test_windows_may_lie_after_their_tick_and_reach_beyond_the_interval() -> None:
    tool = RelativeWindow(relative_start=-0.5, relative_end=3)
    assert run(tool, [stream(ROWS)], seconds(1, 3), alignment_stream=stream(TICKS)) == [(2, [20, 30, 50])]
    assert (tool.lookback, tool.lookahead) == (timedelta(seconds=0.5), timedelta(seconds=3))


@pytest.mark.parametrize("kind", [RelativeWindow, Faithful])
def test_times_may_be_listed_too(kind: Any) -> None:
    tool = kind(relative_start=-2, relative_end=0, values_only=False)
    ((_, listed),) = run(tool, [stream(ROWS[:1])], seconds(1, 3), alignment_stream=stream(TICKS))
    assert listed == [(at(1), 10)]


def test_a_window_without_data_is_an_empty_list() -> None:
    tool = RelativeWindow(relative_start=-1, relative_end=0)
    assert run(tool, [stream()], seconds(0, 3), alignment_stream=stream(TICKS)) == [(2, [])]


def test_what_lies_before_the_interval_is_computed() -> None:
    source = stream(ROWS)
    source.producer = Computed()
    tool = RelativeWindow(relative_start=-3, relative_end=0)
    run(tool, [source], seconds(3, 7), alignment_stream=stream(TICKS))
    assert min(asked.start for asked in source.producer.asked) == at(0)


@pytest.mark.parametrize("kind", [RelativeWindow, Faithful])
def test_an_alignment_stream_is_needed(kind: Any) -> None:
    with pytest.raises(ArgumentValueError, match="an alignment stream is needed"):
        run(kind(-1, 0), [stream(ROWS)], seconds(0, 9))


@pytest.mark.parametrize("kind", [RelativeWindow, Faithful])
def test_a_window_has_to_end_after_it_starts(kind: Any) -> None:
    with pytest.raises(ToolInitialisationError, match="has to end after it starts"):
        kind(relative_start=0, relative_end=-1)


def test_the_faithful_one_counts_days_and_computes_nothing_before_the_interval() -> None:
    day = 86_400
    source = stream([(day * 1.5, "a"), (day * 2.5, "b"), (day * 3, "c")])
    source.producer = Computed()
    ticks = stream([(day * 3, None)])
    found = run(Faithful(-1, 0), [source], seconds(2.8 * day, 3.2 * day), alignment_stream=ticks)
    assert found == [(day * 3, ["b", "c"])]
    assert min(asked.start for asked in source.producer.asked) == at(2.8 * day)
    assert not Faithful.split_invariant
