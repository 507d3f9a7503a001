"""Rows written ahead of their commit: in the store, and seen by nobody until it comes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hyperstream.batch import Batch
from hyperstream.stores.keys import stream_key
from hyperstream.stores.ledger.model import Fingerprint
from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.sqlite import SQLiteStore
from hyperstream.stores.streams import Claimed, ComputeRequest, StreamStore
from hyperstream.time_interval.spans import Spans
from hyperstream.utils.errors import (
    ArgumentValueError,
    DuplicateInstanceError,
    LeaseLostError,
    StoreUnavailableError,
    ValueNotStorableError,
)

KEY = stream_key("mongo", "result")
F = Fingerprint("f", "1.0.0")


@pytest.fixture(params=["memory", "sqlite"])
def streams(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StreamStore]:
    store = MemoryStore() if request.param == "memory" else SQLiteStore(tmp_path / "store.db")
    yield StreamStore(store)
    store.close()


def claimed(streams: StreamStore, a: int, b: int, done: Spans = (), **how: bool | int) -> Claimed:
    claim = streams.claim(KEY, a, b, ComputeRequest(F, F.__eq__, done), **how)  # type: ignore[arg-type]
    assert isinstance(claim, Claimed)
    return claim


def rows(*times: int) -> Batch:
    return Batch(list(times), [float(time) for time in times])


def times(streams: StreamStore, a: int = 0, b: int = 1000) -> list[int]:
    return [time for batch in streams.read(KEY, a, b) for time in batch.timestamps.tolist()]


def segments(streams: StreamStore) -> int:
    found = streams.store.info()["segments"]
    assert isinstance(found, int)
    return found


def test_nobody_sees_staged_rows_before_the_commit_and_everybody_after_it(streams: StreamStore) -> None:
    claim = claimed(streams, 0, 100)
    assert claim.stage(rows(1, 2, 3))
    assert claim.stage(rows(7, 8))
    assert (claim.staged, times(streams), streams.computed(KEY)) == (5, [], ())
    assert segments(streams) == 2
    claim.commit(rows(50))
    assert times(streams) == [1, 2, 3, 7, 8, 50]
    assert streams.computed(KEY) == ((0, 100),)
    assert claim.ended


def test_rows_may_be_staged_between_those_staged_before(streams: StreamStore) -> None:
    claim = claimed(streams, 0, 100)
    for batch in (rows(10, 30, 50), rows(20, 40), rows(5, 60), rows(1)):
        assert claim.stage(batch)
    claim.commit(rows(35))
    assert times(streams) == [1, 5, 10, 20, 30, 35, 40, 50, 60]


@given(st.permutations(range(1, 40)), st.integers(1, 15))
def test_in_whatever_order_rows_come_the_stream_is_that_of_one_commit(order: list[int], size: int) -> None:
    streams = StreamStore(MemoryStore())
    claim = claimed(streams, 0, 100)
    *first, last = [sorted(order[start : start + size]) for start in range(0, len(order), size)]
    for some in first:
        assert claim.stage(rows(*some))
    claim.commit(rows(*last))
    assert times(streams) == list(range(1, 40))


def test_an_interval_whose_rows_are_all_staged_is_committed_with_none(streams: StreamStore) -> None:
    claim = claimed(streams, 0, 100)
    claim.stage(rows(1, 2))
    claim.commit(Batch.empty())
    assert times(streams) == [1, 2]
    claimed(streams, 0, 200, ((0, 100),)).commit(rows(150))
    assert times(streams) == [1, 2, 150]


def test_a_time_that_was_staged_is_refused_wherever_it_comes_again(streams: StreamStore) -> None:
    claim = claimed(streams, 0, 100)
    claim.stage(rows(10, 20, 30))
    for again in (rows(20), rows(5, 30, 40), rows(10)):
        with pytest.raises(DuplicateInstanceError):
            claim.stage(again)
        with pytest.raises(DuplicateInstanceError):
            claim.commit(again)
    claim.release()
    assert (times(streams), segments(streams), streams.ledger(KEY).claims) == ([], 0, ())


def test_what_was_staged_for_nothing_is_deleted(streams: StreamStore) -> None:
    with claimed(streams, 0, 100) as claim:
        claim.stage(rows(1, 2))
        assert segments(streams) == 1
    assert (segments(streams), times(streams), streams.computed(KEY)) == (0, [], ())
    claimed(streams, 0, 100).commit(rows(3))
    assert times(streams) == [3]


def test_a_value_that_cannot_be_kept_is_refused_before_it_is_written(tmp_path: Path) -> None:
    streams = StreamStore(SQLiteStore(tmp_path / "store.db"))
    claim = claimed(streams, 0, 100)
    with pytest.raises(ValueNotStorableError):
        claim.stage(Batch([1], [object()]))
    assert segments(streams) == 0
    claim.release()
    streams.store.close()


def test_rows_outside_the_claim_are_not_staged(streams: StreamStore) -> None:
    with claimed(streams, 0, 100) as claim:
        for wrong in (rows(0), rows(101), Batch([3, 2], [1.0, 2.0])):
            with pytest.raises(ArgumentValueError):
                claim.stage(wrong)


def test_nothing_is_staged_where_rows_were_visible_before(streams: StreamStore) -> None:
    claimed(streams, 0, 100).commit(rows(5))
    streams.redo(KEY, ((0, 100),))
    claim = claimed(streams, 0, 100)
    assert not claim.stage(rows(6))
    claim.commit(rows(7))
    assert times(streams) == [7]


def test_nothing_is_staged_under_a_claim_that_several_commits_share(streams: StreamStore) -> None:
    with claimed(streams, 0, 100, light=False, chunks=2) as claim:
        assert not claim.stage(rows(6))


def test_rows_staged_where_something_was_computed_without_rows_make_what_rests_on_it_stale(
    streams: StreamStore,
) -> None:
    claimed(streams, 0, 100).commit(Batch.empty())
    streams.redo(KEY, ((0, 100),))
    claim = claimed(streams, 0, 100)
    assert claim.stage(rows(6))
    claim.commit(Batch.empty())
    (part,) = streams.ledger(KEY).parts
    assert part.changed == streams.ledger(KEY).rev


def test_a_claim_that_was_lost_stages_nothing_more_and_leaves_nothing() -> None:
    now = [1_000_000]
    store = MemoryStore(lambda: now[0])
    mine, other = (StreamStore(store, lease_ms=1000, timer=lambda: now[0] / 1000) for _ in range(2))
    claim = claimed(mine, 0, 100)
    claim.stage(rows(1, 2))
    now[0] += 5000
    claimed(other, 0, 100, light=False).commit(rows(3))
    with pytest.raises(LeaseLostError):
        claim.commit(rows(4))
    with pytest.raises(LeaseLostError):
        claim.stage(rows(5))
    claim.release()
    assert (times(other), store.info()["segments"]) == ([3], 1)


def test_rows_that_a_killed_process_staged_at_the_same_times_are_no_repetition() -> None:
    now = [1_000_000]
    store = MemoryStore(lambda: now[0])
    killed, other = (StreamStore(store, lease_ms=1000, timer=lambda: now[0] / 1000) for _ in range(2))
    claimed(killed, 0, 100).stage(rows(5, 20, 40))
    now[0] += 5000
    claim = claimed(other, 0, 100)
    assert claim.stage(rows(10, 40))
    assert claim.stage(rows(20, 30))
    claim.commit(rows(5))
    assert times(other) == [5, 10, 20, 30, 40]


def test_where_the_store_does_not_answer_what_was_staged_is_left_for_a_later_clean_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = MemoryStore()
    streams = StreamStore(store)
    claim = claimed(streams, 0, 100)
    claim.stage(rows(1, 2))

    def gone(*_: object) -> int:
        msg = "no answer"
        raise StoreUnavailableError(msg)

    with monkeypatch.context() as broken:
        broken.setattr(store, "delete_segments", gone)
        claim.release()
    assert segments(streams) == 1
    streams.clean(KEY)
    assert (segments(streams), times(streams)) == (0, [])
