from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from hyperstream.time_interval import RelativeTimeInterval, TimeInterval, parse_time_tuple
from hyperstream.utils.clock import SimulatedClock
from hyperstream.utils.errors import ArgumentTypeError, ArgumentValueError, TimeIntervalError
from hyperstream.utils.time_utils import MIN_DATE, UTC, utcnow

NOON = dt.datetime(2016, 10, 28, 12, tzinfo=UTC)
CLOCK = SimulatedClock(NOON)
DAY = TimeInterval("2016-10-27", "2016-10-28")


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (-60, 0),
        (dt.timedelta(seconds=-60), dt.timedelta(0)),
        (-60, dt.timedelta(0)),
        (np.int64(-60), np.int32(0)),
    ],
)
def test_two_offsets_are_a_relative_interval(start, end):
    assert parse_time_tuple(start, end) == RelativeTimeInterval(-60, 0)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2016-10-27", "2016-10-28"),
        ("2016-10-27T00:00:00Z", "2016-10-28T02:00:00+02:00"),
        (dt.date(2016, 10, 27), dt.date(2016, 10, 28)),
        (dt.datetime.fromisoformat("2016-10-27"), dt.datetime(2016, 10, 28, tzinfo=UTC)),
        (dt.date(2016, 10, 27), "20161028"),
        (dt.datetime(2016, 10, 27, 9, tzinfo=dt.timezone(dt.timedelta(hours=9))), "2016-10-28"),
    ],
)
def test_two_times_are_an_interval(start, end):
    assert parse_time_tuple(start, end) == DAY


def test_none_is_the_first_date_and_now():
    assert parse_time_tuple(None, None, clock=CLOCK) == TimeInterval(MIN_DATE, NOON)
    assert parse_time_tuple("2016-10-28", None, clock=CLOCK) == TimeInterval("2016-10-28", NOON)
    assert parse_time_tuple(None, "2016-10-28") == TimeInterval(MIN_DATE, "2016-10-28")


def test_now_is_the_machines_own_where_no_clock_is_given():
    before = utcnow()
    assert before <= parse_time_tuple(None, None).end <= utcnow()


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (-60, NOON),
        (NOON, 0),
        (dt.timedelta(-1), "2016-10-28"),
        (None, 0),
        (-60, None),
        ("2016-10-28", dt.timedelta(0)),
    ],
)
def test_an_offset_and_a_time_do_not_mix(start, end):
    with pytest.raises(ValueError, match="mixes an offset"):
        parse_time_tuple(start, end)


@pytest.mark.parametrize(
    ("start", "end"), [(-60.0, 0), (-60, 0.0), (1.5, NOON), (NOON, 1.5), (True, 0), (-1, False)]
)
def test_a_float_or_truth_value_is_refused(start, end):
    with pytest.raises(TypeError, match="whole seconds"):
        parse_time_tuple(start, end)


@pytest.mark.parametrize("wrong", [[], object(), b"2016", (1, 2)])
def test_something_else_is_refused(wrong):
    with pytest.raises(ArgumentTypeError):
        parse_time_tuple(wrong, NOON)


def test_text_that_is_no_time_is_refused():
    with pytest.raises(ArgumentValueError, match="'soon' is not a time"):
        parse_time_tuple("2016-10-28", "soon")


@pytest.mark.parametrize(("start", "end"), [(-60, 1), (-60, dt.timedelta(seconds=1)), (10, 20)])
def test_a_relative_interval_into_the_future_is_refused(start, end):
    with pytest.raises(TimeIntervalError, match="ends in the future"):
        parse_time_tuple(start, end)


@pytest.mark.parametrize(
    ("start", "end"), [(0, -60), ("2016-10-28", "2016-10-27"), ("2016-10-28", "2016-10-28")]
)
def test_an_inverted_or_empty_interval_is_refused(start, end):
    with pytest.raises(TimeIntervalError, match="holds no time"):
        parse_time_tuple(start, end)
