from __future__ import annotations

import datetime as dt

import pytest

from hyperstream.utils.clock import Clock, SimulatedClock, SystemClock
from hyperstream.utils.errors import ArgumentValueError
from hyperstream.utils.time_utils import UTC, utcnow

NOON = dt.datetime(2016, 10, 28, 12, tzinfo=UTC)


def test_the_system_clock_tells_now():
    clock: Clock = SystemClock()
    before = utcnow()
    assert before <= clock() <= utcnow()
    assert repr(clock) == "SystemClock()"


def test_a_simulated_clock_stands_still_until_advanced():
    clock = SimulatedClock(NOON)
    assert clock() == clock() == NOON
    clock.advance(90)
    assert clock() == NOON + dt.timedelta(seconds=90)
    clock.advance(dt.timedelta(hours=1))
    assert clock() == NOON + dt.timedelta(hours=1, seconds=90)


@pytest.mark.parametrize(
    "start", ["2016-10-28T12:00", NOON, NOON.replace(tzinfo=None), "2016-10-28T14:00+02:00"]
)
def test_it_starts_at_a_time_in_any_spelling(start):
    assert SimulatedClock(start)() == NOON
    assert SimulatedClock(start)().tzinfo is UTC


def test_it_counts_whole_milliseconds():
    clock = SimulatedClock(NOON)
    clock.advance(0.0015)
    assert clock() == NOON + dt.timedelta(milliseconds=1)


@pytest.mark.parametrize("wrong", [-1, dt.timedelta(-1), "1", float("nan")])
def test_time_does_not_go_back(wrong):
    clock = SimulatedClock(NOON)
    with pytest.raises(ArgumentValueError):
        clock.advance(wrong)
    assert clock() == NOON


def test_it_prints_what_it_shows():
    assert repr(SimulatedClock(NOON)) == "SimulatedClock('2016-10-28T12:00:00+00:00')"
