"""The partition of time, against one record per point."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hyperstream.stores.ledger.model import Fingerprint, Input, Part
from hyperstream.stores.ledger.parts import Parts, around, merged, pieces, rewrite, uniform
from hyperstream.stores.ledger.tables import compact, intern

END = 20
edits = st.lists(
    st.tuples(st.integers(0, END), st.integers(0, END), st.integers(0, 2), st.integers(0, 2)), max_size=8
)


def edited(changes: list[tuple[int, int, int, int]]) -> tuple[Parts, dict[int, tuple[int, int]]]:
    """The same edits on parts and on points."""
    parts: Parts = ()
    points: dict[int, tuple[int, int]] = {}
    for a, b, fp, changed in changes:

        def change(part: Part, fp: int = fp, changed: int = changed) -> Part:
            return part._replace(fp=fp, changed=changed)

        parts = rewrite(parts, a, b, change)
        points.update(dict.fromkeys(range(a + 1, b + 1), (fp, changed)))
    return parts, points


@given(changes=edits)
def test_rewriting_changes_the_points_of_the_interval_and_no_others(
    changes: list[tuple[int, int, int, int]],
) -> None:
    parts, points = edited(changes)
    for t in range(1, END + 1):
        found = [part[2:4] for part in parts if part.a < t <= part.b]
        assert (found or [(0, 0)]) == [points.get(t, (0, 0))]


@given(changes=edits)
def test_parts_stay_sorted_disjoint_and_merged(changes: list[tuple[int, int, int, int]]) -> None:
    parts, _ = edited(changes)
    assert all(part.a < part.b and part[2:] != (0, 0, 0, ()) for part in parts)
    assert all(x.b < y.a or (x.b == y.a and x[2:] != y[2:]) for x, y in pairwise(parts))
    assert merged(parts) == parts


@given(changes=edits, a=st.integers(0, END), b=st.integers(0, END))
def test_pieces_cover_the_interval_gaps_included(
    changes: list[tuple[int, int, int, int]], a: int, b: int
) -> None:
    parts, points = edited(changes)
    found = list(pieces(parts, a, b))
    assert [t for part in found for t in range(part.a + 1, part.b + 1)] == list(range(a + 1, b + 1))
    assert all(points.get(t, (0, 0)) == part[2:4] for part in found for t in range(part.a + 1, part.b + 1))
    low, high = around(parts, a, b)
    touching = [part for part in parts if part.a < b and a < part.b] if a < b else []
    assert list(parts[low:high]) == touching or a >= b


def test_uniform_gives_the_one_part_that_holds_an_interval() -> None:
    parts = (Part(0, 10, 1), Part(10, 20, 2))
    assert uniform(parts, 2, 10) == parts[0]
    assert uniform(parts, 5, 15) is None
    assert uniform(parts, 20, 25) is None
    assert uniform(parts, -5, 5) is None


def test_tables_hold_what_is_used_and_nothing_else() -> None:
    f, g = Fingerprint("f"), Fingerprint("g")
    read = (Input("s", b"i", 3),)
    fps, index = intern((None, f), g)
    assert (fps, index) == ((None, f, g), 2)
    assert intern(fps, f) == (fps, 1)
    parts, fps, ins = compact((Part(0, 5, 2, inputs=1),), fps, ((), read))
    assert (parts, fps, ins) == ((Part(0, 5, 1, inputs=1),), (None, g), ((), read))
    assert compact(parts, fps, ins) == (parts, fps, ins)
