import datetime as dt

import numpy as np
import pandas as pd
import pytest

from hyperstream.batch.columns import plain, unpacked, value_column
from hyperstream.batch.times import FIRST_MS, LAST_MS, time_column
from hyperstream.utils.errors import ArgumentTypeError, ArgumentValueError
from hyperstream.utils.time_utils import UTC

EPOCH = dt.datetime(1970, 1, 1, tzinfo=UTC)


# --- times ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "times",
    [
        [1000, 2000],
        (1000, 2000),
        iter([1000, 2000]),
        np.array([1000, 2000], dtype=np.int64),
        np.array([1000, 2000], dtype=np.uint16),
        np.array([1000, 2000], dtype=">i8"),
        [np.int32(1000), np.datetime64(2, "s")],
        [EPOCH + dt.timedelta(seconds=1), (EPOCH + dt.timedelta(seconds=2)).replace(tzinfo=None)],
        np.array([1, 2], dtype="datetime64[s]"),
        np.array([1_000_000_999, 2_000_000_000], dtype="datetime64[ns]"),
        np.array([EPOCH + dt.timedelta(seconds=1), 2000], dtype=object),
        pd.DatetimeIndex(["1970-01-01T00:00:01", "1970-01-01T00:00:02"]),
        pd.DatetimeIndex(["1970-01-01T01:00:01", "1970-01-01T01:00:02"]).tz_localize("Europe/Paris"),
    ],
    ids=lambda times: type(times).__name__,
)
def test_times_of_any_kind_become_milliseconds(times):
    column = time_column(times)
    assert column.tolist() == [1000, 2000]
    assert column.dtype == np.int64
    assert not column.flags.writeable


def test_what_is_finer_than_a_millisecond_is_cut_off_towards_the_past():
    assert time_column(np.array([-1], dtype="datetime64[ns]")).tolist() == [-1]
    assert time_column([EPOCH - dt.timedelta(microseconds=1)]).tolist() == [-1]


def test_a_writable_array_is_copied_and_a_read_only_one_is_not():
    times = np.array([1, 2])
    column = time_column(times)
    times[0] = 7
    assert column.tolist() == [1, 2]
    assert time_column(column) is column


def test_the_years_1_to_9999_are_allowed_and_nothing_else():
    assert time_column([FIRST_MS, LAST_MS]).tolist() == [FIRST_MS, LAST_MS]
    for wrong in (FIRST_MS - 1, LAST_MS + 1, 2**62, 2**64):
        with pytest.raises(ArgumentValueError, match="outside the years"):
            time_column([wrong])
    with pytest.raises(ArgumentValueError, match="outside the years") as caught:
        time_column(np.array([5, 2**62]))
    assert caught.value.timestamp == 2**62
    with pytest.raises(ArgumentValueError, match="outside the years"):
        time_column(np.array([2**63], dtype=np.uint64))


@pytest.mark.parametrize("wrong", ["NaT", "-0001-01-01", "10000-01-01", "300000000-01-01"])
def test_times_that_are_no_instant_are_refused(wrong):
    with pytest.raises(ArgumentValueError, match="not-a-time"):
        time_column(np.array([wrong], dtype="datetime64[D]"))


@pytest.mark.parametrize(
    "wrong", [5, "2016", None, [1.5], ["2016"], [True], np.array([1.5]), np.array([True])]
)
def test_what_is_no_time_is_refused(wrong):
    with pytest.raises(ArgumentTypeError):
        time_column(wrong)


def test_times_have_one_dimension():
    with pytest.raises(ArgumentTypeError, match="one dimension"):
        time_column(np.zeros((2, 2), dtype=np.int64))


# --- values ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        ([1.5, 2.5], np.float64),
        ([1, 2], np.int64),
        ([True, False], np.bool_),
        (np.array([1.5, 2.5], dtype=np.float32), np.float64),
        (np.array([1.5, 2.5], dtype=np.float16), np.float64),
        (np.array([1.5, 2.5], dtype=">f8"), np.float64),
        (np.array([1, 2], dtype=np.int8), np.int64),
        (np.array([1, 2], dtype=np.uint64), np.int64),
        (np.array([], dtype=np.uint64), np.int64),
        (np.array([1, 2], dtype=">i8"), np.int64),
        (np.array([True, False]), np.bool_),
        (np.array([1.0, 2.0], dtype=np.longdouble), np.float64),
        (np.array([1.5, 2.5], dtype=object), np.float64),
        ([np.float32(1.5), 2.5], np.float64),
        ([np.int16(1), np.uint8(2)], np.int64),
        ([np.bool_(True), False], np.bool_),
        (iter([1, 2]), np.int64),
    ],
)
def test_values_of_one_numeric_type_become_a_read_only_array(values, dtype):
    expected = list(values) if isinstance(values, (list, np.ndarray)) else [1, 2]
    column = value_column(values)
    assert isinstance(column, np.ndarray)
    assert column.dtype == dtype
    assert column.dtype.isnative
    assert column.tolist() == expected
    assert not column.flags.writeable


@pytest.mark.parametrize(
    "values",
    [[], [1, 1.0], [True, 1], [1.0, None], ["a", "b"], [2**63], [1, 2**63], [{"a": 1}], [[1], [2]], [b"x"]],
)
def test_other_values_stay_the_objects_they_are(values):
    column = value_column(values)
    assert column == values
    assert column is not values
    assert list(map(type, column)) == list(map(type, values))


def test_arrays_of_other_types_become_lists_of_python_objects():
    assert value_column(np.array(["a", "b"])) == ["a", "b"]
    assert value_column(np.array([b"a"])) == [b"a"]
    assert value_column(np.array([2**63], dtype=np.uint64)) == [2**63]
    assert value_column(np.array([1 + 2j])) == [1 + 2j]
    assert value_column(np.array([[1, 2], [3, 4]])) == [[1, 2], [3, 4]]


def test_an_array_of_exact_times_becomes_datetimes_in_utc():
    second = dt.datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)
    assert unpacked(value_column(np.array([1_000_000_000], dtype="datetime64[ns]"))) == [second]
    assert unpacked(value_column(np.array([1], dtype="datetime64[s]"))) == [second]


@pytest.mark.parametrize(
    "array",
    [
        np.array([1], dtype="datetime64[ns]"),
        np.array(["NaT", "2016-10-28"], dtype="datetime64[D]"),
        np.array(["20000-01-01"], dtype="datetime64[D]"),
        np.array([1], dtype="timedelta64[s]"),
        np.array([1], dtype=np.longdouble) / 3,
    ],
    ids=lambda array: str(array.dtype),
)
def test_what_python_has_no_equal_for_stays_numpy_and_nothing_is_rounded(array):
    column = value_column(array)
    assert isinstance(column, list)
    assert all(isinstance(value, np.generic) for value in column)


def test_a_writable_array_of_values_is_copied_and_a_read_only_one_is_not():
    values = np.array([1.5, 2.5])
    column = value_column(values)
    values[0] = 7
    assert column.tolist() == [1.5, 2.5]
    assert value_column(column) is column


@pytest.mark.parametrize("wrong", [5, "text", b"bytes", None, np.array(5.0)])
def test_what_is_no_column_is_refused(wrong):
    with pytest.raises(ArgumentTypeError):
        value_column(wrong)


def test_numpy_scalars_become_the_python_values_they_stand_for():
    for scalar, value in [
        (np.float32(1.5), 1.5),
        (np.float64(1.5), 1.5),
        (np.int8(1), 1),
        (np.bool_(True), True),
        (np.str_("a"), "a"),
        (np.bytes_(b"a"), b"a"),
        (np.complex128(1j), 1j),
    ]:
        assert plain(scalar) == value
        assert type(plain(scalar)) is type(value)
    for kept in (np.datetime64(0, "ms"), np.longdouble(1), "a", None):
        assert plain(kept) is kept
