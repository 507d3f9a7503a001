from __future__ import annotations

from datetime import timedelta
from typing import get_args

import numpy as np
import pandas as pd
import pytest

from hyperstream.tool.statistics.window_statistics import Statistic
from hyperstream.utils.errors import ToolInitialisationError

from .kit import run, seconds, stream, tool_class

Rolling = tool_class("rolling")
ROWS = [(10, 1.0), (20, 2.0), (30, 6.0), (50, 4.0)]


def test_the_window_ends_at_the_instance() -> None:
    assert run(Rolling(window=20), [stream(ROWS)], seconds(0, 99)) == [
        (10, 1.0),
        (20, 1.5),
        (30, 4.0),
        (50, 4.0),
    ]


def test_a_centred_window_lies_around_it() -> None:
    assert run(Rolling(window=20, centred=True), [stream(ROWS)], seconds(0, 99)) == [
        (10, 1.5),
        (20, 4.0),
        (30, 6.0),
        (50, 4.0),
    ]


def test_data_around_the_interval_is_looked_at_and_not_computed() -> None:
    assert run(Rolling(window=20), [stream(ROWS)], seconds(25, 35)) == [(30, 4.0)]
    assert run(Rolling(window=20, centred=True), [stream(ROWS)], seconds(15, 25)) == [(20, 4.0)]


def test_thin_windows_give_nothing() -> None:
    assert run(Rolling(window=20, min_count=2), [stream(ROWS)], seconds(0, 99)) == [(20, 1.5), (30, 4.0)]


PLAIN = {
    "var": lambda window: np.var(window, ddof=1) if len(window) > 1 else np.nan,
    "std": lambda window: np.std(window, ddof=1) if len(window) > 1 else np.nan,
    "quantile": lambda window: np.quantile(window, 0.3),
    "first": lambda window: window[0],
    "last": lambda window: window[-1],
}
"""Functions that pandas calls with each window: its own running variance is right to some 1e-9 only."""


@pytest.mark.parametrize("window", [2, 97, 3000])
@pytest.mark.parametrize("statistic", get_args(Statistic))
def test_windows_are_those_of_pandas(statistic: str, window: int) -> None:
    rng = np.random.default_rng(2)
    times = np.unique(rng.integers(1, 10_000, 700))
    values = rng.normal(100, 10, len(times))
    rows = list(zip(times.tolist(), values.tolist(), strict=True))
    rolled = pd.Series(values, index=pd.to_datetime(times, unit="s")).rolling(f"{window}s")
    plain = PLAIN.get(statistic)
    theirs = rolled.apply(plain, raw=True) if plain else getattr(rolled, statistic)()
    ours = run(Rolling(window, statistic, quantile=0.3), [stream(rows)], seconds(0, 10_000))
    assert [second for second, _ in ours] == times.tolist()
    np.testing.assert_allclose([value for _, value in ours], theirs.to_numpy(), rtol=1e-12)


def test_a_week_around_each_day_holds_seven_days() -> None:
    days = [(86_400 * day, float(day)) for day in range(1, 15)]
    rows = run(Rolling(window="7d", statistic="count", centred=True), [stream(days)], seconds(0, 86_400 * 14))
    assert [count for _, count in rows] == [4, 5, 6, 7, 7, 7, 7, 7, 7, 7, 7, 6, 5, 4]


@pytest.mark.parametrize(
    ("parameters", "before", "after"),
    [
        ({"window": "7d"}, timedelta(days=7), timedelta(0)),
        ({"window": "7d", "centred": True}, timedelta(days=3.5), timedelta(days=3.5)),
        ({"window": 0.003, "centred": True}, timedelta(milliseconds=2), timedelta(milliseconds=1)),
    ],
)
def test_it_declares_how_far_it_looks(
    parameters: dict[str, object], before: timedelta, after: timedelta
) -> None:
    tool = Rolling(**parameters)
    assert (tool.lookback, tool.lookahead) == (before, after)


def test_a_window_needs_a_length() -> None:
    with pytest.raises(ToolInitialisationError, match="at least a millisecond"):
        Rolling(window=0)


def test_a_quantile_lies_between_0_and_1() -> None:
    with pytest.raises(ToolInitialisationError, match=r"quantile is 1\.5; it must lie between 0 and 1"):
        Rolling(window=1, statistic="quantile", quantile=1.5)


def test_a_window_of_regular_times_is_that_of_irregular_ones() -> None:
    regular = [(second, float(second % 7)) for second in range(1, 5000)]
    with_a_gap = [row for row in regular if row[0] != 2500]
    ours, theirs = (
        dict(run(Rolling(window=50, statistic="std"), [stream(rows)], seconds(0, 5000)))
        for rows in (regular, with_a_gap)
    )
    far = [second for second, _ in with_a_gap if not 2500 <= second <= 2550]
    assert [ours[second] for second in far] == pytest.approx(
        [theirs[second] for second in far], nan_ok=True, abs=0
    )


def test_at_both_ends_of_time_windows_are_cut() -> None:
    tool = Rolling(window="1d")
    from hyperstream import MIN_DATE, TimeInterval

    assert run(tool, [stream(ROWS)], TimeInterval(MIN_DATE, seconds(0, 30).end)) == [
        (10, 1.0),
        (20, 1.5),
        (30, 3.0),
    ]
