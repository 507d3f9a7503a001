"""Sets of commit numbers, against Python's sets."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hyperstream.stores.ledger import numbers
from hyperstream.stores.ledger.model import Ranges

sets = st.sets(st.integers(1, 30))


def ranges(found: set[int]) -> Ranges:
    return numbers.gathered(found)


@given(found=sets)
def test_ranges_are_sorted_disjoint_and_never_adjacent(found: set[int]) -> None:
    made = ranges(found)
    assert set(numbers.each(made)) == found
    flat = [edge for pair in made for edge in pair]
    assert flat == sorted(flat)
    assert all(hi + 1 < lo for (_, hi), (lo, _) in pairwise(made))


@given(x=sets, y=sets)
def test_the_algebra_is_that_of_sets(x: set[int], y: set[int]) -> None:
    assert numbers.union(ranges(x), ranges(y)) == ranges(x | y)
    assert numbers.difference(ranges(x), ranges(y)) == ranges(x - y)
    assert numbers.subset(ranges(x), ranges(y)) == (x <= y)


@given(found=sets, n=st.integers(1, 30))
def test_one_number_is_added_and_found(found: set[int], n: int) -> None:
    assert numbers.holds(ranges(found), n) == (n in found)
    assert numbers.add(ranges(found), n) == ranges(found | {n})


@given(found=sets, lo=st.integers(1, 30), hi=st.integers(1, 30))
def test_what_lies_between_and_is_not_there(found: set[int], lo: int, hi: int) -> None:
    assert numbers.between(ranges(found), lo, hi) == ranges(set(range(lo, hi + 1)) - found)


def test_a_hole_is_never_closed_over() -> None:
    assert numbers.add(((1, 2),), 4) == ((1, 2), (4, 4))
    assert numbers.gathered([3, 1, 1]) == ((1, 1), (3, 3))
