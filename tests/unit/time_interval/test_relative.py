from __future__ import annotations

import copy
import datetime as dt
import json
import pickle

import pytest

from hyperstream.time_interval import RelativeTimeInterval, TimeInterval
from hyperstream.utils.errors import ArgumentValueError, TimeIntervalError
from hyperstream.utils.time_utils import UTC, json_serial

NOON = dt.datetime(2016, 10, 28, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (-60, -10),
        (-60.0, -10.0),
        (dt.timedelta(minutes=-1), dt.timedelta(seconds=-10)),
        (-60, dt.timedelta(0, -10)),
    ],
)
def test_it_is_made_of_seconds_or_timedeltas(start, end):
    relative = RelativeTimeInterval(start, end)
    assert (relative.start, relative.end) == (-60.0, -10.0)
    assert isinstance(relative.start, float)
    assert (relative.start_ms, relative.end_ms) == (-60_000, -10_000)
    assert relative.width == dt.timedelta(seconds=50)


def test_it_is_precise_to_the_millisecond():
    assert RelativeTimeInterval(-0.1, -0.001).start_ms == -100
    assert RelativeTimeInterval(-0.1, -0.001).end_ms == -1
    assert RelativeTimeInterval(-0.0015, 0).start_ms == -2


def test_it_may_end_now():
    assert RelativeTimeInterval(-60, 0).end == 0


@pytest.mark.parametrize(("start", "end"), [(-10, -60), (-10, -10), (0, 0)])
def test_one_without_time_is_refused(start, end):
    with pytest.raises(TimeIntervalError, match="end must lie after its start"):
        RelativeTimeInterval(start, end)


@pytest.mark.parametrize("end", [1, 0.001, dt.timedelta(milliseconds=1)])
def test_one_that_ends_in_the_future_is_refused(end):
    with pytest.raises(ValueError, match="ends in the future, which is not supported"):
        RelativeTimeInterval(-60, end)


@pytest.mark.parametrize("wrong", ["-60", None, float("nan"), float("-inf"), True, 1e300])
def test_one_of_something_else_is_refused(wrong):
    with pytest.raises(ArgumentValueError):
        RelativeTimeInterval(wrong, 0)


def test_it_becomes_absolute_at_a_moment():
    assert RelativeTimeInterval(-60, -10).absolute(NOON) == TimeInterval(
        "2016-10-28T11:59:00", "2016-10-28T11:59:50"
    )


def test_the_moment_is_converted_and_cut_to_the_millisecond():
    east = dt.datetime(2016, 10, 28, 14, 0, 0, 999, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    assert RelativeTimeInterval(-60, 0).absolute(east) == RelativeTimeInterval(-60, 0).absolute(NOON)
    assert RelativeTimeInterval(-60, 0).absolute(NOON.replace(tzinfo=None)).end == NOON


def test_it_is_a_value():
    one, same, other = (
        RelativeTimeInterval(-60, 0),
        RelativeTimeInterval(-60.0, 0),
        RelativeTimeInterval(-50, 0),
    )
    assert one == same
    assert hash(one) == hash(same)
    assert one < other
    assert sorted([other, one]) == [one, other]
    assert copy.deepcopy(one) == pickle.loads(pickle.dumps(one)) == one
    with pytest.raises(AttributeError, match="never changes"):
        one.start = -70


def test_it_prints_its_seconds():
    assert str(RelativeTimeInterval(-60, 0)) == "(-60.0 s, 0.0 s]"
    assert repr(RelativeTimeInterval(-60, 0)) == "RelativeTimeInterval(start=-60.0, end=0.0)"
    assert json.loads(json.dumps(RelativeTimeInterval(-60, 0), default=json_serial)) == {
        "start": -60.0,
        "end": 0.0,
    }


def test_it_is_added_to_nothing_but_an_interval():
    with pytest.raises(TypeError):
        5 + RelativeTimeInterval(-60, 0)
