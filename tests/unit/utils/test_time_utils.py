from __future__ import annotations

import datetime as dt
import json
import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream.utils.errors import ArgumentTypeError, ArgumentValueError
from hyperstream.utils.time_utils import (
    MAX_DATE,
    MIN_DATE,
    UTC,
    datetime2unix,
    duration2str,
    from_ms,
    get_timedelta,
    is_naive,
    json_serial,
    parse_datetime,
    remove_microseconds,
    to_ms,
    unix2datetime,
    utcnow,
)

quick = settings(max_examples=200, deadline=None)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=UTC)
FIRST, LAST = -62_135_596_800_000, 253_402_300_799_999
offsets = st.integers(-23 * 60, 23 * 60).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))


class Nowhere(dt.tzinfo):
    """A zone that does not say how far it is from UTC."""

    def utcoffset(self, when: dt.datetime | None) -> None:
        return None


# --- milliseconds ---------------------------------------------------------------------------
@quick
@given(st.integers(FIRST, LAST))
def test_every_millisecond_of_the_years_1_to_9999_comes_back(ms):
    assert to_ms(from_ms(ms)) == ms
    assert from_ms(ms).tzinfo is UTC


@quick
@given(st.datetimes(timezones=st.just(UTC)))
def test_milliseconds_are_cut_towards_the_past(when):
    exact = (when - EPOCH) // dt.timedelta(microseconds=1)
    assert to_ms(when) == exact // 1000
    assert dt.timedelta(0) <= when - from_ms(to_ms(when)) < dt.timedelta(milliseconds=1)


@quick
@given(
    st.datetimes(dt.datetime.fromisoformat("0002-01-01"), dt.datetime.fromisoformat("9998-12-31")), offsets
)
def test_an_aware_datetime_is_the_same_instant_in_every_zone(when, zone):  # D37
    aware = when.replace(tzinfo=UTC)
    assert to_ms(aware.astimezone(zone)) == to_ms(aware) == to_ms(when)


@pytest.mark.parametrize(
    ("when", "ms"),
    [(MIN_DATE, FIRST), (MAX_DATE, LAST - 999), (EPOCH, 0), (EPOCH - dt.timedelta(microseconds=1), -1)],
)
def test_known_instants(when, ms):
    assert to_ms(when) == ms


def test_a_zone_that_says_nothing_counts_as_none():
    when = dt.datetime(2016, 10, 28, tzinfo=Nowhere())
    assert is_naive(when)
    assert to_ms(when) == to_ms(when.replace(tzinfo=UTC))


def test_is_naive_tells_the_two_kinds_apart():
    assert is_naive(EPOCH.replace(tzinfo=None))
    assert not is_naive(EPOCH)


@pytest.mark.parametrize("minutes", [-300, 300])
def test_an_instant_outside_the_years_in_utc_is_refused(minutes):
    zone = dt.timezone(dt.timedelta(minutes=minutes))
    edge = MIN_DATE if minutes > 0 else MAX_DATE
    with pytest.raises(ArgumentValueError, match="years 1 to 9999"):
        to_ms(edge.replace(tzinfo=zone))


@pytest.mark.parametrize("ms", [LAST + 1, FIRST - 1, 10**30, -(10**30)])
def test_milliseconds_outside_the_years_are_refused(ms):
    with pytest.raises(ArgumentValueError, match="is the unit right"):
        from_ms(ms)


@pytest.mark.parametrize("wrong", ["2016-10-28", 5, None, dt.date(2016, 10, 28)])
def test_only_a_datetime_has_milliseconds(wrong):
    with pytest.raises(ArgumentTypeError, match="a datetime is needed"):
        to_ms(wrong)


def test_pandas_and_numpy_times_are_times_too():
    stamp = pd.Timestamp("2016-10-28T12:00:00.123456789", tz="Asia/Tokyo")
    assert to_ms(stamp) == 1_477_623_600_123
    assert type(to_ms(stamp)) is int
    assert type(remove_microseconds(stamp)) is dt.datetime
    assert to_ms(from_ms(np.int64(5))) == 5
    with pytest.raises(ArgumentValueError, match="years 1 to 9999"):
        to_ms(pd.NaT)


# --- truncation (D5) ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("before", "after"), [(0, 0), (999, 0), (1000, 1000), (123_999, 123_000), (999_999, 999_000)]
)
def test_microseconds_are_cut_to_the_millisecond(before, after):
    when = dt.datetime(2016, 10, 28, 12, microsecond=before, tzinfo=UTC)
    assert remove_microseconds(when) == when.replace(microsecond=after)
    assert remove_microseconds(when.replace(tzinfo=None)) == when.replace(microsecond=after)


def test_removing_microseconds_converts_to_utc():
    there = dt.datetime(2016, 10, 28, 12, tzinfo=dt.timezone(dt.timedelta(hours=3)))
    assert remove_microseconds(there).isoformat() == "2016-10-28T09:00:00+00:00"


def test_now_is_utc_in_whole_milliseconds():
    before, now, after = dt.datetime.now(UTC), utcnow(), dt.datetime.now(UTC)
    assert before - dt.timedelta(milliseconds=1) < now <= after
    assert now.tzinfo is UTC
    assert now.microsecond % 1000 == 0


# --- text -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2016-10-28", "2016-10-28T00:00:00+00:00"),
        ("20161028", "2016-10-28T00:00:00+00:00"),
        ("2016-10-28T12:30", "2016-10-28T12:30:00+00:00"),
        (" 2016-10-28 12:30 ", "2016-10-28T12:30:00+00:00"),
        ("2016-07-11T1209Z", "2016-07-11T12:09:00+00:00"),
        ("2016-10-28T12:30:00.123456+01:00", "2016-10-28T11:30:00.123000+00:00"),
        ("0001-01-01", "0001-01-01T00:00:00+00:00"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59+00:00"),
    ],
)
def test_iso_8601_text_is_read_as_utc(text, expected):
    assert parse_datetime(text).isoformat() == expected


@pytest.mark.parametrize("text", ["", "soon", "28.10.2016", "2016-13-01", "2016-10-28T25:00", "0000-01-01"])
def test_other_text_is_refused(text):
    with pytest.raises(ArgumentValueError, match="ISO 8601"):
        parse_datetime(text)


def test_a_date_is_its_first_instant_and_a_datetime_is_itself():
    assert parse_datetime(dt.date(2016, 10, 28)) == dt.datetime(2016, 10, 28, tzinfo=UTC)
    assert parse_datetime(EPOCH) == EPOCH


@pytest.mark.parametrize("wrong", [5, 1.5, None, b"2016-10-28", dt.timedelta(1)])
def test_what_is_no_time_is_refused(wrong):
    with pytest.raises(ArgumentTypeError, match="ISO 8601 text is needed"):
        parse_datetime(wrong)


# --- durations ------------------------------------------------------------------------------
def test_seconds_or_a_timedelta_are_a_duration():
    assert get_timedelta(90) == get_timedelta(90.0) == get_timedelta(dt.timedelta(seconds=90))
    assert get_timedelta(-0.5) == dt.timedelta(seconds=-0.5)


@pytest.mark.parametrize("wrong", ["90", None, float("nan"), float("inf"), True, [90]])
def test_something_else_is_no_duration(wrong):
    with pytest.raises(ValueError, match="not a duration"):
        get_timedelta(wrong)


@pytest.mark.parametrize("wrong", [1e300, pytest.param(10**400, id="10**400"), -1e14])
def test_a_duration_of_too_many_seconds_is_refused(wrong):
    with pytest.raises(ArgumentValueError, match="is the unit right"):
        get_timedelta(wrong)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (75, "1 min 15 sec"),
        (0, "0 sec"),
        (0.25, "250 ms"),
        (3600, "1 hour"),
        (90061.5, "1 day 1 hour 1 min 1 sec 500 ms"),
        (172800, "2 days"),
        (-60, "-1 min"),
        (-0.0001, "0 sec"),
    ],
)
def test_a_duration_in_words(seconds, text):
    assert duration2str(dt.timedelta(seconds=seconds)) == text


# --- Unix time (D30) ------------------------------------------------------------------------
@quick
@given(st.integers(FIRST, LAST))
def test_unix_time_goes_there_and_back_in_the_same_unit(ms):
    assert unix2datetime(datetime2unix(from_ms(ms))) == from_ms(ms)


def test_unix_time_is_in_seconds():
    assert datetime2unix(dt.datetime(2016, 10, 28, tzinfo=UTC)) == 1_477_612_800
    assert unix2datetime(1_477_612_800.25) == dt.datetime(2016, 10, 28, 0, 0, 0, 250_000, tzinfo=UTC)


@pytest.mark.parametrize(
    "wrong", [float("nan"), float("inf"), 1_477_612_800_000, pytest.param(10**400, id="10**400")]
)
def test_a_unix_time_that_is_none_is_refused(wrong):
    with pytest.raises(ArgumentValueError):
        unix2datetime(wrong)


# --- JSON -----------------------------------------------------------------------------------
def test_times_have_a_json_form():
    text = json.dumps([EPOCH, dt.date(2016, 10, 28)], default=json_serial)
    assert json.loads(text) == ["1970-01-01T00:00:00+00:00", "2016-10-28"]


def test_whatever_tells_its_json_form_is_asked_for_it():
    class Named:
        def json_value(self):
            return {"name": "x"}

    assert json.dumps(Named(), default=json_serial) == '{"name": "x"}'


def test_what_has_no_json_form_is_refused():
    with pytest.raises(TypeError, match="has no JSON form"):
        json.dumps({1, 2}, default=json_serial)


def test_the_errors_say_which_value_and_survive_pickling():
    with pytest.raises(ArgumentTypeError) as caught:
        to_ms("x")
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.value == "x"
    assert str(again) == str(caught.value)
