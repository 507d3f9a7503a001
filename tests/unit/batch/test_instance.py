import datetime as dt
import pickle
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from hyperstream.batch import Batch, StreamInstance, StreamMetaInstance
from hyperstream.batch.instance import as_instance
from hyperstream.utils.time_utils import UTC
from tests.unit.batch.values_of_all_kinds import utc_moments

NOON = dt.datetime(2016, 10, 28, 12, tzinfo=UTC)


@settings(deadline=None, max_examples=50)
@given(utc_moments)
def test_a_utc_time_of_whole_milliseconds_is_kept_as_it_is(when):
    assert StreamInstance(when, 1).timestamp is when


def test_an_instance_is_a_pair_that_unpacks_and_compares_like_one():
    timestamp, value = instance = StreamInstance(NOON, "x")
    assert (timestamp, value) == (NOON, "x") == instance
    assert (instance.timestamp, instance.value) == instance
    assert hash(instance) == hash((NOON, "x"))


def test_naive_times_are_taken_as_utc():
    assert StreamInstance(NOON.replace(tzinfo=None), 1).timestamp == NOON


def test_aware_times_are_converted_to_utc():
    local = dt.datetime(2016, 10, 28, 14, tzinfo=ZoneInfo("Europe/Berlin"))
    timestamp = StreamInstance(local, 1).timestamp
    assert timestamp == NOON
    assert timestamp.tzinfo is UTC


def test_parts_of_a_millisecond_are_cut_off():
    assert StreamInstance(NOON.replace(microsecond=1999), 1).timestamp.microsecond == 1000


def test_a_pandas_timestamp_becomes_a_plain_datetime():
    timestamp = StreamInstance(pd.Timestamp("2016-10-28T12:00:00.0019999Z"), 1).timestamp
    assert type(timestamp) is dt.datetime
    assert timestamp == NOON.replace(microsecond=1000)


@pytest.mark.parametrize(
    "wrong", [1, None, "2016-10-28", dt.date(2016, 10, 28), dt.time(12), np.datetime64(0, "ms")]
)
def test_a_timestamp_that_is_no_datetime_is_a_value_error(wrong):
    with pytest.raises(ValueError, match="must be a datetime") as caught:
        StreamInstance(wrong, 1)
    assert caught.value.timestamp is wrong


def test_times_after_now_can_be_built():
    assert StreamInstance(dt.datetime(9999, 1, 1, tzinfo=UTC), 1).timestamp.year == 9999


def test_replacing_and_making_check_the_timestamp_too():
    instance = StreamInstance(NOON, 1)
    assert instance._replace(value=2) == StreamInstance(NOON, 2)
    with pytest.raises(ValueError, match="must be a datetime"):
        instance._replace(timestamp=1)
    with pytest.raises(ValueError, match="must be a datetime"):
        StreamMetaInstance._make([(1, 2), ("tag", "value")])


def test_instances_survive_pickling():
    instance = StreamInstance(NOON, {"a": 1})
    back = pickle.loads(pickle.dumps(instance))
    assert back == instance
    assert type(back) is StreamInstance


def test_as_dict_puts_the_timestamp_beside_the_keys_of_a_dictionary():
    value = {"a": 1}
    assert StreamInstance(NOON, value).as_dict() == {"a": 1, "timestamp": NOON}
    assert value == {"a": 1}
    assert StreamInstance(NOON, value).as_dict(flat=False) == {"timestamp": NOON, "value": value}
    assert StreamInstance(NOON, 3).as_dict() == {"timestamp": NOON, "value": 3}


def test_as_list_puts_the_timestamp_after_the_items_of_a_dictionary():
    assert StreamInstance(NOON, {"a": 1}).as_list() == [("a", 1), ["timestamp", NOON]]
    assert StreamInstance(NOON, {"a": 1}).as_list(flat=False) == [NOON, {"a": 1}]
    assert StreamInstance(NOON, 3).as_list() == [NOON, 3]


def test_a_meta_instance_takes_an_instance_or_a_pair():
    instance = StreamInstance(NOON, 1)
    assert StreamMetaInstance(instance, ("house", "1")).stream_instance is instance
    made = StreamMetaInstance((NOON.replace(tzinfo=None), 1), meta_data=("house", "1"))
    assert made.stream_instance == instance
    assert type(made.stream_instance) is StreamInstance
    assert made.meta_data == ("house", "1")


def test_a_meta_instance_takes_a_whole_batch():
    batch = Batch([1000, 2000], [1.0, 2.0])
    assert StreamMetaInstance(batch, ("house", "1")).stream_instance is batch


@pytest.mark.parametrize("wrong", [1, None, (NOON,), (NOON, 1, 2), [NOON, 1]])
def test_what_is_neither_instance_nor_pair_is_a_value_error(wrong):
    with pytest.raises(ValueError, match="is not an instance"):
        StreamMetaInstance(wrong, "x")


def test_as_instance_leaves_instances_alone():
    instance = StreamInstance(NOON, 1)
    assert as_instance(instance) is instance
