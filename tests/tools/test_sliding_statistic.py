from __future__ import annotations

import math
import statistics

import pytest

from hyperstream.utils.errors import ArgumentTypeError, ToolInitialisationError

from .kit import empty, run, seconds, stream, tool_class

SlidingStatistic = tool_class("sliding_statistic")
DATA = [(second, float(second * second)) for second in range(-5, 10)]
WINDOWS = [(2, seconds(-3, 2)), (3, seconds(2, 3)), (4, seconds(100, 200)), (5, seconds(-5, 9))]


@pytest.mark.parametrize(
    ("statistic", "function"),
    [
        ("mean", statistics.fmean),
        ("sum", math.fsum),
        ("min", min),
        ("max", max),
        ("count", len),
        ("median", statistics.median),
        ("first", lambda values: values[0]),
        ("last", lambda values: values[-1]),
    ],
)
def test_each_window_with_data_gives_its_statistic(statistic: str, function: object) -> None:
    found = run(SlidingStatistic(statistic=statistic), [stream(WINDOWS), stream(DATA)], seconds(0, 9))
    expected = [
        (second, function(values))  # type: ignore[operator]
        for second, window in WINDOWS
        if (values := [value for time, value in DATA if window.start_ms < time * 1000 <= window.end_ms])
    ]
    assert [second for second, _ in found] == [2, 3, 5]
    assert found == expected


def test_it_is_sliding_apply_in_batches() -> None:
    sources = [stream(WINDOWS), stream(DATA)]
    apply = tool_class("sliding_apply")(func=lambda rows: statistics.variance(row.value for row in rows))
    ours = run(SlidingStatistic(statistic="var", min_count=2), sources, seconds(0, 9))
    theirs = run(apply, [stream([WINDOWS[0], WINDOWS[3]]), sources[1]], seconds(0, 9))
    assert dict(ours) == pytest.approx(dict(theirs), rel=1e-12)


def test_it_takes_any_window_tool() -> None:
    windows = empty("windows")
    tool_class("tumbling_window")(every=3).execute([], windows, seconds(0, 9))
    found = run(SlidingStatistic(statistic="count"), [windows, stream(DATA)], seconds(0, 9))
    assert found == [(3, 3), (6, 3), (9, 3)]


def test_something_else_than_windows_is_an_error() -> None:
    with pytest.raises(ArgumentTypeError, match="a TimeInterval is needed"):
        run(SlidingStatistic(), [stream([(1, 5)]), stream(DATA)], seconds(0, 9))


def test_without_windows_there_is_nothing() -> None:
    assert run(SlidingStatistic(), [stream(), stream(DATA)], seconds(0, 9)) == []


@pytest.mark.parametrize("parameters", [{"statistic": "mode"}, {"quantile": -0.1}])
def test_what_is_no_statistic_is_refused(parameters: dict[str, object]) -> None:
    with pytest.raises(ToolInitialisationError, match=r"parameter 'statistic'|quantile is"):
        SlidingStatistic(**parameters)
