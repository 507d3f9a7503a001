from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream.utils.errors import ArgumentValueError
from hyperstream.utils.statistics import histogram, percentile

quick = settings(max_examples=100, deadline=None)
numbers = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30)


# --- histogram (D12) ------------------------------------------------------------------------
def test_explicit_edges_are_counted_right():
    assert histogram([1, 2, 3, 4, 5, 6], [0, 2, 4, 6]) == ([1, 2, 3], [0, 2, 4, 6])


@quick
@given(numbers, st.lists(st.integers(-1000, 1000), min_size=2, max_size=8, unique=True).map(sorted))
def test_explicit_edges_count_as_numpy_does(data, edges):
    counts, back = histogram(data, edges)
    assert counts == np.histogram(data, edges)[0].tolist()
    assert back == edges
    assert all(type(count) is int for count in counts)


@quick
@given(numbers, st.integers(1, 20))
def test_a_number_of_bins_counts_as_numpy_does(data, bins):
    expected = np.histogram(data, bins)
    assert histogram(data, bins) == (expected[0].tolist(), expected[1].tolist())


def test_ten_bins_is_the_default_and_range_weights_and_density_pass_on():
    data = [1.0, 2.0, 2.5]
    assert len(histogram(data)[0]) == 10
    assert histogram(data, 2, (0, 4)) == ([1, 2], [0.0, 2.0, 4.0])
    assert histogram(data, 2, (0, 4), weights=[1, 2, 3]) == ([1, 5], [0.0, 2.0, 4.0])
    assert histogram(data, [0, 2, 4], density=True) == ([1 / 6, 1 / 3], [0, 2, 4])


def test_data_may_be_empty_an_array_or_an_iterator():
    assert histogram([], [0, 1, 2]) == ([0, 0], [0, 1, 2])
    assert histogram(np.array([[0.5], [1.5]]), [0, 1, 2])[0] == [1, 1]
    assert histogram(iter([0.5, 1.5]), [0, 1, 2])[0] == [1, 1]


@pytest.mark.parametrize("bins", [0, -1, [3, 2, 1], [[1], [2]], "no such rule", 1.5])
def test_bins_that_are_none_are_refused(bins):
    with pytest.raises(ArgumentValueError, match="No histogram with bins="):
        histogram([1.0, 2.0], bins)


# --- percentile (D13) -----------------------------------------------------------------------
@quick
@given(numbers, st.lists(st.floats(0, 100), min_size=1, max_size=5))
def test_percentiles_are_numpys(data, q):
    assert percentile(data, q) == np.percentile(data, q).tolist()
    assert percentile(data, q[0]) == float(np.percentile(data, q[0]))


def test_the_arguments_are_not_changed():
    data, q = [[3, 1], [2]], [50, 100]
    first = percentile(data, q)
    assert percentile(data, q) == first == [2.0, 3.0]
    assert (data, q) == ([[3, 1], [2]], [50, 100])


def test_long_and_deeply_nested_data_need_no_recursion():
    assert percentile(list(range(100_001)), 50) == 50_000
    nest = [1.0]
    for _ in range(5000):
        nest = [nest, 3.0]
    assert percentile(nest, 0) == 1.0


def test_one_percentage_gives_a_number_and_several_a_list():
    assert percentile([1, 2, 3], 50) == 2.0
    assert percentile([1, 2, 3], (0, 100)) == [1.0, 3.0]
    assert percentile((n for n in (1, 2, 3)), [50]) == [2.0]
    assert percentile(np.arange(5), 25) == 1.0
    assert percentile(7, 25) == 7.0
    assert type(percentile([1, 2], 50)) is float


@pytest.mark.parametrize("data", [[], [[], [[]]], iter(())])
def test_no_data_has_no_percentile(data):
    assert percentile(data, 50) is None


@pytest.mark.parametrize("q", [-1, 101, [50, 100.5], float("nan"), "50%"])
def test_a_percentage_out_of_range_is_refused(q):
    with pytest.raises(ValueError, match=r"between 0 and 100|Numbers are needed"):
        percentile([1, 2], q)


@pytest.mark.parametrize("data", [["a"], [{"x": 1}, "b"], [object()]])
def test_what_are_no_numbers_is_refused(data):
    with pytest.raises(ArgumentValueError, match="Numbers are needed"):
        percentile(data, 50)
