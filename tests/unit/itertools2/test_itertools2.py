from __future__ import annotations

import datetime as dt
import math
import statistics
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hyperstream.itertools2
import hyperstream.itertools2.itertools2
from hyperstream.itertools2 import any_set, count, online_average, online_product, online_sum, online_variance

quick = settings(max_examples=100, deadline=None)
numbers = st.lists(st.floats(-1000, 1000), max_size=20)
close = {"rel_tol": 1e-6, "abs_tol": 1e-6}


class Instance(NamedTuple):
    timestamp: dt.datetime
    value: float


def stream(values):
    start = dt.datetime(2016, 10, 28, tzinfo=dt.UTC)
    return [Instance(start + dt.timedelta(seconds=n), value) for n, value in enumerate(values)]


@pytest.mark.parametrize("name", hyperstream.itertools2.__all__)
def test_both_addresses_lead_to_the_same(name):
    assert getattr(hyperstream.itertools2, name) is getattr(hyperstream.itertools2.itertools2, name)


@quick
@given(numbers)
def test_each_fold_gives_what_its_name_says(values):
    assert count(values) == len(values)
    assert math.isclose(online_sum(values), math.fsum(values), **close)
    assert math.isclose(online_product(values[:4]), math.prod(values[:4]), **close)
    if values:
        assert math.isclose(online_average(values), statistics.fmean(values), **close)
    if len(values) > 1:
        assert math.isclose(online_variance(values), statistics.variance(values), **close)


@quick
@given(numbers)
def test_instances_count_by_their_values(values):
    for fold in (count, online_sum, online_product, online_average, online_variance):
        assert repr(fold(iter(stream(values)))) == repr(fold(values))


@quick
@given(numbers, numbers)
def test_a_fold_goes_on_where_another_ended(first, second):
    both = first + second
    assert online_sum(second, online_sum(first)) == online_sum(both)
    assert online_product(second, online_product(first)) == online_product(both)
    if first:
        mean = online_average(first)
        assert math.isclose(online_average(second, len(first), mean), online_average(both), **close)
    if len(first) > 1:
        m2 = online_variance(first) * (len(first) - 1)
        on = online_variance(second, len(first), online_average(first), m2)
        assert math.isclose(on, online_variance(both), **close)


def test_too_few_values_give_nan():
    assert math.isnan(online_average([]))
    assert math.isnan(online_variance([]))
    assert math.isnan(online_variance([1.0]))
    assert online_average([5]) == 5
    assert (online_sum([]), online_product([]), count([])) == (0.0, 1.0, 0)


def test_the_variance_of_large_numbers_keeps_its_digits():
    assert math.isclose(online_variance([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]), 30.0)


@pytest.mark.parametrize(
    ("data", "expected"),
    [([], False), ([("a", 0), ("b", 1)], True), ([("a", 0)], False), ([0, 3], True), ([0, 0.0, None], False)],
)
def test_any_set_looks_at_the_second_of_each_pair(data, expected):
    assert any_set(data) is expected
    assert any_set(iter(data)) is expected


def test_any_set_reads_instances():
    assert any_set(stream([0, 0, 2]))
    assert not any_set(stream([0, 0]))
