import datetime as dt
import pickle

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from hyperstream.batch import SEGMENT_ROWS, Batch, StreamInstance, split
from hyperstream.time_interval import TimeInterval
from hyperstream.utils.errors import (
    ArgumentTypeError,
    ArgumentValueError,
    DuplicateInstanceError,
    TimeIntervalError,
)
from hyperstream.utils.time_utils import UTC, from_ms
from tests.unit.batch.values_of_all_kinds import any_float, any_int, any_text

times = st.lists(st.integers(-1000, 1000), unique=True, max_size=20)
values = st.one_of(any_float, any_int, any_text, st.booleans(), st.none())


@st.composite
def batches(draw, unique=True):
    """Batches made either way, as columns or of instances, in no order."""
    stamps = draw(times if unique else st.lists(st.integers(0, 5), max_size=8))
    kind = draw(st.sampled_from([any_float, any_int, values]))
    column = draw(st.lists(kind, min_size=len(stamps), max_size=len(stamps)))
    if draw(st.booleans()):
        return Batch(stamps, column)
    return Batch.from_instances(map(StreamInstance, map(from_ms, stamps), column))


def rows(batch: Batch) -> list[tuple[int, str]]:
    return list(zip(batch.timestamps.tolist(), map(repr, batch.values_list()), strict=True))


def instances_of(batch: Batch) -> list[str]:
    return list(map(repr, batch))


# --- making ---------------------------------------------------------------------------------
def test_a_batch_is_its_columns():
    batch = Batch([1000, 2000], [1.5, 2.5])
    assert batch.timestamps.tolist() == [1000, 2000]
    assert isinstance(batch.values, np.ndarray)
    assert batch.values_list() == [1.5, 2.5]
    assert (batch.first_ms, batch.last_ms, len(batch)) == (1000, 2000, 2)


def test_a_batch_is_its_instances():
    instances = [
        StreamInstance(dt.datetime(2020, 1, 1, tzinfo=UTC), "a"),
        StreamInstance(dt.datetime(2020, 1, 2, tzinfo=UTC), 7),
    ]
    batch = Batch.from_instances(instances)
    assert batch.instances()[0] is instances[0]
    assert batch.instances() is batch.instances()
    assert batch.values_list() == batch.values == batch.values_list() == ["a", 7]
    assert list(Batch(batch.timestamps, batch.values)) == instances


def test_pairs_become_instances():
    batch = Batch.from_instances(
        [(dt.datetime(2020, 1, 1, tzinfo=UTC), 1), StreamInstance(dt.datetime(2020, 1, 2, tzinfo=UTC), 2)]
    )
    assert {type(instance) for instance in batch} == {StreamInstance}
    with pytest.raises(ArgumentValueError, match="is not an instance"):
        Batch.from_instances([5])


def test_columns_must_have_one_length():
    with pytest.raises(ArgumentValueError, match="2 timestamps and 1 values"):
        Batch([1, 2], [1])


def test_an_empty_batch_has_no_rows():
    for batch in (
        Batch.empty(),
        Batch([], []),
        Batch.from_instances([]),
        Batch.concat([]),
        Batch([], np.zeros(0)),
    ):
        assert not batch
        assert list(batch) == batch.instances() == []
        assert batch.is_ordered
        assert batch == Batch.empty()
        assert repr(batch) == "Batch(no rows)"
        with pytest.raises(ArgumentValueError, match="no first"):
            _ = batch.first_ms
        with pytest.raises(ArgumentValueError, match="no last"):
            _ = batch.last_ms


def test_instances_have_python_values_and_utc_times():
    (instance,) = Batch(np.array([1500]), np.array([1.5]))
    assert instance == StreamInstance(dt.datetime(1970, 1, 1, 0, 0, 1, 500_000, UTC), 1.5)
    assert type(instance) is StreamInstance
    assert type(instance.value) is float
    assert instance.timestamp.tzinfo is UTC


@settings(deadline=None, max_examples=60)
@given(batches())
def test_columns_and_instances_say_the_same(batch):
    as_instances = Batch.from_instances(list(batch))
    as_columns = Batch(batch.timestamps, batch.values_list())
    assert instances_of(as_instances) == instances_of(as_columns) == instances_of(batch)
    assert as_instances == as_columns == batch


@settings(deadline=None, max_examples=30)
@given(batches())
def test_batches_survive_pickling(batch):
    back = pickle.loads(pickle.dumps(batch))
    assert back == batch
    assert instances_of(back) == instances_of(batch)


def test_the_text_of_a_batch_says_how_much_and_when():
    assert repr(Batch([0, 1000], [1, 2])) == (
        "Batch(2 rows, 1970-01-01T00:00:00+00:00 to 1970-01-01T00:00:01+00:00)"
    )


# --- choosing -------------------------------------------------------------------------------
@settings(deadline=None, max_examples=60)
@given(batches(), st.integers(-25, 25), st.integers(-25, 25))
def test_slices_are_those_of_the_list_of_instances(batch, start, stop):
    assert instances_of(batch[start:stop]) == list(map(repr, batch.instances()[start:stop]))
    assert rows(batch[start:stop]) == rows(batch)[start:stop]
    assert rows(batch[::-1]) == rows(batch)[::-1]
    if len(batch):
        assert batch[-1] is batch.instances()[-1]


def test_a_slice_against_time_is_not_ordered():
    batch = Batch([1, 2, 3], [1, 2, 3])
    assert batch.is_ordered
    assert batch[1:].is_ordered
    assert not batch[::-1].is_ordered


@settings(deadline=None, max_examples=60)
@given(batches(), st.integers(-1100, 1100), st.integers(-1100, 1100), st.booleans())
def test_between_is_open_on_the_left_and_closed_on_the_right(batch, a, b, in_order):
    batch = batch.ordered() if in_order else batch
    assert rows(batch.between(a, b)) == [row for row in rows(batch) if a < row[0] <= b]


def test_between_everything_is_the_batch_itself():
    batch = Batch([1, 2], [1, 2])
    assert batch.between(0, 2) is batch


@settings(deadline=None, max_examples=60)
@given(batches(), st.data())
def test_where_keeps_the_rows_of_a_mask(batch, data):
    mask = data.draw(st.lists(st.booleans(), min_size=len(batch), max_size=len(batch)))
    chosen = batch.where(mask)
    assert rows(chosen) == [row for row, keep in zip(rows(batch), mask, strict=True) if keep]
    assert instances_of(chosen) == [
        text for text, keep in zip(instances_of(batch), mask, strict=True) if keep
    ]


def test_a_mask_must_fit():
    with pytest.raises(ArgumentValueError, match="does not fit"):
        Batch([1, 2], [1, 2]).where([True])


# --- order ----------------------------------------------------------------------------------
@settings(deadline=None, max_examples=60)
@given(batches())
def test_ordering_sorts_by_time(batch):
    assert rows(batch.ordered()) == sorted(rows(batch))
    assert batch.ordered().is_ordered
    assert batch.ordered().ordered() is not None


def test_an_ordered_batch_is_its_own_order():
    batch = Batch([1, 2], [1, 2])
    assert batch.ordered() is batch


def test_a_repeated_timestamp_is_an_error_that_names_it():
    with pytest.raises(
        DuplicateInstanceError, match=r"1970-01-01T00:00:02\+00:00 is there more than once"
    ) as caught:
        Batch([3000, 2000, 3000, 2000], [1, 2, 1, 2]).ordered()
    assert caught.value.timestamp == from_ms(2000)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 4), st.sampled_from([1, 1.0, True, "a"])), max_size=8), st.booleans()
)
def test_equal_repeats_are_dropped_on_request_and_others_never(pairs, as_instances):
    batch = Batch([time for time, _ in pairs], [value for _, value in pairs])
    if as_instances:
        batch = Batch.from_instances(list(batch))
    expected = sorted(set(map(repr, pairs)))
    if len(expected) > len({time for time, _ in pairs}):
        with pytest.raises(DuplicateInstanceError):
            batch.ordered(drop_equal=True)
    else:
        assert list(map(repr, zip(*columns_of(batch.ordered(drop_equal=True)), strict=True))) == expected


def columns_of(batch):
    return batch.timestamps.tolist(), batch.values_list()


# --- together -------------------------------------------------------------------------------
@settings(deadline=None, max_examples=60)
@given(st.lists(batches(), max_size=4))
def test_concat_is_one_after_the_other(several):
    whole = Batch.concat(several)
    assert rows(whole) == [row for batch in several for row in rows(batch)]
    assert instances_of(whole) == [text for batch in several for text in instances_of(batch)]


def test_concat_of_instances_keeps_them():
    first, second = (StreamInstance(from_ms(ms), ms) for ms in (1, 2))
    whole = Batch.concat([Batch.from_instances([first]), Batch.from_instances([second])])
    assert whole[0] is first
    assert whole[1] is second


def test_columns_of_one_type_stay_an_array_and_others_become_a_list():
    assert isinstance(Batch.concat([Batch([1], [1.5]), Batch([2], [2.5])]).values, np.ndarray)
    assert Batch.concat([Batch([1], [1.5]), Batch([2], [2])]).values == [1.5, 2]
    assert Batch.concat([Batch([1], ["a"]), Batch([2], [2])]).values == ["a", 2]


@settings(deadline=None, max_examples=60)
@given(batches(), batches())
def test_what_is_missing_merges_into_the_other(new, stored):
    new, stored = new.ordered(), stored.ordered()
    absent = new.missing_from(stored)
    there = set(stored.timestamps.tolist())
    assert rows(absent) == [row for row in rows(new) if row[0] not in there]
    assert rows(Batch.merge(absent, stored)) == sorted(rows(absent) + rows(stored))


def test_merging_what_overlaps_is_an_error():
    with pytest.raises(DuplicateInstanceError):
        Batch.merge(Batch([1], [1]), Batch([1], [1]))


# --- comparing ------------------------------------------------------------------------------
@settings(deadline=None, max_examples=60)
@given(batches(), batches())
def test_differs_names_the_rows_that_contradict_the_other(new, stored):
    new, stored = new.ordered(), stored.ordered()
    there = dict(zip(*columns_of(stored), strict=True))
    expected = [
        place
        for place, (time, value) in enumerate(zip(*columns_of(new), strict=True))
        if time in there and (type(value), repr(value)) != (type(there[time]), repr(there[time]))
    ]
    if not any(
        isinstance(value, float) and value != value for value in (*there.values(), *new.values_list())
    ):
        assert new.differs(stored).tolist() == expected
    assert new.differs(new).tolist() == []


def test_comparing_by_time_needs_ordered_batches():
    disordered = Batch([2, 1], [1, 2])
    for ask in (disordered.differs, disordered.missing_from, lambda other: other.differs(disordered)):
        with pytest.raises(ArgumentValueError, match="call ordered"):
            ask(Batch([1, 2], [1, 2]))


def test_the_same_rows_have_the_same_types_and_bytes():
    batch = Batch([1, 2], [1.0, float("nan")])
    assert batch.same_rows(batch)
    assert batch == Batch([1, 2], [1.0, float("nan")])
    assert batch == Batch.from_instances(list(batch))
    assert batch != Batch([1, 2], [1, float("nan")])
    assert batch != Batch([1, 3], [1.0, float("nan")])
    assert batch != Batch([1], [1.0])
    assert Batch([1], [0.0]) != Batch([1], [-0.0])
    assert batch != "a batch"


def test_a_batch_cannot_be_changed_through_its_arrays():
    source = np.array([1.0, 2.0])
    batch = Batch([1, 2], source)
    source[0] = 9
    assert batch.values_list() == [1.0, 2.0]
    for array in (batch.timestamps, batch.values, batch[1:].values, batch.take(np.array([0])).values):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_what_is_no_column_is_refused():
    with pytest.raises(ArgumentTypeError):
        Batch(5, [1])


# --- pieces ---------------------------------------------------------------------------------
def test_splitting_gives_pieces_of_at_most_so_many_rows():
    batch = Batch(range(10), range(10))
    assert [len(piece) for piece in split(batch, 4)] == [4, 4, 2]
    assert Batch.concat(split(batch, 4)) == batch
    assert split(Batch.empty()) == []
    assert [len(piece) for piece in split(Batch(range(5000), range(5000)))] == [SEGMENT_ROWS, 904]


# --- columns that stand for objects ---------------------------------------------------------
def of_intervals(count=4):
    ends = 10 * np.arange(1, count + 1)
    return Batch.of_intervals(ends, ends - 5, ends)


def test_intervals_are_made_when_they_are_looked_at():
    batch = of_intervals(2)
    assert batch.column.dtype.names == ("start", "end")
    assert [row.value for row in batch] == [TimeInterval.from_ms(5, 10), TimeInterval.from_ms(15, 20)]
    assert batch.values == batch.values_list() == [TimeInterval.from_ms(5, 10), TimeInterval.from_ms(15, 20)]


def test_intervals_are_equal_whether_they_are_made_or_not():
    made = of_intervals()
    assert isinstance(made.values, list)
    assert of_intervals() == made
    assert of_intervals() == of_intervals()
    other = Batch.of_intervals([10, 20, 30, 40], np.array([5, 15, 25, 34]), np.array([10, 20, 30, 40]))
    assert of_intervals().differs(other).tolist() == made.differs(other).tolist() == [3]


def test_rows_of_intervals_are_chosen_and_joined():
    batch = of_intervals()
    assert batch[1:3].values == batch.values[1:3]
    assert of_intervals().where([True, False, False, True]).values == [batch.values[0], batch.values[3]]
    assert Batch.concat((of_intervals()[:1], of_intervals()[1:])).column.dtype.names == ("start", "end")
    mixed = Batch.concat((of_intervals(1), Batch([20], ["x"])))
    assert mixed.values == [TimeInterval.from_ms(5, 10), "x"]


def test_the_bounds_of_intervals_are_known_whether_they_are_made_or_not():
    made = of_intervals(2)
    assert isinstance(made.values, list)
    for batch in (made, of_intervals(2)):
        starts, ends = batch.interval_bounds()
        assert (starts.tolist(), ends.tolist()) == ([5, 15], [10, 20])
    assert Batch([1, 2], [1.0, 2.0]).interval_bounds() is None
    assert Batch([1, 2], [TimeInterval.from_ms(0, 1), None]).interval_bounds() is None


def test_intervals_without_time_are_refused():
    with pytest.raises(TimeIntervalError, match="holds no time"):
        Batch.of_intervals([10], np.array([10]), np.array([10]))
    with pytest.raises(ArgumentValueError, match="1 timestamps, 2 starts"):
        Batch.of_intervals([10], np.array([1, 2]), np.array([10]))


def test_datetimes_are_made_when_they_are_looked_at():
    times = np.array([1000, 2000], dtype="datetime64[ms]")
    batch = Batch(times, times)
    assert batch.column.dtype == times.dtype
    assert batch.values == [from_ms(1000), from_ms(2000)]
    assert Batch(times, times) == batch == Batch([1000, 2000], [from_ms(1000), from_ms(2000)])


@pytest.mark.parametrize("wrong", [np.iinfo(np.int64).min, -(10**15)])
def test_datetimes_outside_all_years_stay_what_they_are(wrong):
    values = np.array([wrong], dtype="datetime64[ms]")
    values.flags.writeable = False
    assert isinstance(Batch([1], values).values[0], np.datetime64)


def test_other_values_keep_times_and_order():
    batch = Batch([1, 2, 3], [1.0, 2.0, 3.0])
    assert batch.is_ordered
    other = batch.with_values(["a", "b", "c"])
    assert other.timestamps is batch.timestamps
    assert other == Batch([1, 2, 3], ["a", "b", "c"])
    with pytest.raises(ArgumentValueError, match="3 timestamps and 1 values"):
        batch.with_values([1.0])


# --- joining without copying ----------------------------------------------------------------
def test_neighbouring_pieces_of_one_batch_are_joined_without_a_copy():
    whole = Batch(np.arange(10), np.arange(10.0))
    joined = Batch.concat((whole[2:5], whole[5:6], whole[6:9]))
    assert joined == whole[2:9]
    assert np.shares_memory(joined.values, whole.values)
    assert not joined.values.flags.writeable


@pytest.mark.parametrize("pieces", [((0, 3), (4, 6)), ((3, 6), (0, 3)), ((0, 3), (2, 5))])
def test_pieces_that_are_no_neighbours_are_copied(pieces):
    whole = Batch(np.arange(10), np.arange(10.0))
    joined = Batch.concat(whole[a:b] for a, b in pieces)
    assert joined.values.tolist() == [value for a, b in pieces for value in range(a, b)]
    assert joined.timestamps.tolist() == joined.values.tolist()
    assert joined.is_ordered == (pieces[0][1] <= pieces[1][0])


def test_pieces_that_skip_rows_are_copied():
    numbers = np.arange(10.0)[::2]
    joined = Batch.concat((Batch([1, 2], numbers[:2]), Batch([3, 4, 5], numbers[2:])))
    assert joined.values.tolist() == [0, 2, 4, 6, 8]
