"""Rows become segments of bounded size; a row is never cut."""

from __future__ import annotations

import random

from hyperstream.batch import Batch
from hyperstream.batch.codec import PACKED
from hyperstream.stores.keys import stream_key
from hyperstream.stores.ledger.segmenting import ROW_BYTES, SEGMENT_BYTES
from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.streams import StreamStore

KEY = stream_key("mongo", "large")


def test_a_row_that_is_larger_than_a_segment_of_several_may_be_has_one_of_its_own() -> None:
    large = random.Random(1).randbytes(SEGMENT_BYTES + 1000).hex()  # packed, half of that
    streams = StreamStore(MemoryStore(), codec=PACKED)
    streams.write(KEY, Batch([1, 2, 3], ["a", large, "b"]))
    segments = list(streams.store.list_segments(streams.ledger(KEY).inc))
    assert [segment.count for segment in segments] == [1, 1, 1]
    (middle,) = streams.store.read_segments(streams.ledger(KEY).inc, 1, 2, 1)
    assert SEGMENT_BYTES < len(middle.payload) <= ROW_BYTES
    assert Batch.concat(streams.read(KEY, 0, 10)).values_list() == ["a", large, "b"]
