import pytest
from hypothesis import given
from hypothesis import strategies as st

from hyperstream.batch.batch import Batch
from hyperstream.stream.ordering import in_order
from hyperstream.utils.errors import DuplicateInstanceError

ROWS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2)), max_size=8)


def batch(rows):
    return Batch([t for t, _ in rows], [value for _, value in rows])


def pairs(ordered):
    return list(zip(ordered.timestamps.tolist(), ordered.values_list(), strict=True))


@given(ROWS)
def test_the_first_row_stays_when_conflicts_are_ignored(rows):
    assert pairs(in_order(batch(rows), "ignore")) == sorted(dict(reversed(rows)).items())


@given(ROWS)
def test_the_last_row_stays_when_it_replaces(rows):
    assert pairs(in_order(batch(rows), "replace")) == sorted(dict(rows).items())


@given(ROWS)
def test_a_conflict_raises_unless_rows_are_equal(rows):
    if len(set(rows)) == len(dict(rows)):
        assert pairs(in_order(batch(rows), "raise")) == sorted(set(rows))
    else:
        with pytest.raises(DuplicateInstanceError):
            in_order(batch(rows), "raise")
