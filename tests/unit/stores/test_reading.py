"""Reading in order, however many writes lie over each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream import Batch
from hyperstream.batch.segments import SEGMENT_ROWS
from hyperstream.stores.keys import StreamKey
from hyperstream.stores.ledger.model import Segment
from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.port import Store
from hyperstream.stores.sqlite import SQLiteStore
from hyperstream.stores.streams import StreamStore

KEY = StreamKey('["mongo","s",[]]')


def rows(*times: int, value: int = 0) -> Batch:
    return Batch(list(times), [value] * len(times))


def read(streams: StreamStore, a: int = -100, b: int = 100) -> dict[int, int]:
    found = Batch.concat(list(streams.read(KEY, a, b)))
    assert found.is_ordered
    return dict(zip(found.timestamps.tolist(), found.values_list(), strict=True))


@pytest.mark.parametrize("store", [MemoryStore, lambda: SQLiteStore(":memory:")], ids=["memory", "sqlite"])
def test_a_segment_that_begins_under_newer_ones_is_read_behind_them(store: Callable[[], Store]) -> None:
    # The oldest two are seen only at their ends, and the newest begins after them and ends before.
    streams = StreamStore(store())
    streams.write(KEY, rows(1, 2, 3, 4))
    streams.flush(KEY)
    streams.replace(KEY, 0, 3, rows(1, 2, 3, value=1))
    streams.replace(KEY, 0, 2, rows(1, 2, value=2))
    streams.replace(KEY, 1, 2, rows(2, value=3))
    assert read(streams) == {1: 2, 2: 3, 3: 1, 4: 0}
    streams.store.close()


@settings(max_examples=60, deadline=None)
@given(
    writes=st.lists(st.tuples(st.integers(0, 12), st.integers(1, 12), st.integers(1, 3)), max_size=12),
    window=st.tuples(st.integers(-2, 14), st.integers(-2, 26)),
)
def test_any_pile_of_replacements_is_read_in_order(
    writes: list[tuple[int, int, int]], window: tuple[int, int]
) -> None:
    streams, expected = StreamStore(MemoryStore()), {}
    for value, (a, length, step) in enumerate(writes):
        b = a + length
        times = list(range(a + 1, b + 1, step))
        streams.replace(KEY, a, b, rows(*times, value=value))
        expected = {t: old for t, old in expected.items() if not a < t <= b} | dict.fromkeys(times, value)
    assert read(streams) == expected
    a, b = window
    inside = {t: value for t, value in sorted(expected.items()) if a < t <= b}
    assert read(streams, a, b) == inside
    for n in range(len(inside) + 2):
        first = streams.first(KEY, a, b, n)
        assert dict(zip(first.timestamps.tolist(), first.values_list(), strict=True)) == dict(
            list(inside.items())[:n]
        )


class Watched(SQLiteStore):
    """Counts the segments that are fetched."""

    fetched = 0

    def read_segments(self, inc: bytes, a: int, b: int, span: int) -> Iterator[Segment]:
        for segment in super().read_segments(inc, a, b, span):
            self.fetched += 1
            yield segment


class TestTheFirstRows:
    def test_are_found_in_the_first_segments(self) -> None:
        store = Watched(":memory:")
        streams = StreamStore(store)
        streams.write(KEY, Batch(np.arange(40 * SEGMENT_ROWS), np.arange(40 * SEGMENT_ROWS) / 4))
        assert streams.first(KEY, -1, 10**12, 1).values_list() == [0.0]
        assert store.fetched <= 2  # the second tells where the rows of the first end
        store.fetched = 0
        assert len(streams.first(KEY, 99_999, 10**12, 3 * SEGMENT_ROWS)) == 3 * SEGMENT_ROWS
        assert store.fetched <= 5
        store.close()

    def test_are_looked_for_further_where_segments_are_hidden_or_small(self) -> None:
        store = Watched(":memory:")
        streams = StreamStore(store)
        for t in range(0, 200, 2):
            streams.write(KEY, Batch([t, t + 1], [1.0, 2.0]))
            streams.flush(KEY)
        streams.replace(KEY, -1, 9, rows())
        store.fetched = 0
        first = streams.first(KEY, -1, 10**12, 50)
        assert first.timestamps.tolist() == list(range(10, 60))
        assert store.fetched <= sum(1 for _ in store.list_segments(streams.ledger(KEY).inc)) + 2
        assert len(streams.first(KEY, -1, 10**12, 1000)) == 190
        assert not len(streams.first(KEY, 500, 10**12, 3))
        assert not len(streams.first(StreamKey('["mongo","other",[]]'), 0, 10, 3))
        store.close()

    def test_of_the_tail_are_found_too(self) -> None:
        streams = StreamStore(MemoryStore())
        streams.write(KEY, rows(1, 2, 3))
        streams.write(KEY, rows(4))
        assert streams.first(KEY, 1, 100, 2).timestamps.tolist() == [2, 3]
