"""Reading in order, however many writes lie over each other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream import Batch
from hyperstream.stores.keys import StreamKey
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
    assert read(streams, a, b) == {t: value for t, value in expected.items() if a < t <= b}
