from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream.batch import Batch
from hyperstream.time_interval import TimeInterval
from hyperstream.tool.windows import (
    STATISTICS,
    Periods,
    common_timestamps,
    count_up_to,
    numbers,
    reduce_windows,
    rows_between,
    runs,
    spanning,
)
from hyperstream.utils import MAX_DATE, MIN_DATE
from hyperstream.utils.errors import ArgumentTypeError, ArgumentValueError

FLOATS = st.floats(allow_nan=False, allow_infinity=False, width=32)


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**9), st.integers(-(10**9), 10**9))
def test_each_time_lies_in_the_one_period_that_ends_last_before_the_next(
    time: int, every: int, offset: int
) -> None:
    periods = Periods(every / 1000, offset / 1000)
    (end,) = periods.end_of(np.array([time])).tolist()
    assert end - every < time <= end
    assert (end - offset) % every == 0


@given(st.integers(-(10**6), 10**6), st.integers(1, 10**6), st.integers(1, 10**4))
def test_periods_that_end_in_an_interval_are_covered_whole(start: int, width: int, every: int) -> None:
    interval = TimeInterval.from_ms(start, start + width)
    covered = Periods(every / 1000).covering(interval)
    ends = [end for end in range(start - start % every, start + width + 1, every) if end > start]
    if covered is None:
        assert not ends
    else:
        assert (covered.start_ms, covered.end_ms) == (ends[0] - every, ends[-1])


def test_a_period_needs_a_length() -> None:
    with pytest.raises(ArgumentValueError, match="at least 1 ms"):
        Periods(0)
    assert repr(Periods("1d", "6h")) == "Periods(every='1d', offset='6h')"


def test_spans_are_cut_to_what_can_be_dated() -> None:
    assert spanning(-(10**18), 10**18) == TimeInterval(MIN_DATE, MAX_DATE)


def test_runs_of_equal_keys() -> None:
    starts, stops = runs(np.array([5, 5, 7, 7, 7, 5]))
    assert (starts.tolist(), stops.tolist()) == ([0, 2, 5], [2, 5, 6])
    assert [len(part) for part in runs(np.array([], dtype=np.int64))] == [0, 0]


def test_rows_between_leave_the_start_out_and_take_the_end_in() -> None:
    batch = Batch([10, 20, 30], [1.0, 2.0, 3.0])
    starts, stops = rows_between(batch, np.array([10, 9, 30]), np.array([20, 30, 40]))
    assert (starts.tolist(), stops.tolist()) == ([1, 0, 3], [2, 3, 3])


PLAIN: dict[str, Callable[[list[float]], float]] = {
    "mean": lambda window: sum(window) / len(window),
    "min": min,
    "max": max,
    "sum": sum,
    "count": len,
    "first": lambda window: window[0],
    "last": lambda window: window[-1],
}


@settings(deadline=None)
@given(st.lists(FLOATS, min_size=1, max_size=40), st.data())
def test_windows_are_reduced_as_a_plain_loop_would(values: list[float], data: st.DataObject) -> None:
    pairs = st.tuples(st.integers(0, len(values) - 1), st.integers(1, 40)).map(
        lambda pair: (pair[0], min(len(values), pair[0] + pair[1]))
    )
    windows = data.draw(st.lists(pairs, max_size=10))
    starts, stops = (np.array([pair[i] for pair in windows], dtype=np.intp) for i in (0, 1))
    scale = max(1.0, max(map(abs, values)))
    for name, plain in PLAIN.items():
        ours = reduce_windows(np.array(values), starts, stops, name)
        theirs = [plain(values[start:stop]) for start, stop in windows]
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12 * scale * 40)
    assert set(PLAIN) == set(STATISTICS)


@settings(deadline=None)
@given(
    st.lists(FLOATS, min_size=1, max_size=300), st.lists(FLOATS, max_size=20), st.lists(FLOATS, max_size=20)
)
def test_a_window_is_the_same_to_the_bit_whatever_lies_around_it(
    window: list[float], before: list[float], after: list[float]
) -> None:
    for name in STATISTICS:
        alone = reduce_windows(np.array(window), np.array([0]), np.array([len(window)]), name)
        place = np.array([len(before)])
        among = reduce_windows(np.array(before + window + after), place, place + len(window), name)
        assert alone.tobytes() == among.tobytes()


def test_common_timestamps_are_those_that_all_have() -> None:
    batches = [Batch(times, times) for times in ([1, 2, 4, 9], [2, 3, 4], [0, 2, 4, 5, 9])]
    assert common_timestamps(batches).tolist() == [2, 4]
    assert common_timestamps(batches[:1]).tolist() == [1, 2, 4, 9]
    assert common_timestamps([*batches, Batch.empty()]).tolist() == []
    assert common_timestamps([Batch.empty(), *batches]).tolist() == []


def test_a_column_of_any_numbers_becomes_floats() -> None:
    for values in ([1, 2], [1.0, 2.0], [True, False], [1, 2.5], [True, 1]):
        found = numbers(Batch([1, 2], values))
        assert found.dtype == np.float64
        assert found.tolist() == [float(value) for value in values]
    assert len(numbers(Batch.empty())) == 0


@pytest.mark.parametrize("value", [None, "1", [1], 1j])
def test_a_value_that_is_no_number_is_named(value: object) -> None:
    with pytest.raises(
        ArgumentTypeError, match=r"1970-01-01 00:00:00\.002000\+00:00 is .*; a number is needed"
    ):
        numbers(Batch([1, 2], [1.0, value]))


@settings(deadline=None, max_examples=50)
@given(st.integers(2, 40), st.integers(1, 5), st.sets(st.integers(0, 39)), st.booleans(), st.integers(0, 999))
def test_counting_rows_is_the_same_whichever_way_it_is_done(
    n: int, stride: int, missing: set[int], in_order: bool, seed: int
) -> None:
    stamps = np.array([place * stride for place in range(n) if place not in missing], dtype=np.int64)
    moments = np.random.default_rng(seed).integers(-3, n * stride + 3, 5000)
    if in_order:
        moments.sort()
    expected = stamps.searchsorted(moments, side="right")
    assert count_up_to(stamps, moments).tolist() == expected.tolist()
    assert count_up_to(stamps, moments[:10]).tolist() == expected[:10].tolist()
