from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hyperstream.tool.run.pieces import STRENGTH, Piece, cut

reasons = st.sampled_from(STRENGTH)


@st.composite
def pending(draw):
    """Ascending, disjoint spans, some of them touching, each with a reason."""
    edges = sorted(draw(st.sets(st.integers(0, 60), max_size=10)))
    return tuple((a, b, draw(reasons)) for a, b in pairwise(edges) if draw(st.booleans()))


def cells(sinks):
    """For each ms, which sinks need it and why; in plain loops."""
    found = {}
    for sink, spans in enumerate(sinks):
        for a, b, reason in spans:
            for t in range(a + 1, b + 1):
                found.setdefault(t, {})[sink] = reason
    return found


@given(st.lists(pending(), min_size=1, max_size=3), st.none() | st.integers(1, 70))
def test_pieces_cover_exactly_what_each_sink_needs(sinks, chunk_ms):
    pieces = list(cut(sinks, chunk_ms))
    expected = cells(sinks)
    covered = {t: piece.sinks for piece in pieces for t in range(piece.a + 1, piece.b + 1)}
    assert covered == {t: tuple(sorted(needs)) for t, needs in expected.items()}
    assert all(one.b <= other.a for one, other in pairwise(pieces))
    assert sum(piece.b - piece.a for piece in pieces) == len(expected)


@given(st.lists(pending(), min_size=1, max_size=3), st.integers(1, 70))
def test_chunks_end_at_multiples_since_the_epoch(sinks, chunk_ms):
    whole, chunks = list(cut(sinks)), list(cut(sinks, chunk_ms))
    ends = {piece.b for piece in whole}
    assert all(piece.b - piece.a <= chunk_ms for piece in chunks)
    assert all(piece.b in ends or piece.b % chunk_ms == 0 for piece in chunks)


@given(st.lists(pending(), min_size=2, max_size=3))
def test_the_strongest_reason_is_the_reason_of_a_piece(sinks):
    expected = cells(sinks)
    for piece in cut(sinks):
        inside = {reason for t in range(piece.a + 1, piece.b + 1) for reason in expected[t].values()}
        assert piece.reason == min(inside, key=STRENGTH.index)


def test_neighbours_with_the_same_sinks_are_one_call():
    assert list(cut([((0, 5, "late"), (5, 9, "missing"))])) == [Piece(0, 9, (0,), "missing")]
    assert list(cut([((0, 5, "late"),), ((5, 9, "late"),)])) == [
        Piece(0, 5, (0,), "late"),
        Piece(5, 9, (1,), "late"),
    ]


def test_nothing_pending_is_no_piece():
    assert list(cut([()])) == []
    assert list(cut([(), ()])) == []


def test_chunks_hang_on_the_epoch_also_before_it():
    assert [(piece.a, piece.b) for piece in cut([((-25, 12, "missing"),)], 10)] == [
        (-25, -20),
        (-20, -10),
        (-10, 0),
        (0, 10),
        (10, 12),
    ]
