from __future__ import annotations

import copy
import datetime as dt
import pickle
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream.time_interval import TimeInterval, TimeIntervals
from hyperstream.utils.errors import ArgumentTypeError, TimeIntervalError
from hyperstream.utils.time_utils import UTC, from_ms

quick = settings(max_examples=100, deadline=None)

MIDNIGHT = dt.datetime(2016, 10, 28, tzinfo=UTC)


def hour(n: float) -> dt.datetime:
    return MIDNIGHT + dt.timedelta(hours=n)


def between(a: float, b: float) -> TimeInterval:
    return TimeInterval(hour(a), hour(b))


def intervals_of(pairs: list[tuple[int, int]]) -> list[TimeInterval]:
    return [TimeInterval.from_ms(min(a, b), max(a, b)) for a, b in pairs if a != b]


pieces = st.lists(st.tuples(st.integers(-20, 20), st.integers(-20, 20)), max_size=8).map(intervals_of)
sets = pieces.map(TimeIntervals)


def instants(times: object) -> set[int]:
    return {t for t in range(-25, 26) if from_ms(t) in times}  # type: ignore[operator]


# --- laws -----------------------------------------------------------------------------------
@quick
@given(pieces)
def test_a_set_holds_exactly_the_instants_of_its_intervals(given_pieces):
    assert instants(TimeIntervals(given_pieces)) == {t for piece in given_pieces for t in instants(piece)}


@quick
@given(pieces, st.randoms(use_true_random=False))
def test_a_set_is_sorted_disjoint_and_merged_whatever_the_order(given_pieces, random):
    times = TimeIntervals(given_pieces)
    listed = list(times)
    assert all(x.end < y.start for x, y in pairwise(listed))
    shuffled = list(given_pieces)
    random.shuffle(shuffled)
    again = TimeIntervals(shuffled)
    assert again == times
    assert hash(again) == hash(times)


@quick
@given(sets, sets)
def test_each_operation_is_that_of_the_sets_of_instants(a, b):
    assert instants(a + b) == instants(a) | instants(b)
    assert instants(a - b) == instants(a) - instants(b)
    assert instants(a & b) == instants(a) & instants(b)


@quick
@given(sets, sets)
def test_what_is_taken_away_and_what_is_shared_make_the_whole(a, b):
    assert (a - b) | (a & b) == a
    assert not (a - b) & b


@quick
@given(sets)
def test_a_set_less_itself_is_empty(a):
    assert a - a == TimeIntervals()
    assert (a - a).is_empty


@quick
@given(sets, sets, sets)
def test_union_does_not_depend_on_order(a, b, c):
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)
    assert a + a == a


@quick
@given(sets, sets)
def test_operands_never_change(a, b):
    before = a.spans, b.spans
    for _ in (a + b, a - b, a & b, a.compress(), a.split([from_ms(0)])):
        assert (a.spans, b.spans) == before


@quick
@given(sets, pieces)
def test_taking_away_one_by_one_is_taking_away_all(a, given_pieces):
    rest = a
    for piece in given_pieces:
        rest = rest - piece
    assert rest == a - given_pieces == a - TimeIntervals(given_pieces)


@quick
@given(sets, sets)
def test_a_set_lies_in_another_when_nothing_of_it_is_left_over(a, b):
    assert (a in b) == (instants(a) <= instants(b))
    assert a in a + b


@quick
@given(sets, st.lists(st.integers(-22, 22)))
def test_split_gives_pieces_that_make_the_same_set(a, points):
    parts = a.split(from_ms(p) for p in points)
    assert TimeIntervals(parts) == a
    assert not [part for part in parts for p in points if part.start_ms < p < part.end_ms]


# --- coverage that grows (D1) ---------------------------------------------------------------
def test_consecutive_chunks_grow_into_one_interval():
    computed = TimeIntervals()
    for n in range(100):
        computed += between(n, n + 1)
    assert computed == TimeIntervals([between(0, 100)])
    assert between(0, 100) - computed == TimeIntervals()
    assert list(TimeIntervals([(x.start, x.end) for x in computed])) == [between(0, 100)]


def test_extending_in_place_by_name_leaves_the_other_name_alone():
    first = TimeIntervals([between(0, 1)])
    second = first
    second += between(1, 2)
    assert first == TimeIntervals([between(0, 1)])
    assert second == TimeIntervals([between(0, 2)])


@pytest.mark.parametrize("name", ["start", "end", "spans", "_spans", "anything"])
def test_a_set_cannot_be_changed(name):
    times = TimeIntervals([between(0, 1)])
    with pytest.raises(AttributeError, match="never change"):
        setattr(times, name, hour(5))
    with pytest.raises(AttributeError, match="never change"):
        delattr(times, name)
    assert times == TimeIntervals([between(0, 1)])


# --- construction ---------------------------------------------------------------------------
def test_a_set_is_made_from_intervals_pairs_sets_one_interval_or_nothing():
    expected = TimeIntervals([between(0, 1)])
    assert TimeIntervals([(hour(0), hour(1))]) == expected
    assert TimeIntervals([("2016-10-28", "2016-10-28T01:00")]) == expected
    assert TimeIntervals(expected) == expected
    assert TimeIntervals(between(0, 1)) == expected
    assert TimeIntervals(interval for interval in [between(0, 1)]) == expected
    assert TimeIntervals() == TimeIntervals(None) == TimeIntervals([])
    assert TimeIntervals.from_spans(expected.spans) == expected


@pytest.mark.parametrize(
    "wrong", [[1], [hour(0)], ["2016-10-28"], [(hour(0),)], [None], [[hour(0), hour(1)]]]
)
def test_a_set_of_something_else_is_refused(wrong):
    with pytest.raises(TypeError, match="TimeInterval or a pair"):
        TimeIntervals(wrong)


@pytest.mark.parametrize("wrong", [5, hour(0), "2016-10-28", b"x"])
def test_a_set_made_of_no_list_is_refused(wrong):
    with pytest.raises(ArgumentTypeError, match="list of intervals"):
        TimeIntervals(wrong)
    with pytest.raises(ArgumentTypeError, match="list of intervals"):
        TimeIntervals() + wrong


def test_a_pair_that_holds_no_time_is_refused():
    with pytest.raises(TimeIntervalError, match="holds no time"):
        TimeIntervals([(hour(1), hour(0))])


# --- as a sequence --------------------------------------------------------------------------
def test_a_set_is_a_sequence_of_intervals_in_order():
    times = TimeIntervals([between(4, 5), between(0, 1), between(2, 3)])
    assert len(times) == 3
    assert list(times) == [between(0, 1), between(2, 3), between(4, 5)]
    assert times[0] == between(0, 1)
    assert times[-1] == between(4, 5)
    assert times[1:] == TimeIntervals([between(2, 3), between(4, 5)])
    assert times[::-1] == times
    with pytest.raises(IndexError):
        times[3]


def test_start_end_and_span_reach_over_the_gaps():
    times = TimeIntervals([between(4, 5), between(0, 1)])
    assert (times.start, times.end) == (hour(0), hour(5))
    assert times.span == between(0, 5)


@pytest.mark.parametrize("name", ["start", "end", "span"])
def test_the_empty_set_has_no_ends(name):
    with pytest.raises(TimeIntervalError, match="is_empty"):
        getattr(TimeIntervals(), name)


def test_a_set_is_true_when_there_is_time_in_it():
    assert TimeIntervals([between(0, 1)])
    assert not TimeIntervals()
    assert TimeIntervals().is_empty


def test_a_set_prints_as_a_union():
    times = TimeIntervals([between(0, 1), between(2, 3)])
    assert str(times) == f"{between(0, 1)} U {between(2, 3)}"
    assert str(TimeIntervals()) == "[]"
    assert repr(times) == f"TimeIntervals([{between(0, 1)!r}, {between(2, 3)!r}])"
    assert times.humanized == f"{between(0, 1).humanized}, {between(2, 3).humanized}"
    assert TimeIntervals().humanized == "empty"
    assert times.json_value() == [between(0, 1).json_value(), between(2, 3).json_value()]


# --- membership -----------------------------------------------------------------------------
def test_an_instant_or_interval_lies_in_a_set():
    times = TimeIntervals([between(0, 2), between(4, 5)])
    assert hour(2) in times
    assert hour(0) not in times
    assert hour(3) not in times
    assert hour(2).replace(tzinfo=None) in times
    assert between(0, 2) in times
    assert between(1, 2) in times
    assert between(1, 5) not in times


def test_asking_for_something_else_in_a_set_is_refused():
    with pytest.raises(ArgumentTypeError, match="set of times"):
        _ = 5 in TimeIntervals()


# --- operators with others ------------------------------------------------------------------
def test_an_interval_may_stand_on_either_side():
    times = TimeIntervals([between(0, 2)])
    assert between(1, 3) - times == TimeIntervals([between(2, 3)])
    assert times - between(1, 3) == TimeIntervals([between(0, 1)])
    assert between(1, 3) + times == times + between(1, 3) == TimeIntervals([between(0, 3)])
    assert between(1, 3) | times == times | between(1, 3) == TimeIntervals([between(0, 3)])
    assert between(1, 3) & times == times & between(1, 3) == TimeIntervals([between(1, 2)])


@pytest.mark.parametrize("nothing", [None, [], (), TimeIntervals()])
def test_taking_nothing_away_changes_nothing(nothing):
    times = TimeIntervals([between(0, 2)])
    assert times - nothing == times
    assert times + nothing == times


def test_split_cuts_only_strictly_inside():
    times = TimeIntervals([between(0, 2), between(4, 5)])
    assert times.split([hour(2), hour(1), hour(1), hour(3), hour(0)]) == [
        between(0, 1),
        between(1, 2),
        between(4, 5),
    ]
    assert times.split([]) == list(times)


def test_thousands_of_points_split_without_recursion():
    parts = TimeIntervals([between(0, 5000)]).split(hour(n) for n in range(5000))
    assert len(parts) == 5000


# --- a value --------------------------------------------------------------------------------
def test_sets_are_equal_as_sets_and_to_nothing_else():
    times = TimeIntervals([between(0, 1)])
    assert times == TimeIntervals([between(0, 0.5), between(0.5, 1)])
    assert times != TimeIntervals([between(0, 2)])
    assert times != [between(0, 1)]
    assert len({times, TimeIntervals([between(0, 1)])}) == 1


@pytest.mark.parametrize("twin", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_a_set_survives_copying_and_pickling(twin):
    times = TimeIntervals([between(0, 1), between(2, 3)])
    assert twin(times) == times


def test_ten_thousand_intervals_are_subtracted_in_linear_time():
    computed = TimeIntervals.from_spans(tuple((n * 100, n * 100 + 50) for n in range(10_000)))
    begin = time.process_time()
    missing = TimeInterval.from_ms(0, 1_000_000) - computed
    assert len(missing) == 10_000
    assert computed - missing == computed
    # Pair by pair it would be 10^8 steps; linear takes a few milliseconds of the processor.
    assert time.process_time() - begin < 1
