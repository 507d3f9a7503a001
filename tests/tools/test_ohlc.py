from __future__ import annotations

import math

import pytest

from hyperstream import TimeInterval
from hyperstream.utils.errors import ArgumentTypeError, ArgumentValueError, ToolInitialisationError

from .kit import at, empty, listed, run, seconds, stream, tool_class

Ohlc = tool_class("ohlc")
PRICES = [(1, 5.0), (2, 7.0), (9, 3.0), (10, 4.0), (11, 6.0), (35, 1.0)]


def bar(first: float, high: float, low: float, last: float, count: int) -> dict[str, float]:
    return {"open": first, "high": high, "low": low, "close": last, "count": count}


def test_each_period_with_prices_has_a_bar_at_its_end() -> None:
    bars = run(Ohlc(every=10), [stream(PRICES)], seconds(0, 60))
    assert bars == [(10, bar(5, 7, 3, 4, 4)), (20, bar(6, 6, 6, 6, 1)), (40, bar(1, 1, 1, 1, 1))]
    assert [type(value) for value in bars[0][1].values()] == [float, float, float, float, int]


def test_a_bar_is_whole_although_its_period_began_before_the_interval() -> None:
    assert run(Ohlc(every=10), [stream(PRICES)], seconds(8, 12)) == [(10, bar(5, 7, 3, 4, 4))]
    assert run(Ohlc(every=10), [stream(PRICES)], seconds(11, 19)) == []


def test_periods_can_be_moved_and_need_enough_prices() -> None:
    assert run(Ohlc(every=10, offset=1), [stream(PRICES)], seconds(0, 60))[:2] == [
        (1, bar(5, 5, 5, 5, 1)),
        (11, bar(7, 7, 3, 6, 4)),
    ]
    assert run(Ohlc(every=10, min_count=2), [stream(PRICES)], seconds(0, 60)) == [(10, bar(5, 7, 3, 4, 4))]


def test_bars_of_bars_of_generated_prices_agree_with_the_prices() -> None:
    prices = empty()
    made = tool_class("geometric_brownian_motion")(70, 0.05, 0.3, 1.0, stride=1, first=at(0))
    made.execute([], prices, seconds(-1, 3600))
    values = dict(listed(prices))
    (hour,) = run(Ohlc(every="1h"), [prices], seconds(0, 3600))
    day = [values[second] for second in range(1, 3601)]
    assert hour == (3600, bar(day[0], max(day), min(day), day[-1], 3600))


def test_a_nan_is_seen() -> None:
    ((_, value),) = run(Ohlc(every=10), [stream([(1, 1.0), (2, math.nan), (3, 2.0)])], seconds(0, 10))
    assert (value["open"], value["close"], value["count"]) == (1, 2, 3)
    assert math.isnan(value["high"])
    assert math.isnan(value["low"])


def test_it_declares_how_far_back_it_reads() -> None:
    assert Ohlc(every="1d").reaches(1)[0].before == 86_400_000


def test_bad_parameters_and_values_are_refused() -> None:
    for parameters, message in (
        ({"every": 0}, "length of at least 1 ms"),
        ({"every": 60, "min_count": 0}, "min_count is 0"),
        ({}, "parameter 'every' is missing"),
    ):
        with pytest.raises(ToolInitialisationError, match=message):
            Ohlc(**parameters)
    with pytest.raises(ArgumentTypeError, match="a number is needed"):
        run(Ohlc(every=10), [stream([(1, "5")])], seconds(0, 10))
    with pytest.raises(ArgumentValueError, match="1 input stream"):
        run(Ohlc(every=10), [], TimeInterval.from_ms(0, 1))
