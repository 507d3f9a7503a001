"""Streams in a store, seen from outside: reading, writing, marking, keeping house."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hyperstream.batch import SEGMENT_ROWS, Batch
from hyperstream.batch.codec import PACKED
from hyperstream.stores.keys import StreamKey, stream_key
from hyperstream.stores.ledger import holding, limits, reader, tail
from hyperstream.stores.ledger.model import GIVEN, LEGACY, Fingerprint, Ledger
from hyperstream.stores.ledger.visibility import shown
from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.port import Publish
from hyperstream.stores.shelf import Shelf
from hyperstream.stores.sqlite import SQLiteStore
from hyperstream.stores.streams import KEPT, NO_LEDGER, ComputeRequest, StreamStore
from hyperstream.stores.streams.kit import Kept
from hyperstream.stores.streams.replies import PAUSES
from hyperstream.utils.errors import (
    ArgumentValueError,
    DerivedStreamError,
    DuplicateInstanceError,
    LedgerFullError,
    StoreUnavailableError,
    ValueNotStorableError,
)

KEY = stream_key("mongo", "temp", [("house", "h1")])
F = Fingerprint("f", "1.0.0")


class Time:
    """A clock that moves only when told, or when somebody sleeps."""

    def __init__(self) -> None:
        self.ms = 1_000_000
        self.slept: list[float] = []

    def now(self) -> int:
        return self.ms

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.ms += int(seconds * 1000)

    def timer(self) -> float:
        return self.ms / 1000


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture(params=["memory", "sqlite"])
def streams(request: pytest.FixtureRequest, tmp_path: Path, clock: Time) -> Iterator[StreamStore]:
    if request.param == "memory":
        yield StreamStore(MemoryStore(clock.now), codec=KEPT, sleep=clock.sleep, timer=clock.timer)
        return
    store = SQLiteStore(str(tmp_path / "store.db"), synchronous="normal")
    yield StreamStore(store, codec=PACKED, sleep=clock.sleep, timer=clock.timer)
    store.close()


class Short(Kept):
    """Batches stay what they are, in segments as short as those of a database."""

    rows = SEGMENT_ROWS


@pytest.fixture
def memory(clock: Time) -> StreamStore:
    return StreamStore(MemoryStore(clock.now), codec=Short(), sleep=clock.sleep, timer=clock.timer)


def rows(*times: int, value: Any = 1.0) -> Batch:
    return Batch(list(times), [value] * len(times))


def read(streams: StreamStore, a: int = -1, b: int = 10**9, key: StreamKey = KEY) -> list[tuple[int, Any]]:
    batch = Batch.concat(streams.read(key, a, b))
    return list(zip(batch.timestamps.tolist(), batch.values_list(), strict=True))


def compute(streams: StreamStore, a: int, b: int, *given: int, key: StreamKey = KEY) -> None:
    claim = streams.claim(key, a, b, ComputeRequest(F, {F}.__contains__, sources={}))
    assert claim is not None
    claim.commit(rows(*given))  # type: ignore[union-attr]


# --- a store that is away ---------------------------------------------------------------------
def test_a_group_gives_up_as_soon_as_one_stream_would(memory: StreamStore, clock: Time) -> None:
    keys = [stream_key("mongo", f"s{number}") for number in range(100)]
    memory.write_many({key: rows(1) for key in keys})

    def away(*_: object) -> Any:
        raise StoreUnavailableError("gone")

    memory.store.change = memory.store.read_ledgers = away  # type: ignore[method-assign]
    with pytest.raises(StoreUnavailableError, match="gone"):
        memory.write_many({key: rows(2) for key in keys})
    assert sum(clock.slept) == sum(PAUSES)
    assert len(clock.slept) == len(PAUSES)


def test_a_group_whose_store_goes_away_leaves_its_claims_to_expire(memory: StreamStore) -> None:
    keys = [stream_key("mongo", f"s{number}") for number in range(100)]
    memory.write_many({key: rows(1) for key in keys})
    change, asked = memory.store.change, 0

    def away(*_: object) -> Any:
        nonlocal asked
        asked += 1
        raise StoreUnavailableError("gone")

    def claim(changes: Any) -> Any:
        memory.store.change = memory.store.read_ledgers = away  # type: ignore[method-assign]
        return change(changes)

    memory.store.change = claim  # type: ignore[method-assign]
    with pytest.raises(StoreUnavailableError, match="gone"):
        memory._upkeep.flush(keys)
    assert len(PAUSES) < asked < 3 * len(PAUSES)


# --- writing ----------------------------------------------------------------------------------
def test_rows_come_back_in_order_and_half_open(streams: StreamStore) -> None:
    assert streams.write(KEY, rows(3, 1)) == 2
    assert streams.write(KEY, rows(5)) == 1
    assert streams.write(KEY, rows(2, value=7.0)) == 1
    assert read(streams) == [(1, 1.0), (2, 7.0), (3, 1.0), (5, 1.0)]
    assert read(streams, 1, 3) == [(2, 7.0), (3, 1.0)]
    assert read(streams, 5, 5) == read(streams, 9, 3) == []


def test_an_equal_row_is_dropped_and_another_value_refused(streams: StreamStore) -> None:
    streams.write(KEY, rows(1, 2))
    assert streams.write(KEY, rows(2, 3)) == 1
    assert streams.write(KEY, rows(1, 2, 3)) == 0
    with pytest.raises(DuplicateInstanceError, match=r"temp: \[house=h1\] in database already has") as caught:
        streams.write(KEY, Batch([2, 4], [9.0, 1.0]))
    assert (caught.value.old, caught.value.new) == (1.0, 9.0)
    assert read(streams) == [(1, 1.0), (2, 1.0), (3, 1.0)]
    assert not streams.ledger(KEY).claims


def test_a_conflict_can_be_ignored_or_replaced(streams: StreamStore) -> None:
    streams.write(KEY, rows(1, 2))
    assert streams.write(KEY, rows(2, 3, value=9.0), on_conflict="ignore") == 1
    assert read(streams) == [(1, 1.0), (2, 1.0), (3, 9.0)]
    assert streams.write(KEY, rows(1, 2, value=9.0), on_conflict="replace") == 2
    assert read(streams) == [(1, 9.0), (2, 9.0), (3, 9.0)]
    with pytest.raises(ArgumentValueError, match="on_conflict='merge'"):
        streams.write(KEY, rows(1), on_conflict="merge")


def test_a_batch_with_two_values_at_one_time_is_refused(streams: StreamStore) -> None:
    with pytest.raises(DuplicateInstanceError):
        streams.write(KEY, Batch([1, 1], [1.0, 2.0]))
    assert streams.write(KEY, Batch([1, 1], [1.0, 1.0])) == 1
    assert streams.write(KEY, Batch.empty()) == 0


def test_a_value_that_cannot_be_kept_is_refused_before_anything_is_written(
    streams: StreamStore, request: pytest.FixtureRequest
) -> None:
    if "sqlite" in request.node.name:
        with pytest.raises(ValueNotStorableError):
            streams.write(KEY, Batch([1, 2], [1.0, object()]))
        assert streams.ledger(KEY) is NO_LEDGER


def test_a_derived_stream_is_not_written_by_hand_unless_forced(streams: StreamStore) -> None:
    compute(streams, 0, 10, 5)
    with pytest.raises(DerivedStreamError, match="computed by f"):
        streams.write(KEY, rows(20))
    with pytest.raises(DerivedStreamError):
        streams.write_many({KEY: rows(20)})
    assert streams.write(KEY, rows(20), force=True) == 1


def test_what_somebody_else_made_raw_again_is_written(memory: StreamStore) -> None:
    """A kept ledger may say that the stream is derived; only a fresh one is believed."""
    other = StreamStore(memory.store, codec=KEPT)
    compute(memory, 0, 10, 5)
    other.drop(KEY)
    assert memory.write(KEY, rows(1)) == 1


def test_completeness_only_moves_forward(streams: StreamStore) -> None:
    streams.write(KEY, rows(1), covers=(0, 50))
    streams.write(KEY, Batch.empty(), covers=40)
    assert streams.ledger(KEY).complete == 50


def test_a_long_write_goes_in_segments_and_keeps_its_claim(
    memory: StreamStore, clock: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "INSERT_AT_ONCE", 2)
    original = memory.store.insert_segments

    def slow(inc: bytes, segments: Any) -> None:
        clock.ms += 20_000
        original(inc, segments)

    monkeypatch.setattr(memory.store, "insert_segments", slow)
    many = Batch(range(1, 30_001), [0.5] * 30_000)
    assert memory.write(KEY, many) == 30_000
    ledger = memory.ledger(KEY)
    assert (ledger.whole, ledger.claims, ledger.span) == (((1, 1),), (), 4095)
    assert [len(batch) for batch in memory.read(KEY, 0, 10**6)] == [4096] * 7 + [1328]


def test_many_streams_are_written_in_one_change(memory: StreamStore, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [stream_key("mongo", f"s{i}") for i in range(50)]
    assert memory.write_many({key: rows(1) for key in keys}) == dict.fromkeys(keys, 1)
    calls = []
    original = memory.store.change
    monkeypatch.setattr(
        memory.store, "change", lambda changes: calls.append(len(changes)) or original(changes)
    )
    assert memory.write_many({key: rows(2) for key in keys} | {KEY: Batch.empty()})[KEY] == 0
    assert calls == [50]


def test_rows_in_order_lengthen_a_live_stream_without_a_look_at_the_store(
    streams: StreamStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    streams.write(KEY, rows(1))
    looks: list[Any] = []
    original = streams.store.read_ledgers
    monkeypatch.setattr(streams.store, "read_ledgers", lambda keys: looks.append(keys) or original(keys))
    for time in range(2, 40):
        assert streams.write(KEY, rows(time)) == 1
    assert looks == []
    assert [t for t, _ in read(streams)] == list(range(1, 40))


@pytest.mark.parametrize("group", [False, True])
def test_a_long_live_stream_is_the_same_to_whoever_opens_the_store_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, group: bool
) -> None:
    monkeypatch.setattr(tail, "TAIL_ROWS", 100)
    path, other = str(tmp_path / "store.db"), stream_key("mongo", "other")
    with closing(SQLiteStore(path, synchronous="normal")) as store:
        streams = StreamStore(store, codec=PACKED)
        for time in range(1, 250):
            if group:
                streams.write_many({KEY: rows(time), other: rows(time)})
            else:
                streams.write(KEY, rows(time))
        with closing(SQLiteStore(path)) as anew:
            there = StreamStore(anew, codec=PACKED)
            assert [t for t, _ in read(there)] == list(range(1, 250))
            assert there.ledger(KEY) == streams.ledger(KEY)
            assert 0 < len(there.ledger(KEY).tail) < 100 / 2


def test_a_group_goes_on_where_somebody_else_was_quicker(streams: StreamStore) -> None:
    keys = [stream_key("mongo", f"s{i}") for i in range(5)]
    streams.write_many({key: rows(1) for key in keys})
    other = StreamStore(streams.store, codec=KEPT if isinstance(streams.store, MemoryStore) else PACKED)
    other.write(keys[2], rows(5))
    assert streams.write_many({key: rows(3) for key in keys}) == dict.fromkeys(keys, 1)
    assert [t for t, _ in read(streams, key=keys[2])] == [1, 3, 5]
    assert [t for t, _ in read(streams, key=keys[4])] == [1, 3]


@pytest.mark.parametrize("applied", [True, False])
def test_a_group_whose_reply_is_lost_is_there_once(
    streams: StreamStore, monkeypatch: pytest.MonkeyPatch, applied: bool
) -> None:
    keys = [stream_key("mongo", f"s{i}") for i in range(3)]
    streams.write_many({key: rows(1) for key in keys})
    original, calls = streams.store.change, []

    def change(changes: Any) -> Any:
        calls.append(len(changes))
        if len(calls) > 1:
            return original(changes)
        if applied:
            original(changes)
        msg = "down"
        raise StoreUnavailableError(msg)

    monkeypatch.setattr(streams.store, "change", change)
    assert streams.write_many({key: rows(2) for key in keys}) == dict.fromkeys(keys, 1)
    assert calls == [3] if applied else [3, 3]
    assert [read(streams, key=key) for key in keys] == [[(1, 1.0), (2, 1.0)]] * 3


def test_a_value_that_cannot_be_kept_leaves_nothing_of_a_group(tmp_path: Path) -> None:
    streams = StreamStore(SQLiteStore(tmp_path / "store.db"))
    live, new = stream_key("mongo", "live"), stream_key("mongo", "new")
    streams.write(live, rows(1))
    with pytest.raises(ValueNotStorableError):
        streams.write_many({live: rows(2), new: Batch([1], [{1, 2}])})
    assert read(streams, key=live) == [(1, 1.0)]
    streams.store.close()


def test_one_refused_stream_does_not_stop_the_others(streams: StreamStore) -> None:
    other = stream_key("mongo", "other")
    streams.write(KEY, rows(1, 5))
    with pytest.raises(DuplicateInstanceError):
        streams.write_many({KEY: rows(1, value=2.0), other: rows(1)})
    assert read(streams, key=other) == [(1, 1.0)]


def test_a_group_waits_only_when_nothing_else_is_left(memory: StreamStore, clock: Time) -> None:
    other = stream_key("mongo", "other")
    memory.write(KEY, rows(10))
    blocker = memory.claim(KEY, 0, 5, ComputeRequest(F, {F}.__contains__, sources={}), light=False)
    assert blocker is not None
    assert memory.write_many({KEY: rows(3), other: rows(1)}) == {KEY: 1, other: 1}
    assert sum(clock.slept) >= 29


# --- replacing, purging, marking --------------------------------------------------------------
def test_replacing_makes_the_rows_all_there_is(streams: StreamStore) -> None:
    streams.write(KEY, rows(*range(1, 9)))
    assert streams.replace(KEY, 2, 6, Batch([4, 9, 3], [2.0, 2.0, 2.0])) == 2
    assert read(streams) == [(1, 1.0), (2, 1.0), (3, 2.0), (4, 2.0), (7, 1.0), (8, 1.0)]


def test_purging_removes_rows_and_what_was_computed(streams: StreamStore) -> None:
    compute(streams, 0, 10, 2, 8)
    streams.purge(KEY, 5, 20)
    assert read(streams) == [(2, 1.0)]
    assert streams.computed(KEY) == ((0, 5),)
    streams.purge(KEY)
    assert (read(streams), streams.computed(KEY)) == ([], ())
    streams.purge(stream_key("mongo", "never"))


def test_a_dropped_stream_is_gone_and_a_later_one_is_another(streams: StreamStore) -> None:
    streams.write(KEY, rows(1))
    first = streams.ledger(KEY).inc
    streams.drop(KEY)
    streams.drop(KEY)
    assert streams.ledger(KEY) is NO_LEDGER
    streams.write(KEY, rows(2))
    assert streams.ledger(KEY).inc != first
    assert read(streams) == [(2, 1.0)]


def test_exactly_the_marked_time_is_computed(streams: StreamStore) -> None:
    compute(streams, 0, 10, 5)
    streams.settle(KEY, ((20, 30),))
    streams.mark(KEY, ((5, 25),))
    assert streams.computed(KEY) == ((5, 25),)
    ledger = streams.ledger(KEY)
    tools = {(part.a, part.b): ledger.fps[part.fp] for part in ledger.parts if part.fp}
    assert tools == {(5, 10): F, (10, 25): LEGACY, (25, 30): GIVEN}
    rev = ledger.rev
    streams.mark(KEY, ((5, 25),))
    assert streams.ledger(KEY).rev == rev


def test_settled_time_is_not_computed_and_settling_again_costs_nothing(streams: StreamStore) -> None:
    ledger = streams.settle(KEY, ((0, 10), (20, 30)))
    assert streams.computed(KEY) == ()
    assert streams.settle(KEY, ((5, 10), (20, 25))).rev == ledger.rev
    assert streams.settle(KEY, ((5, 25),)).rev == ledger.rev + 1


def test_many_streams_are_settled_at_once_as_one_after_the_other(
    streams: StreamStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [stream_key("mongo", f"s{number}") for number in range(3)]
    streams.write(keys[0], rows(1))
    streams.settle(keys[1], ((0, 10),))
    changes = []
    change = streams.store.change
    monkeypatch.setattr(streams.store, "change", lambda some: (changes.append(len(some)), change(some))[1])
    streams.settle_many(dict.fromkeys(keys, ((0, 10), (20, 30))))
    streams.settle_many(dict.fromkeys(keys, ((0, 5),)))
    assert changes == [3]
    for key, ledger in streams.ledgers(keys).items():
        assert streams.settle(key, ((0, 10), (20, 30))).rev == ledger.rev
        assert streams.settle(key, ((10, 20),)).rev == ledger.rev + 1


# --- ledgers ----------------------------------------------------------------------------------
def test_ledgers_of_many_streams_come_at_once(streams: StreamStore) -> None:
    other = stream_key("mongo", "other")
    streams.write(KEY, rows(1))
    found = streams.ledgers([KEY, other])
    assert found[KEY].last == 1
    assert found[other] is NO_LEDGER
    assert streams.now() > 0
    assert repr(streams) == f"StreamStore({streams.store.url})"


def test_known_ledgers_are_those_last_seen(memory: StreamStore) -> None:
    memory.write(KEY, rows(1))
    StreamStore(memory.store, codec=KEPT).write(KEY, rows(2))
    assert memory.known([KEY])[KEY].last == 1
    assert memory.ledger(KEY).last == 2
    assert memory.known([KEY, stream_key("mongo", "no")])[KEY].last == 2


def test_the_shelf_keeps_so_many_ledgers_and_the_newest() -> None:
    shelf = Shelf(2)
    for name in ("a", "b", "c"):
        shelf.put(StreamKey(name), Ledger(name.encode()))
    assert shelf.get(StreamKey("a")) is None
    shelf.put_all([StreamKey("b"), StreamKey("x")], {StreamKey("x"): Ledger(b"x")})
    assert [shelf.get(StreamKey(name)) is None for name in "bcx"] == [True, False, False]
    shelf.put_all([StreamKey(name) for name in "abc"], {})
    assert shelf.get(StreamKey("x")) is not None
    shelf.put_all([StreamKey(name) for name in "yz"], {StreamKey(name): Ledger(b"yz") for name in "yz"})
    assert [shelf.get(StreamKey(name)) is None for name in "cxyz"] == [True, True, False, False]


# --- reading ----------------------------------------------------------------------------------
def test_rows_that_overlap_in_time_come_in_order(streams: StreamStore) -> None:
    streams.replace(KEY, 0, 100, rows(10, 50, 90))
    streams.write(KEY, rows(5, 95))
    streams.write(KEY, rows(20, 60))
    streams.write(KEY, rows(100))
    streams.replace(KEY, 54, 55, rows(55))
    found = [t for t, _ in read(streams, 0, 98)]
    assert found == [5, 10, 20, 50, 55, 60, 90, 95]


def test_a_long_reading_goes_in_pages(memory: StreamStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "PAGE_SEGMENTS", 2)
    monkeypatch.setattr(tail, "TAIL_ROWS", 0)
    for t in (*range(10, 100, 10), 15, 35):
        memory.write(KEY, rows(t))
    memory.write(KEY, rows(12, 88))
    assert [t for t, _ in read(memory)] == [10, 12, 15, 20, 30, 35, 40, 50, 60, 70, 80, 88, 90]


def test_a_reading_that_a_clean_up_overtook_starts_again(
    memory: StreamStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = StreamStore(memory.store, codec=KEPT)
    memory.replace(KEY, 0, 10, rows(*range(1, 11)))
    original = memory.store.read_segments
    overtaken = []

    def overtake(*arguments: Any) -> Any:
        if not overtaken:
            overtaken.append(1)
            other.replace(KEY, 0, 10, rows(5))
            other.clean(KEY)
        return original(*arguments)

    monkeypatch.setattr(memory.store, "read_segments", overtake)
    assert read(memory) == [(5, 1.0)]


def test_a_stream_dropped_while_it_is_read_is_empty(
    memory: StreamStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.replace(KEY, 0, 10, rows(5))
    original = memory.store.read_segments

    def dropped(*arguments: Any) -> Any:
        memory.drop(KEY)
        return original(*arguments)

    monkeypatch.setattr(memory.store, "read_segments", dropped)
    assert read(memory) == []


# --- keeping house ----------------------------------------------------------------------------
def test_flushing_moves_the_tail_into_a_segment(streams: StreamStore) -> None:
    streams.write(KEY, rows(1))
    streams.write(KEY, rows(2))
    streams.flush(KEY)
    streams.flush(KEY)
    ledger = streams.ledger(KEY)
    assert (ledger.tail, ledger.whole) == ((), ((1, 1),))
    assert read(streams) == [(1, 1.0), (2, 1.0)]


def test_small_segments_and_cut_numbers_are_folded(streams: StreamStore) -> None:
    for t in range(20, 0, -1):
        streams.write(KEY, rows(t))
    streams.replace(KEY, 3, 4, rows(4))
    streams.fold(KEY)
    streams.clean(KEY)
    ledger = streams.ledger(KEY)
    assert len(list(streams.store.list_segments(ledger.inc))) <= 2
    assert [t for t, _ in read(streams)] == list(range(1, 21))
    assert streams.fold(KEY) == 0
    assert streams.clean(stream_key("mongo", "never")) == 0


def test_a_segment_whose_hull_shows_but_no_row_is_cleaned_away(streams: StreamStore) -> None:
    streams.replace(KEY, 0, 100, rows(10, 90))
    streams.replace(KEY, 5, 15, rows(12))
    streams.replace(KEY, 80, 95, rows(85))
    assert streams.clean(KEY) == 1
    assert [t for t, _ in read(streams)] == [12, 85]


def test_a_fold_leaves_large_numbers_and_what_is_scattered(memory: StreamStore) -> None:
    memory.replace(KEY, 0, 10_000, rows(*range(1000, 3000)))
    memory.write(KEY, rows(10))
    memory.replace(KEY, 20_000, 50_000, rows(*range(21_000, 33_000)))
    memory.write(KEY, rows(40_000))
    assert memory.fold(KEY) == 0
    for t in range(900, 880, -1):
        memory.write(KEY, rows(t))
    memory.write(KEY, rows(4000))
    memory.fold(KEY)
    ledger = memory.ledger(KEY)
    counts = sorted(
        segment.count
        for segment in memory.store.list_segments(ledger.inc)
        if shown(ledger, segment.n, segment.a - 1, segment.b)
    )
    assert {2000, 4096} <= set(counts)
    assert len(counts) < 12
    assert len(read(memory)) == 2000 + 12_000 + 23


def test_a_process_cleans_up_after_itself_now_and_then(memory: StreamStore, clock: Time) -> None:
    for _ in range(3):
        memory.replace(KEY, 0, 10, rows(*range(1, 11)))
    gc = memory.ledger(KEY).gc
    assert gc == 1
    clock.ms += 61_000
    memory.replace(KEY, 0, 10, rows(5))
    assert memory.ledger(KEY).gc == 2
    assert len(list(memory.store.list_segments(memory.ledger(KEY).inc))) == 1


def test_many_cut_numbers_are_folded_without_being_asked(memory: StreamStore) -> None:
    for i in range(20):
        memory.replace(KEY, 10 * i, 10 * i + 10, rows(10 * i + 2, 10 * i + 8))
        memory.replace(KEY, 10 * i + 7, 10 * i + 8, rows(10 * i + 8, value=3.0))
    assert sum(len(part.cut) for part in memory.ledger(KEY).parts) < 16
    assert len(read(memory)) == 40


def test_housekeeping_never_waits(memory: StreamStore, clock: Time) -> None:
    memory.write(KEY, rows(5))
    request = ComputeRequest(F, {F}.__contains__, sources={})
    claim = memory.claim(KEY, 0, 10, request, light=False)
    assert claim is not None
    memory.flush(KEY)
    assert memory.ledger(KEY).tail
    assert clock.slept == []


# --- a store in trouble -----------------------------------------------------------------------
def test_a_full_ledger_refuses_and_gives_its_claim_back(
    memory: StreamStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    compute(memory, 90, 100, 95)
    monkeypatch.setattr(limits, "_SMALL", 0)
    monkeypatch.setattr(limits, "FULL_BYTES", 10)
    for a in (0, 200):
        with pytest.raises(LedgerFullError, match="separate intervals"):
            compute(memory, a, a + 10, a + 5)
        assert not memory.ledger(KEY).claims
        assert read(memory) == [(95, 1.0)]
    memory.purge(KEY)
    assert read(memory) == []


def test_a_failed_read_after_a_lost_reply_is_asked_again(
    memory: StreamStore, monkeypatch: pytest.MonkeyPatch, clock: Time
) -> None:
    memory.write(KEY, rows(1))
    change, read_ledgers = memory.store.change, memory.store.read_ledgers
    trouble = ["change", "read", "read"]

    def failing(name: str, original: Any) -> Any:
        def call(argument: Any) -> Any:
            if trouble and trouble[0] == name:
                trouble.pop(0)
                msg = "down"
                raise StoreUnavailableError(msg)
            return original(argument)

        return call

    monkeypatch.setattr(memory.store, "change", failing("change", change))
    monkeypatch.setattr(memory.store, "read_ledgers", failing("read", read_ledgers))
    assert memory.write(KEY, rows(2)) == 1
    assert clock.slept == [0.0, 0.05, 0.2]
    trouble[:] = ["read"]
    with pytest.raises(StoreUnavailableError):
        memory.ledger(KEY)


def test_a_read_that_fails_at_first_is_an_error_at_once(
    memory: StreamStore, monkeypatch: pytest.MonkeyPatch, clock: Time
) -> None:
    monkeypatch.setattr(memory.store, "read_ledgers", unavailable)
    with pytest.raises(StoreUnavailableError):
        memory.write(KEY, rows(2))
    assert clock.slept == []


@pytest.mark.parametrize("mute", [False, True], ids=["the ledger answers", "nothing answers"])
def test_a_long_write_that_fails_half_way_gives_its_claim_back_if_it_can(
    memory: StreamStore, monkeypatch: pytest.MonkeyPatch, mute: bool
) -> None:
    monkeypatch.setattr(holding, "INSERT_AT_ONCE", 1)
    original = memory.store.insert_segments
    done: list[int] = []

    def second_fails(inc: bytes, segments: Any) -> None:
        if done:
            if mute:
                monkeypatch.setattr(memory.store, "change", unavailable)
            unavailable()
        done.append(1)
        original(inc, segments)

    monkeypatch.setattr(memory.store, "insert_segments", second_fails)
    with pytest.raises(StoreUnavailableError):
        memory.write(KEY, rows(*range(1, 13_000)))
    assert bool(memory.ledger(KEY).claims) == mute
    assert read(memory) == []


def unavailable(*_arguments: Any) -> None:
    msg = "down"
    raise StoreUnavailableError(msg)


def test_a_ledger_of_before_segments_were_counted_is_written_on_and_counts_none() -> None:
    store = MemoryStore()
    assert store.change([Publish(KEY, 0, Ledger(b"i" * 16, rev=1, stored=None))]) == [True]
    streams = StreamStore(store)
    streams.write(KEY, Batch([*range(1, 1000)], [1.0] * 999))
    streams.write(KEY, Batch([2000], [2.0]))
    assert streams.ledger(KEY).stored is None
    assert sum(map(len, streams.read(KEY, 0, 3000))) == 1000
