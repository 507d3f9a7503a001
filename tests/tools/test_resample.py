from __future__ import annotations

import math
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from hyperstream.utils.errors import ArgumentTypeError, ToolInitialisationError

from .kit import listed, rows_of, run, seconds, stream, tool_class

Resample = tool_class("resample")
ROWS = [(1, 1.0), (5, 2.0), (10, 6.0), (11, 4.0), (25, 8.0), (30, 10.0), (31, 0.0)]


@pytest.mark.parametrize(
    ("statistic", "expected"),
    [
        ("mean", [(10, 3.0), (20, 4.0), (30, 9.0)]),
        ("min", [(10, 1.0), (20, 4.0), (30, 8.0)]),
        ("max", [(10, 6.0), (20, 4.0), (30, 10.0)]),
        ("sum", [(10, 9.0), (20, 4.0), (30, 18.0)]),
        ("count", [(10, 3), (20, 1), (30, 2)]),
        ("first", [(10, 1.0), (20, 4.0), (30, 8.0)]),
        ("last", [(10, 6.0), (20, 4.0), (30, 10.0)]),
    ],
)
def test_a_statistic_of_each_period_at_its_end(statistic: str, expected: list[tuple[int, float]]) -> None:
    rows = run(Resample(every=10, statistic=statistic), [stream(ROWS)], seconds(0, 39))
    assert rows == expected
    assert {type(value) for _, value in rows} == {int if statistic == "count" else float}


def test_a_period_is_computed_when_its_end_lies_in_the_interval() -> None:
    assert run(Resample(every=10), [stream(ROWS)], seconds(9, 10)) == [(10, 3.0)]
    assert run(Resample(every=10), [stream(ROWS)], seconds(10, 19)) == []
    assert run(Resample(every=10), [stream(ROWS)], seconds(15, 35)) == [(20, 4.0), (30, 9.0)]


def test_empty_and_thin_periods_give_nothing() -> None:
    assert run(Resample(every=10), [stream([(1, 1.0), (31, 2.0)])], seconds(0, 99)) == [(10, 1.0), (40, 2.0)]
    assert run(Resample(every=10, min_count=2), [stream(ROWS)], seconds(0, 39)) == [(10, 3.0), (30, 9.0)]


def test_ends_may_be_moved() -> None:
    assert run(Resample(every=10, offset=5), [stream(ROWS)], seconds(0, 39)) == [
        (5, 1.5),
        (15, 5.0),
        (25, 8.0),
        (35, 5.0),
    ]
    same = run(Resample(every=10, offset=-5), [stream(ROWS)], seconds(0, 39))
    assert same == run(Resample(every=10, offset=15), [stream(ROWS)], seconds(0, 39))


def test_periods_before_1970_end_on_the_same_clock() -> None:
    assert run(Resample(every=10), [stream([(-15, 1.0), (-10, 3.0), (-1, 5.0)])], seconds(-99, 9)) == [
        (-10, 2.0),
        (0, 5.0),
    ]


def test_nan_makes_the_result_nan() -> None:
    rows = run(Resample(every=10, statistic="min"), [stream([(1, 1.0), (2, float("nan"))])], seconds(0, 10))
    assert math.isnan(rows[0][1])


def test_days_are_those_of_pandas() -> None:
    rng = np.random.default_rng(1)
    hours = [(3600 * hour, float(value)) for hour, value in enumerate(rng.normal(10, 5, 24 * 60))]
    frame = pd.Series(dict(hours))
    frame.index = pd.to_datetime(frame.index, unit="s")
    for statistic in ("mean", "min", "max", "sum", "var", "std", "median", "count", "first", "last"):
        ours = run(Resample(every="1d", statistic=statistic), [stream(hours)], seconds(0, 86_400 * 59))
        theirs = frame.resample("1D", closed="right", label="right").agg(statistic)
        np.testing.assert_allclose([value for _, value in ours], theirs.to_numpy()[1:-1], rtol=1e-12)


def test_it_declares_how_far_it_looks_back() -> None:
    tool = Resample(every="1d")
    assert tool.lookback == timedelta(days=1)
    assert tool.declares_reach


def test_equal_lengths_are_one_computation() -> None:
    assert Resample(every="1d") == Resample(every=86_400) == Resample(every=timedelta(days=1))


def test_late_data_is_found_by_the_next_run() -> None:
    source, sink = stream(ROWS), stream()
    tool = Resample(every=10)
    tool.execute([source], sink, seconds(0, 30))
    with pytest.warns(UserWarning, match="already declared complete|settled|late|stale"):
        source.write([stream_row(15, 8.0)])
    report = tool.execute([source], sink, seconds(0, 30))
    assert listed(sink) == [(10, 3.0), (20, 6.0), (30, 9.0)]
    assert list(report.reasons) == ["late"]
    assert rows_of(sink).is_ordered


def stream_row(second: float, value: float) -> tuple[object, float]:
    from .kit import at

    return at(second), value


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({}, "parameter 'every' is missing"),
        ({"every": 0}, "A period needs a length of at least 1 ms"),
        ({"every": "often"}, "is not a duration"),
        ({"every": 1, "statistic": "mode"}, "is not one of 'mean'"),
        ({"every": 1, "min_count": 0}, "min_count is 0"),
    ],
)
def test_bad_parameters_are_refused(parameters: dict[str, object], message: str) -> None:
    with pytest.raises(ToolInitialisationError, match=message):
        Resample(**parameters)


def test_a_value_that_is_no_number_is_named() -> None:
    with pytest.raises(ArgumentTypeError, match="a number is needed"):
        run(Resample(every=10), [stream([(1, None)])], seconds(0, 10))


def test_a_quantile_of_each_period() -> None:
    tool = Resample(every=10, statistic="quantile", quantile=0.25)
    assert run(tool, [stream(ROWS)], seconds(0, 39)) == [(10, 1.5), (20, 4.0), (30, 8.5)]
    with pytest.raises(ToolInitialisationError, match="quantile is -1"):
        Resample(every=10, quantile=-1)
