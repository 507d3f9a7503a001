"""Segments: found by time and by number, once each, whatever was interrupted and repeated."""

from __future__ import annotations

import random
from dataclasses import replace

from ...stores.port import Publish, Store
from .base import FULL, INC, KEY, OTHER_INC, RUN, StoreLaws, segment

ALL = (-(2**62), 2**62, 2**62)
"""A window and span that leave nothing out."""


class SegmentLaws(StoreLaws):
    """Writing, finding and deleting segments."""

    def test_segments_come_back_as_they_were(self, store: Store) -> None:
        """Payload and all; none for an incarnation that has none."""
        written = [segment(1, -5, 7, bytes(range(256)) * 300), segment(2, 8, 8, b"")]
        store.insert_segments(INC, written)
        store.insert_segments(INC, [])
        assert list(store.read_segments(INC, *ALL)) == written
        assert list(store.read_segments(OTHER_INC, *ALL)) == []

    def test_a_window_is_open_at_its_start_and_closed_at_its_end(self, store: Store) -> None:
        """``seg.a <= b`` and ``seg.b > a``."""
        store.insert_segments(INC, [segment(1, 10, 20)])
        hits = [(9, 10), (0, 10), (10, 15), (19, 20), (19, 99), (0, 99)]
        misses = [(0, 9), (20, 30), (25, 99)]
        assert [len(list(store.read_segments(INC, a, b, 10))) for a, b in hits] == [1] * len(hits)
        assert [len(list(store.read_segments(INC, a, b, 10))) for a, b in misses] == [0] * len(misses)

    def test_the_span_bounds_how_far_back_is_looked(self, store: Store) -> None:
        """Segments that begin at or before ``a - span`` are not looked at."""
        store.insert_segments(INC, [segment(1, 0, 100)])
        assert list(store.read_segments(INC, 50, 60, 50)) == []
        assert list(store.read_segments(INC, 50, 60, 51)) == [segment(1, 0, 100)]
        assert list(store.read_segments(INC, -(2**63), 60, 2**62)) == [segment(1, 0, 100)]

    def test_many_segments_are_read_by_time_in_any_window(self, store: Store) -> None:
        """Against a plain list; more than a page of them, overlapping, several beginning together."""
        chance = random.Random(2016)
        hulls = [(a := chance.randrange(300), a + chance.randrange(40)) for _ in range(150)]
        written = [segment(n, a, b, b"%d" % n) for n, (a, b) in enumerate(hulls, start=1)]
        store.insert_segments(INC, written)
        for a, b in ((-1, 999), (0, 50), (100, 101), (250, 260), (290, 400)):
            found = list(store.read_segments(INC, a, b, 40))
            assert [item.a for item in found] == sorted(item.a for item in found)
            assert sorted(found) == [item for item in written if item.a <= b and item.b > a]

    def test_reading_may_be_left_and_the_store_written_meanwhile(self, store: Store) -> None:
        """An iterator that waits holds nothing up."""
        store.insert_segments(INC, [segment(n, n, n) for n in range(1, 101)])
        reading = store.read_segments(INC, *ALL)
        assert next(reading).n == 1
        store.insert_segments(INC, [segment(101, 101, 101)])
        assert [item.n for item in reading][:99] == list(range(2, 101))

    def test_writing_a_segment_again_leaves_one(self, store: Store) -> None:
        """So repeating what was interrupted is harmless."""
        store.insert_segments(INC, [segment(1, 0, 10), segment(1, 11, 20)])
        store.insert_segments(INC, [segment(1, 11, 20), segment(1, 21, 30)])
        expected = [segment(1, 0, 10), segment(1, 11, 20), segment(1, 21, 30)]
        assert list(store.read_segments(INC, *ALL)) == expected

    def test_published_segments_and_run_are_there_with_the_ledger(self, store: Store) -> None:
        """Also when there are too many for one step."""
        few = replace(FULL, rev=2)
        many = [segment(2, 10 * i, 10 * i + 9) for i in range(150)]
        self.make(store)
        assert store.change([Publish(KEY, 1, few, (segment(1, -9, -1),), RUN)]) == [True]
        assert store.change([Publish(KEY, 2, replace(few, rev=3), tuple(many))]) == [True]
        assert list(store.read_segments(INC, *ALL)) == [segment(1, -9, -1), *many]
        assert store.read_runs(KEY) == [RUN]

    def test_a_refused_publish_can_be_repeated_with_its_segments(self, store: Store) -> None:
        """They are there once."""
        self.make(store)
        late = [Publish(KEY, rev, replace(FULL, rev=rev + 1), (segment(1, 0, 9),)) for rev in (7, 1)]
        assert [store.change([change]) for change in late] == [[False], [True]]
        assert list(store.read_segments(INC, *ALL)) == [segment(1, 0, 9)]

    def test_reach_and_list_show_hulls_without_payload(self, store: Store) -> None:
        """By number; numbers without segments are absent."""
        store.insert_segments(
            INC, [segment(2, 30, 40), segment(1, 0, 9), segment(2, 10, 20), segment(5, 3, 4)]
        )
        store.insert_segments(OTHER_INC, [segment(2, 70, 80)])
        assert store.reach(INC, iter([2, 3, 5, 2])) == {2: [(10, 20), (30, 40)], 5: [(3, 4)]}
        assert store.reach(INC, []) == {}
        listed = [(1, 0, 9), (2, 10, 20), (2, 30, 40), (5, 3, 4)]
        assert list(store.list_segments(INC)) == [segment(*hull, b"") for hull in listed]

    def test_incarnations_that_have_segments_are_listed(self, store: Store) -> None:
        """Whether they have a ledger or not; ordered."""
        assert list(store.incarnations()) == []
        for inc in (OTHER_INC, INC):
            store.insert_segments(inc, [segment(1, 0, 9), segment(2, 10, 20)])
        assert list(store.incarnations()) == [INC, OTHER_INC]
        store.delete_segments(INC, [(1, 2)])
        assert list(store.incarnations()) == [OTHER_INC]

    def test_thousands_of_segments_are_listed_and_deleted(self, store: Store) -> None:
        """More than any page or transaction holds."""
        store.insert_segments(INC, [segment(n, n, n) for n in range(1, 1_101)])
        assert [item.n for item in store.list_segments(INC)] == list(range(1, 1_101))
        assert store.delete_segments(INC, [(1, 600), (700, 2_000)]) == 1_001
        assert [item.n for item in store.list_segments(INC)] == list(range(601, 700))

    def test_deleting_takes_whole_numbers_or_one_hull(self, store: Store) -> None:
        """Only of this incarnation; what is not there is fine."""
        hulls = [(1, 0, 9), (2, 0, 9), (2, 10, 20), (3, 0, 9), (7, 0, 9)]
        for inc in (INC, OTHER_INC):
            store.insert_segments(inc, [segment(*hull) for hull in hulls])
        assert store.delete_segments(INC, [(2, 2)], within=(0, 10)) == 0
        assert store.delete_segments(INC, [(2, 2)], within=(10, 20)) == 1
        assert store.delete_segments(INC, [(0, 1), (3, 5), (100, 200)]) == 2
        assert store.delete_segments(INC, [(3, 5)]) == 0
        assert store.delete_segments(INC, []) == 0
        assert [item[:3] for item in store.list_segments(INC)] == [(2, 0, 9), (7, 0, 9)]
        assert len(list(store.list_segments(OTHER_INC))) == 5
