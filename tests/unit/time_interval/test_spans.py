"""The span algebra against the plainest model there is: a set of instants as the bits of a number."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream.time_interval import spans as algebra

TOP = 48
quick = settings(max_examples=150, deadline=None)
pairs = st.lists(st.tuples(st.integers(0, TOP), st.integers(0, TOP)), max_size=10)
sets = pairs.map(algebra.normalise)
instants = st.integers(-2, TOP + 2)


def bits(spans):
    """Instant ``t`` is bit ``t``; ``(a, b]`` holds a+1 .. b."""
    mask = 0
    for a, b in spans:
        for t in range(a + 1, b + 1):
            mask |= 1 << t
    return mask


def canonical(mask):
    """The runs of ones, read off bit by bit."""
    spans, start = [], None
    for t in range(TOP + 3):
        inside = bool(mask >> t & 1)
        if inside and start is None:
            start = t - 1
        if not inside and start is not None:
            spans.append((start, t - 1))
            start = None
    return tuple(spans)


@quick
@given(pairs)
def test_normalise_gives_the_canonical_form_of_any_pairs(x):
    assert algebra.normalise(x) == canonical(bits(x))


@quick
@given(sets)
def test_a_canonical_form_is_its_own(x):
    assert algebra.normalise(x) == x == canonical(bits(x))


@quick
@given(sets, sets)
def test_union_holds_what_lies_in_either(x, y):
    assert algebra.union(x, y) == canonical(bits(x) | bits(y))


@quick
@given(sets, sets, st.integers(-TOP, TOP))
def test_sets_far_apart_or_just_touching_unite_from_either_side(x, y, gap):
    above = tuple((a + TOP + gap, b + TOP + gap) for a, b in y)
    both = algebra.union(x, above)
    assert both == algebra.union(above, x) == algebra.normalise(x + above)


@quick
@given(sets, sets)
def test_intersection_holds_what_lies_in_both(x, y):
    assert algebra.intersection(x, y) == canonical(bits(x) & bits(y))


@settings(max_examples=300, deadline=None)
@given(sets, sets)
def test_difference_holds_what_lies_in_the_first_only(x, y):
    assert algebra.difference(x, y) == canonical(bits(x) & ~bits(y))


@quick
@given(sets, instants)
def test_contains_tells_each_instant(x, t):
    assert algebra.contains(x, t) == bool(t >= 0 and bits(x) >> t & 1)


@quick
@given(sets, instants, instants)
def test_covers_tells_whether_every_instant_is_there(x, a, b):
    expected = all(algebra.contains(x, t) for t in range(a + 1, b + 1))
    assert algebra.covers(x, (a, b)) == expected


@quick
@given(sets, instants, instants)
def test_touching_gives_whole_spans_that_share_an_instant(x, a, b):
    shared = tuple((c, d) for c, d in x if max(a, c) < min(b, d))
    assert algebra.touching(x, a, b) == shared


@quick
@given(sets, instants, instants)
def test_clip_gives_what_lies_within(x, a, b):
    assert algebra.clip(x, a, b) == algebra.normalise((max(a, c), min(b, d)) for c, d in x)


@quick
@given(sets)
def test_total_counts_the_instants(x):
    assert algebra.total(x) == bits(x).bit_count()


@quick
@given(sets, st.sets(instants))
def test_cut_pieces_hold_the_same_time_and_end_at_the_points(x, points):
    pieces = algebra.cut(x, sorted(points))
    assert algebra.normalise(pieces) == x
    assert pieces == sorted(pieces)
    assert not [(a, b) for a, b in pieces for p in points if a < p < b]
    ends = {end for span in x for end in span}
    assert all(end in points or end in ends for piece in pieces for end in piece)


@pytest.mark.parametrize("far", [0, -62_135_596_800_000, 253_402_300_799_999, -(2**61), 2**61])
def test_the_algebra_is_exact_wherever_on_the_time_line(far):
    x = ((far, far + 10), (far + 20, far + 30))
    assert algebra.difference(x, ((far + 9, far + 21),)) == ((far, far + 9), (far + 21, far + 30))
    assert algebra.contains(x, far + 10)
    assert not algebra.contains(x, far)
