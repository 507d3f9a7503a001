from __future__ import annotations

import copy
import datetime as dt
import json
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream.time_interval import RelativeTimeInterval, TimeInterval
from hyperstream.utils.clock import SimulatedClock
from hyperstream.utils.errors import ArgumentTypeError, ArgumentValueError, TimeIntervalError
from hyperstream.utils.time_utils import MAX_DATE, MIN_DATE, UTC, json_serial, to_ms, utcnow

quick = settings(max_examples=100, deadline=None)
moments = st.datetimes(timezones=st.just(UTC))
steps = st.integers(-(10**12), 10**12)

NOON = dt.datetime(2016, 10, 28, 12, tzinfo=UTC)
ONE = dt.datetime(2016, 10, 28, 13, tzinfo=UTC)
an_hour = TimeInterval(NOON, ONE)
CLOCK = SimulatedClock(NOON)


CHANGE = dt.datetime.fromisoformat("2016-10-30T02:00")


class AutumnInLondon(dt.tzinfo):
    """One hour ahead until 2016-10-30 02:00 local, when the clock goes back to 01:00."""

    def utcoffset(self, when: dt.datetime | None) -> dt.timedelta:
        assert when is not None
        wall = when.replace(tzinfo=None)
        summer = wall < CHANGE - dt.timedelta(hours=when.fold)
        return dt.timedelta(hours=1 if summer else 0)

    def dst(self, when: dt.datetime | None) -> dt.timedelta:
        return self.utcoffset(when)

    def tzname(self, when: dt.datetime | None) -> str:
        return "London"


LONDON = AutumnInLondon()


# --- construction ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("start", "end"),
    [
        (NOON, ONE),
        (NOON.replace(tzinfo=None), ONE.replace(tzinfo=None)),
        ("2016-10-28T12:00", "2016-10-28T13:00:00Z"),
        ("2016-10-28T14:00+02:00", dt.datetime(2016, 10, 28, 7, tzinfo=dt.timezone(dt.timedelta(hours=-6)))),
    ],
)
def test_an_interval_is_made_of_times_in_any_spelling(start, end):
    assert TimeInterval(start, end) == an_hour


def test_a_date_is_its_first_instant():
    assert TimeInterval(dt.date(2016, 10, 28), dt.date(2016, 10, 29)).width == dt.timedelta(days=1)


def test_another_zone_is_converted_and_not_relabelled():  # D37
    tokyo = dt.timezone(dt.timedelta(hours=9))
    interval = TimeInterval(
        dt.datetime(2016, 10, 28, 9, tzinfo=tokyo), dt.datetime(2016, 10, 28, 12, tzinfo=UTC)
    )
    assert interval.start == dt.datetime(2016, 10, 28, 0, tzinfo=UTC)
    assert interval.start.tzinfo is UTC
    assert interval.start.hour == 0


def test_the_hour_that_exists_twice_is_two_hours():
    first = dt.datetime(2016, 10, 30, 1, tzinfo=LONDON)
    second = dt.datetime(2016, 10, 30, 1, tzinfo=LONDON, fold=1)
    interval = TimeInterval(first, second)
    assert interval.width == dt.timedelta(hours=1)
    assert interval.start == dt.datetime(2016, 10, 30, 0, tzinfo=UTC)
    assert interval.end == dt.datetime(2016, 10, 30, 1, tzinfo=UTC)


def test_the_day_the_clock_goes_back_has_25_hours():
    day = TimeInterval(dt.datetime(2016, 10, 30, tzinfo=LONDON), dt.datetime(2016, 10, 31, tzinfo=LONDON))
    assert day.width == dt.timedelta(hours=25)


def test_what_is_finer_than_a_millisecond_is_cut_off():  # D5
    interval = TimeInterval(NOON.replace(microsecond=1999), ONE.replace(microsecond=999_999))
    assert interval.start == NOON.replace(microsecond=1000)
    assert interval.end == ONE.replace(microsecond=999_000)


@quick
@given(moments, moments)
def test_an_interval_is_as_long_as_its_milliseconds_and_its_ends_come_back(a, b):
    a_ms, b_ms = sorted((to_ms(a), to_ms(b)))
    if a_ms == b_ms:
        b_ms += 1
    interval = TimeInterval.from_ms(a_ms, b_ms)
    assert TimeInterval(interval.start, interval.end) == interval
    assert interval.width == interval.end - interval.start
    assert (interval.start_ms, interval.end_ms) == (a_ms, b_ms)


@pytest.mark.parametrize("end", [NOON, NOON - dt.timedelta(milliseconds=1), NOON.replace(microsecond=999)])
def test_an_interval_without_time_is_refused(end):
    with pytest.raises(TimeIntervalError, match="1 ms or more after its start") as caught:
        TimeInterval(NOON, end)
    assert isinstance(caught.value, ValueError)
    assert caught.value.start == NOON


@pytest.mark.parametrize("wrong", [None, 5, 1.5, dt.timedelta(1), (NOON, ONE)])
def test_an_end_that_is_no_time_is_refused(wrong):
    with pytest.raises(ArgumentTypeError):
        TimeInterval(wrong, ONE)


def test_a_text_that_is_no_time_is_refused():
    with pytest.raises(ArgumentValueError, match="ISO 8601"):
        TimeInterval("yesterday", ONE)


def test_milliseconds_outside_the_years_1_to_9999_are_refused():
    with pytest.raises(ArgumentValueError, match="years 1 to 9999"):
        TimeInterval.from_ms(0, 10**16)
    with pytest.raises(ArgumentValueError, match="years 1 to 9999"):
        TimeInterval.from_ms(-(10**16), 0)


def test_the_years_1_and_9999_are_within():
    everything = TimeInterval(MIN_DATE, MAX_DATE)
    assert (everything.start, everything.end) == (MIN_DATE, MAX_DATE)
    assert everything == TimeInterval("0001-01-01", "9999-12-31T23:59:59")
    last = TimeInterval(MAX_DATE, MAX_DATE.replace(microsecond=999_000))
    assert last.width == dt.timedelta(milliseconds=999)
    assert last.end.year == 9999


def test_an_end_beyond_the_years_in_utc_is_refused():
    east = dt.timezone(dt.timedelta(hours=5))
    with pytest.raises(ArgumentValueError, match="years 1 to 9999"):
        TimeInterval(dt.datetime(1, 1, 1, tzinfo=east), ONE)


# --- constructors by name -------------------------------------------------------------------
def test_all_time_reaches_from_the_first_date_to_the_last():
    assert TimeInterval.all_time() == TimeInterval(MIN_DATE, MAX_DATE)


def test_up_to_now_ends_when_the_clock_says():
    assert TimeInterval.up_to_now(clock=CLOCK) == TimeInterval(MIN_DATE, NOON)


def test_now_minus_counts_back_from_the_clock():
    interval = TimeInterval.now_minus(
        weeks=1, days=1, hours=1, minutes=1, seconds=1, milliseconds=1, clock=CLOCK
    )
    assert interval.end == NOON
    assert interval.width == dt.timedelta(days=8, hours=1, minutes=1, seconds=1, milliseconds=1)


def test_now_is_the_machines_own_where_no_clock_is_given():
    before = utcnow()
    assert before <= TimeInterval.up_to_now().end <= utcnow()
    assert before <= TimeInterval.now_minus(hours=1).end <= utcnow()


def test_now_minus_nothing_is_refused():
    with pytest.raises(TimeIntervalError):
        TimeInterval.now_minus(clock=CLOCK)


# --- membership -----------------------------------------------------------------------------
def test_the_start_is_left_out_and_the_end_is_in():
    assert NOON not in an_hour
    assert NOON + dt.timedelta(milliseconds=1) in an_hour
    assert ONE in an_hour
    assert ONE + dt.timedelta(milliseconds=1) not in an_hour


def test_an_instant_is_judged_by_its_millisecond():
    assert NOON + dt.timedelta(microseconds=999) not in an_hour
    assert ONE + dt.timedelta(microseconds=999) in an_hour


def test_an_instant_of_another_zone_or_none_is_converted():
    assert ONE.replace(tzinfo=None) in an_hour
    assert dt.datetime(2016, 10, 28, 14, tzinfo=dt.timezone(dt.timedelta(hours=1))) in an_hour
    assert dt.datetime(2016, 10, 28, 13, tzinfo=dt.timezone(dt.timedelta(hours=-1))) not in an_hour


def test_an_interval_contains_itself_and_its_parts():
    assert an_hour in an_hour
    assert TimeInterval(NOON, NOON + dt.timedelta(minutes=1)) in an_hour
    assert TimeInterval(ONE - dt.timedelta(minutes=1), ONE) in an_hour
    assert an_hour + dt.timedelta(milliseconds=1) not in an_hour
    assert an_hour + dt.timedelta(milliseconds=-1) not in an_hour


@pytest.mark.parametrize("wrong", [5, "2016-10-28", None, dt.date(2016, 10, 28), (NOON, ONE)])
def test_asking_for_something_else_is_refused(wrong):
    with pytest.raises(TypeError, match="only a datetime or a TimeInterval"):
        _ = wrong in an_hour


# --- shifting -------------------------------------------------------------------------------
def test_a_timedelta_shifts_both_ends():
    assert TimeInterval(NOON, ONE) + dt.timedelta(hours=1) == TimeInterval(ONE, ONE + dt.timedelta(hours=1))


def test_a_relative_interval_shifts_each_end_by_seconds():  # D3
    shifted = an_hour + RelativeTimeInterval(-60, 0)
    assert shifted == TimeInterval(NOON - dt.timedelta(seconds=60), ONE)
    for pair in [(-60, 0), (dt.timedelta(minutes=-1), 0.0)]:
        assert an_hour + pair == shifted


def test_a_pair_may_reach_into_the_future_and_into_fractions():
    pair = (0.25, 3600)
    later = ONE + dt.timedelta(hours=1)
    assert an_hour + pair == TimeInterval(NOON + dt.timedelta(seconds=0.25), later)


@quick
@given(steps, steps, steps)
def test_shifting_there_and_back_gives_the_same(a, b, width):
    interval = TimeInterval.from_ms(a, a + abs(width) + 1)
    step = dt.timedelta(milliseconds=b)
    assert (interval + step) + -step == interval


def test_a_shift_that_leaves_no_time_is_refused():
    pair = (3600, 0)
    with pytest.raises(TimeIntervalError, match="holds no time"):
        an_hour + pair


@pytest.mark.parametrize("wrong", [5, "x", None, an_hour, (1, 2, 3), [-60, 0]])
def test_shifting_by_something_else_is_refused(wrong):
    with pytest.raises(TypeError):
        an_hour + wrong


@pytest.mark.parametrize("wrong", [("a", 0), (None, 0), (float("nan"), 0), (True, 0)])
def test_shifting_by_a_pair_of_something_else_is_refused(wrong):
    with pytest.raises(ArgumentValueError, match="number of seconds"):
        an_hour + wrong


# --- a value that never changes (D1, D26) ---------------------------------------------------
@pytest.mark.parametrize("name", ["start", "end", "start_ms", "_a", "anything"])
def test_an_interval_cannot_be_changed_by_whoever_is_given_it(name):
    mine = TimeInterval(NOON, ONE)
    with pytest.raises(AttributeError, match="never changes"):
        setattr(mine, name, MIN_DATE)
    with pytest.raises(AttributeError, match="never changes"):
        delattr(mine, name)
    assert mine == an_hour
    assert mine.to_tuple() == (mine.start, mine.end) == tuple(mine) == (NOON, ONE)


def test_an_interval_is_a_pair_of_times():
    start, end = an_hour
    assert (start, end) == (NOON, ONE)
    assert an_hour[0] == NOON
    assert an_hour[-1] == ONE
    assert an_hour[:] == (NOON, ONE)
    assert len(an_hour) == 2


def test_intervals_are_equal_by_their_ends_and_to_nothing_else():
    same = TimeInterval("2016-10-28T12:00", "2016-10-28T13:00")
    assert same == an_hour
    assert hash(same) == hash(an_hour)
    assert len({same, an_hour}) == 1
    assert an_hour != an_hour + dt.timedelta(milliseconds=1)
    assert an_hour != (NOON, ONE)
    assert RelativeTimeInterval(-60, 0) != TimeInterval.from_ms(-60_000, 0)


def test_intervals_are_ordered_by_start_then_end():
    minute_more = (0, 60)
    early, long, late = an_hour, an_hour + minute_more, an_hour + dt.timedelta(hours=1)
    assert sorted([late, long, early]) == [early, long, late]
    assert early < long <= late
    assert late > long >= early
    assert early <= TimeInterval(NOON, ONE) >= early


def test_intervals_have_no_order_with_anything_else():
    with pytest.raises(TypeError):
        _ = an_hour < (NOON, ONE)
    with pytest.raises(TypeError):
        _ = an_hour < RelativeTimeInterval(-60, 0)


@pytest.mark.parametrize("twin", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_an_interval_survives_copying_and_pickling(twin):
    assert twin(an_hour) == an_hour


# --- as text --------------------------------------------------------------------------------
def test_an_interval_prints_half_open():
    assert str(an_hour) == "(2016-10-28 12:00:00+00:00, 2016-10-28 13:00:00+00:00]"


def test_its_repr_can_be_typed_in():
    assert repr(an_hour) == (
        "TimeInterval(start=datetime.datetime(2016, 10, 28, 12, 0, tzinfo=UTC), "
        "end=datetime.datetime(2016, 10, 28, 13, 0, tzinfo=UTC))"
    )
    assert eval(repr(an_hour), {"datetime": dt, "UTC": UTC, "TimeInterval": TimeInterval}) == an_hour


def test_it_says_for_people_how_long_it_is():
    assert an_hour.humanized == "2016-10-28 12:00:00 to 2016-10-28 13:00:00 (1 hour)"


def test_it_has_a_json_form_by_itself_and_within_others():
    expected = {"start": "2016-10-28T12:00:00+00:00", "end": "2016-10-28T13:00:00+00:00"}
    assert json.loads(an_hour.to_json()) == expected
    assert json.loads(json.dumps({"asked": an_hour}, default=json_serial)) == {"asked": expected}


def test_several_are_made_as_each_of_them_would_be() -> None:
    starts, ends = [0, -5, 7], [1, 10, 8]
    assert TimeInterval.several(starts, ends) == [
        TimeInterval.from_ms(*pair) for pair in zip(starts, ends, strict=True)
    ]
    assert TimeInterval.several([], []) == []


@pytest.mark.parametrize(("starts", "ends"), [([0, 5], [1, 5]), ([-(10**15)], [0]), ([0], [10**15])])
def test_of_several_each_is_checked(starts: list[int], ends: list[int]) -> None:
    with pytest.raises(ValueError, match=r"holds no time|years"):
        TimeInterval.several(starts, ends)


def test_several_need_an_end_each() -> None:
    with pytest.raises(ValueError, match="zip"):
        TimeInterval.several([0, 1], [2])
