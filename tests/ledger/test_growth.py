"""What grows with the work done, and what does not."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

import pytest

from hyperstream.batch import Batch
from hyperstream.batch.codec import PACKED
from hyperstream.stores.keys import stream_key
from hyperstream.stores.ledger import limits
from hyperstream.stores.ledger.limits import weigh
from hyperstream.stores.ledger.model import Fingerprint, Input, Ledger, Part
from hyperstream.stores.ledger.packing import pack_map, unpack_map
from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.port import Publish
from hyperstream.stores.streams import KEPT, Claimed, ComputeRequest, StreamStore
from hyperstream.utils.errors import LedgerFullError

KEY, SOURCE = stream_key("memory", "result"), stream_key("memory", "source")
F = Fingerprint("f", "1.0.0", "{}", (SOURCE,))


def compute(streams: StreamStore, start: int, stop: int, *, light: bool, rows: int = 1) -> None:
    """Chunks of 1,000 ms, each from a source that is settled and read just before."""
    for a in range(start * 1000, stop * 1000, 1000):
        source = streams.settle(SOURCE, ((a, a + 1000),))
        request = ComputeRequest(F, {F}.__contains__, sources={SOURCE: source})
        claim = streams.claim(KEY, a, a + 1000, request, light=light)
        assert isinstance(claim, Claimed)
        times = list(range(a + 1, a + 1 + rows))
        claim.commit(
            Batch(times, [1.0] * rows),
            (Input(SOURCE, source.inc, source.rev),),
            advance={SOURCE: source},
        )


@pytest.mark.parametrize("light", [True, False], ids=["appended", "under claims"])
def test_a_thousand_chunks_end_as_one_part_and_one_number_range(light: bool) -> None:
    streams = StreamStore(MemoryStore(), codec=KEPT)
    compute(streams, 0, 1000, light=light)
    ledger = streams.ledger(KEY)
    assert [(part.a, part.b, part.changed) for part in ledger.parts] == [(0, 1_000_000, 0)]
    assert [lo for lo, _ in ledger.whole] == [1] or not light
    assert (len(ledger.fps), len(ledger.ins), ledger.claims) == (2, 2, ())
    assert len(streams.ledger(SOURCE).parts) == 1
    assert sum(len(batch) for batch in streams.read(KEY, 0, 10**7)) == 1000


def test_chunks_between_distant_intervals_leave_no_holes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hyperstream.stores.streams.upkeep.MANY_SMALL", 10**9)
    streams = StreamStore(MemoryStore(), codec=KEPT)
    for i in range(100):
        compute(streams, i, i + 1, light=False)
        compute(streams, 10_000 + i, 10_001 + i, light=False)
    ledger = streams.ledger(KEY)
    assert (len(ledger.parts), ledger.whole) == (2, ((1, 200),))


def test_a_thousand_live_groups_end_without_small_segments() -> None:
    streams = StreamStore(MemoryStore(), codec=PACKED)
    keys = [stream_key("memory", f"live{i}") for i in range(5)]
    for t in range(1, 1001):
        streams.write_many({key: Batch([t], [0.5]) for key in keys})
    for key in keys:
        ledger = streams.ledger(key)
        segments = list(streams.store.list_segments(ledger.inc))
        assert all(segment.count >= 256 for segment in segments)
        assert len(segments) <= 3
        assert len(ledger.tail) <= 64
        assert Batch.concat(streams.read(key, 0, 2000)).timestamps.tolist() == list(range(1, 1001))


def test_rows_that_come_late_one_by_one_are_folded() -> None:
    streams = StreamStore(MemoryStore(), codec=KEPT)
    for t in range(400, 0, -1):
        streams.write(KEY, Batch([t], [0.5]))
    streams.clean(KEY)
    assert len(list(streams.store.list_segments(streams.ledger(KEY).inc))) < 64
    assert Batch.concat(streams.read(KEY, 0, 500)).timestamps.tolist() == list(range(1, 401))


def seconds(work: Callable[[], None]) -> float:
    """Processor time of this process, the least of three."""
    times = []
    for _ in range(3):
        gc.collect()
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


def test_a_chunk_costs_the_same_however_many_there_are() -> None:
    streams = StreamStore(MemoryStore(), codec=KEPT)
    place = iter(range(0, 10_000, 300))

    def some() -> None:
        start = next(place)
        compute(streams, start, start + 300, light=True)

    some()
    early = seconds(some)
    for _ in range(6):
        some()
    assert seconds(some) < 2.5 * early


def test_a_ledger_at_its_limit_is_still_read() -> None:
    count = limits.FULL_BYTES // limits._PART // 20
    parts = tuple(Part(2 * i, 2 * i + 1, 1) for i in range(count))
    ledger = Ledger(b"i", parts=parts, fps=(None, F))
    assert unpack_map(pack_map(ledger)).parts == parts


@pytest.mark.torture
def test_a_full_ledger_of_eight_mebibytes_refuses_the_next_part_and_is_read() -> None:
    count = limits.FULL_BYTES // limits._PART
    parts = tuple(Part(2 * i, 2 * i + 1, 1) for i in range(count))
    store = MemoryStore()
    streams = StreamStore(store, codec=KEPT)
    ledger = Ledger(b"i", rev=1, parts=parts, fps=(None, F), last=2 * count)
    assert weigh(ledger) >= limits.FULL_BYTES - 100
    assert store.change([Publish(KEY, 0, ledger)]) == [True]
    claim = streams.claim(KEY, 3 * count, 3 * count + 10, ComputeRequest(F, {F}.__contains__, sources={}))
    assert isinstance(claim, Claimed)
    with pytest.raises(LedgerFullError):
        claim.commit(Batch.empty())
    assert len(streams.computed(KEY)) == count
    assert unpack_map(pack_map(ledger)).parts == parts
