"""Which intervals and which numbers are worth a fold."""

from __future__ import annotations

from hyperstream.batch import Batch
from hyperstream.stores.ledger.folding import FOLD_SEGMENTS, fold_intervals
from hyperstream.stores.ledger.model import Ledger, Part, Segment
from hyperstream.stores.ledger.scanning import Found, foldable

SMALL, LARGE = 10, 4000


def segments(*counts: int) -> list[Segment]:
    """Segments of these many rows, a thousand ms apart, each of a number of its own."""
    return [Segment(n, 1000 * n, 1000 * n + 900, count, b"") for n, count in enumerate(counts, 1)]


def everything(count: int) -> Ledger:
    return Ledger(b"i", next=count + 1, whole=((1, count),))


def test_small_segments_that_lie_close_are_folded_together() -> None:
    assert fold_intervals(everything(10), segments(*[SMALL] * 10)) == ((999, 10_900),)
    assert fold_intervals(everything(7), segments(*[SMALL] * 7)) == ()


def test_one_large_segment_in_between_does_not_matter_but_two_do() -> None:
    one = segments(*[SMALL] * 5, LARGE, *[SMALL] * 5)
    assert fold_intervals(everything(11), one) == ((999, 11_900),)
    two = segments(*[SMALL] * 8, LARGE, LARGE, *[SMALL] * 8)
    assert fold_intervals(everything(18), two) == ((999, 8900), (10_999, 18_900))


def test_a_long_range_takes_several_folds() -> None:
    count = 2 * FOLD_SEGMENTS + 10
    assert len(fold_intervals(everything(count), segments(*[SMALL] * count))) == 3


def test_what_is_not_visible_is_not_folded() -> None:
    assert fold_intervals(Ledger(b"i", next=20), segments(*[SMALL] * 10)) == ()


def test_a_cut_number_is_folded_alone() -> None:
    ledger = Ledger(b"i", next=2, parts=(Part(0, 1500, cut=((1, 1),)),))
    assert fold_intervals(ledger, segments(LARGE)) == ((999, 1900),)


def test_large_numbers_in_the_interval_stay_as_they_are() -> None:
    rows = {n: Batch([n], [1.0]) for n in (1, 2)}
    large = Batch(range(10, 20), [1.0] * 10)
    found = Found(((1, rows[1]), (2, rows[2]), (3, large)), ())
    hulls = {1: [(1, 1)], 2: [(2, 2)], 3: [(10, 19)]}
    assert foldable(found, everything(3), hulls, 0, 100, 5) == (1, 2)
    assert foldable(found, everything(3), hulls, 0, 100, None) == (1, 2, 3)
    assert foldable(found, everything(3), hulls, 0, 15, None) == (1, 2)
    assert foldable(found, everything(3), hulls, 1, 15, None) == ()


def test_what_another_clean_up_folded_meanwhile_is_left_to_it() -> None:
    rows = [Batch([i], [1.0]) for i in range(4)]
    found = Found(((1, rows[1]), (2, rows[2]), (3, rows[3])), ())
    there = {1: [(1, 1)], 3: [(3, 3)]}  # the segments of 2 are gone
    assert foldable(found, everything(3), there, 0, 100, 5) == (1, 3)
    cut = Ledger(b"i", next=4, whole=((1, 1), (3, 3)), parts=(Part(0, 9, cut=((2, 2),)),))
    assert foldable(found, cut, there, 0, 100, 5) == (1, 3)
