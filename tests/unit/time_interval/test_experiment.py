from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream.time_interval import TimeInterval, construct_experiment_id, reconstruct_interval
from hyperstream.utils.errors import TimeIntervalError

numbers = st.integers(-62_135_596_800_000, 253_402_300_799_999)


@settings(max_examples=100, deadline=None)
@given(st.sets(numbers, min_size=2, max_size=2))
def test_an_interval_comes_back_from_its_id(ends):
    interval = TimeInterval.from_ms(*sorted(ends))
    assert reconstruct_interval(construct_experiment_id(interval)) == interval


def test_an_id_is_start_and_end_in_milliseconds():
    interval = TimeInterval("2016-10-28T12:00", "2016-10-28T13:00")
    assert construct_experiment_id(interval) == "1477656000000-1477659600000"


def test_all_time_has_an_id_too():
    assert reconstruct_interval(construct_experiment_id(TimeInterval.all_time())) == TimeInterval.all_time()


@pytest.mark.parametrize("wrong", ["", "5", "a-b", "1-", "-", "1.5-2", "1-2-3", "2-1"])
def test_what_is_no_id_is_refused(wrong):
    with pytest.raises(TimeIntervalError):
        reconstruct_interval(wrong)
