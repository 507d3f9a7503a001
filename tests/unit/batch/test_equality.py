import datetime as dt
import struct
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from hyperstream.batch.equality import common_times, different_rows, same
from tests.unit.batch.values_of_all_kinds import anything

NAN = float("nan")
OTHER_NAN = struct.unpack("<d", struct.pack("<Q", 0x7FF8000000000001))[0]
NAIVE = dt.datetime(2020, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
BERLIN = ZoneInfo("Europe/Berlin")


@settings(deadline=None, max_examples=100)
@given(anything)
def test_everything_is_the_same_as_itself(value):
    assert same(value, value)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (NAN, float("nan")),
        ([NAN], [float("nan")]),
        ({"a": 1, "b": (2, [NAN])}, {"b": (2, [float("nan")]), "a": 1}),
        (np.float32(1.5), 1.5),
        (1, np.int8(1)),
        ({"a": np.bool_(True)}, {"a": True}),
        (np.array([1.5, NAN]), np.array([1.5, NAN])),
        (dt.datetime(2020, 1, 1, 1, tzinfo=BERLIN), dt.datetime(2020, 1, 1, tzinfo=dt.UTC)),
        # The hour that Berlin has twice, which == calls unequal to every other zone's.
        (dt.datetime(2020, 10, 25, 2, 30, tzinfo=BERLIN), dt.datetime(2020, 10, 25, 0, 30, tzinfo=dt.UTC)),
        (NAIVE, NAIVE.replace()),
        ({1, 2}, {2, 1}),
    ],
)
def test_same_means_same_type_and_same_bytes(left, right):
    assert same(left, right)
    assert same(right, left)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (1, 1.0),
        (1, True),
        (0, False),
        (0.0, -0.0),
        (NAN, OTHER_NAN),
        ("1", 1),
        (None, 0),
        ([1], (1,)),
        ([1], [1.0]),
        ([1], [1, 2]),
        ({"a": 1}, {"b": 1}),
        ({"a": 1}, {"a": True}),
        (b"a", "a"),
        (NAIVE, dt.datetime(2020, 1, 1, tzinfo=dt.UTC)),
        (np.array([1]), np.array([1.0])),
        (np.array([1]), np.array([[1]])),
        (np.array([0.0]), np.array([-0.0])),
    ],
)
def test_other_types_or_other_bytes_are_not_the_same(left, right):
    assert not same(left, right)
    assert not same(right, left)


def test_objects_whose_comparison_has_no_answer_are_the_same_only_as_one_object():
    table = pd.DataFrame({"a": [1, 2]})
    assert same(table, table)
    assert not same(table, pd.DataFrame({"a": [1, 2]}))


def test_columns_differ_where_their_bytes_do():
    left, right = np.array([1.0, NAN, 0.0]), np.array([1.0, NAN, -0.0])
    assert different_rows(left, right).tolist() == [2]
    assert different_rows(np.array([1, 2]), np.array([1, 3])).tolist() == [1]
    assert different_rows(np.array([True]), np.array([True])).tolist() == []
    assert different_rows(np.array([1, 2]), np.array([1.0, 2.0])).tolist() == [0, 1]
    assert different_rows(np.array([1, 2]), [1, None]).tolist() == [1]
    assert different_rows([], []).tolist() == []


def test_common_times_are_found_in_both():
    left, right = np.array([1, 3, 5, 9]), np.array([2, 3, 4, 5])
    here, there = common_times(left, right)
    assert (here.tolist(), there.tolist()) == ([1, 2], [1, 3])
    for one, other in [([], [1]), ([1], []), ([1, 2], [3, 4]), ([3, 4], [1, 2])]:
        here, there = common_times(np.array(one, dtype=np.int64), np.array(other, dtype=np.int64))
        assert not len(here)
        assert not len(there)
