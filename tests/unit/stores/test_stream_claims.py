"""Claiming, computing, committing: what the run loop sees."""

from __future__ import annotations

from typing import Any

import pytest

from hyperstream.batch import Batch
from hyperstream.stores.keys import stream_key
from hyperstream.stores.ledger import writer
from hyperstream.stores.ledger.commits import Kind, Result
from hyperstream.stores.ledger.machine import Job, Read, Work
from hyperstream.stores.ledger.model import LEGACY, Claim, Fingerprint, Input, Ledger
from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.port import RunRecord
from hyperstream.stores.streams import KEPT, Busy, Claimed, ComputeRequest, StreamStore
from hyperstream.stores.streams.kit import BatchKit
from hyperstream.time_interval.spans import Spans
from hyperstream.utils.errors import ArgumentValueError, LeaseLostError, StoreUnavailableError

KEY, SOURCE = stream_key("memory", "result"), stream_key("memory", "source")
F, G = Fingerprint("f", "1.0.0", "{}", (SOURCE,)), Fingerprint("g", "1.0.0")
LEASE = 1000


class Time:
    """A clock that moves only when told."""

    def __init__(self) -> None:
        self.ms = 1_000_000

    def now(self) -> int:
        return self.ms

    def sleep(self, seconds: float) -> None:
        self.ms += int(seconds * 1000)

    def timer(self) -> float:
        return self.ms / 1000


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def store(clock: Time) -> MemoryStore:
    return MemoryStore(clock.now)


@pytest.fixture
def worker(store: MemoryStore, clock: Time) -> StreamStore:
    return process(store, clock)


@pytest.fixture
def other(store: MemoryStore, clock: Time) -> StreamStore:
    return process(store, clock)


def process(store: Any, clock: Time) -> StreamStore:
    return StreamStore(store, codec=KEPT, lease_ms=LEASE, sleep=clock.sleep, timer=clock.timer)


def request(fp: Fingerprint = F, done: Spans = (), **more: Any) -> ComputeRequest:
    return ComputeRequest(fp, {fp, LEGACY}.__contains__, done, more.pop("sources", {}), **more)


def rows(*times: int, value: float = 1.0) -> Batch:
    return Batch(list(times), [value] * len(times))


def claimed(streams: StreamStore, a: int, b: int, asked: ComputeRequest | None = None, **how: Any) -> Claimed:
    claim = streams.claim(KEY, a, b, asked or request(), **how)
    assert isinstance(claim, Claimed)
    return claim


def times(streams: StreamStore) -> list[int]:
    found: list[int] = Batch.concat(streams.read(KEY, -1, 10**9)).timestamps.tolist()
    return found


# --- light claims -----------------------------------------------------------------------------
def test_the_open_end_is_computed_in_one_round_trip(
    worker: StreamStore, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    claimed(worker, 0, 10).commit(rows(5))
    changes: list[Any] = []
    original = store.change
    monkeypatch.setattr(store, "change", lambda asked: changes.extend(asked) or original(asked))
    claim = claimed(worker, 10, 20)
    assert (claim.n, claim.a, claim.b, changes) == (0, 10, 20, [])
    ledger = claim.commit(rows(15))
    assert len(changes) == 1
    assert claim.ended
    assert (ledger.whole, worker.computed(KEY)) == ((), ((0, 20),))


def test_an_empty_result_is_computed_too(worker: StreamStore) -> None:
    claimed(worker, 0, 10).commit(rows())
    claimed(worker, 10, 20, light=False).commit(rows())
    assert worker.computed(KEY) == ((0, 20),)
    assert worker.claim(KEY, 0, 20, request()) is None


def test_a_light_claim_becomes_real_when_it_is_renewed(worker: StreamStore, other: StreamStore) -> None:
    claim = claimed(worker, 0, 10)
    claim.renew()
    assert claim.n > 0
    busy = other.claim(KEY, 0, 10, request())
    assert isinstance(busy, Busy)
    claim.commit(rows(5))
    assert other.claim(KEY, 0, 10, request()) is None


@pytest.mark.parametrize("taken", [(0, 10), (4, 6)])
def test_a_light_claim_that_somebody_overtook_cannot_become_real(
    worker: StreamStore, other: StreamStore, taken: tuple[int, int]
) -> None:
    claim = claimed(worker, 0, 10)
    theirs = claimed(other, *taken, light=False)
    with pytest.raises(LeaseLostError, match="Nothing of this attempt was written"):
        claim.renew()
    theirs.release()
    assert not worker.ledger(KEY).claims
    with pytest.raises(LeaseLostError):
        claim.commit(rows(5))


def test_work_that_somebody_did_meanwhile_is_dropped(worker: StreamStore, other: StreamStore) -> None:
    claim = claimed(worker, 0, 10)
    claimed(other, 0, 10).commit(rows(5))
    claim.commit(rows(5, value=2.0))
    assert Batch.concat(worker.read(KEY, 0, 10)).values_list() == [1.0]


def test_work_that_was_done_in_part_is_lost_and_the_next_claim_is_real(
    worker: StreamStore, other: StreamStore, clock: Time
) -> None:
    claim = claimed(worker, 0, 10)
    claimed(other, 0, 4).commit(rows(2))
    with pytest.raises(LeaseLostError):
        claim.commit(rows(5))
    again = claimed(worker, 0, 10)
    assert (again.a, again.b) == (4, 10)
    assert again.n > 0
    again.release()
    clock.ms += 61_000
    worker.ledger(KEY)
    assert claimed(worker, 0, 10).n == 0


def test_work_for_an_interval_that_is_claimed_meanwhile_is_lost(
    worker: StreamStore, other: StreamStore
) -> None:
    claim = claimed(worker, 0, 10)
    theirs = claimed(other, 0, 10, light=False)
    with pytest.raises(LeaseLostError):
        claim.commit(rows(5))
    theirs.commit(rows(6))
    assert times(worker) == [6]


def test_light_work_takes_the_long_way_where_rows_came_in_between(
    worker: StreamStore, other: StreamStore
) -> None:
    claim = claimed(worker, 0, 10)
    other.write(KEY, rows(3, value=9.0))
    claim.commit(rows(5))
    assert times(worker) == [5]
    claim = claimed(worker, 10, 20)
    other.write(KEY, rows(30), force=True)
    claim.commit(rows(15))
    assert times(worker) == [5, 15, 30]


def test_a_large_result_goes_into_segments(worker: StreamStore) -> None:
    claimed(worker, 0, 10_000).commit(rows(*range(1, 6001)))
    ledger = worker.ledger(KEY)
    assert (ledger.tail, ledger.whole, ledger.claims) == ((), ((1, 1),), ())
    claimed(worker, 10_000, 20_000).commit(rows(*range(10_001, 10_601)))
    assert worker.ledger(KEY).whole == ((1, 2),)


# --- real claims ------------------------------------------------------------------------------
def test_a_claim_takes_the_free_remainder(worker: StreamStore, other: StreamStore) -> None:
    claimed(worker, 20, 30).commit(rows(25))
    first = claimed(worker, 0, 8)
    first.renew()
    second = claimed(other, 0, 20)
    assert (second.a, second.b) == (8, 20)
    assert "n=" in repr(second)
    busy = process(worker.store, Time()).claim(KEY, 0, 30, request())
    assert isinstance(busy, Busy)
    assert busy.who.count(":") == 2
    assert busy.until > 0


def test_nothing_is_claimed_where_nothing_is_left(worker: StreamStore) -> None:
    claimed(worker, 0, 10).commit(rows(5))
    assert worker.claim(KEY, 0, 10, request()) is None
    assert worker.claim(KEY, 0, 10, request(G, done=((0, 10),))) is None
    assert worker.claim(KEY, 5, 5, request(force=True)) is None


def test_without_the_sources_a_claim_takes_the_callers_word(worker: StreamStore) -> None:
    claimed(worker, 0, 10).commit(rows(5))
    claim = claimed(worker, 2, 6, request(sources=None))
    assert (claim.a, claim.b) == (2, 6)
    claim.release()
    assert worker.claim(KEY, 6, 6, request(sources=None)) is None
    forced = claimed(worker, 0, 10, request(force=True, done=((0, 4),)))
    assert (forced.a, forced.b) == (4, 10)


def test_an_expired_claim_is_taken_over_and_its_holder_fenced(
    worker: StreamStore, other: StreamStore, clock: Time
) -> None:
    claim = claimed(worker, 0, 10, light=False)
    assert isinstance(other.claim(KEY, 0, 10, request()), Busy)
    clock.ms += LEASE + 1
    theirs = claimed(other, 0, 10, light=False)
    with pytest.raises(LeaseLostError) as caught:
        claim.commit(rows(5))
    assert (caught.value.a, caught.value.b, caught.value.n) == (0, 10, 1)
    theirs.commit(rows(6))
    assert times(worker) == [6]


def test_a_renewed_claim_lasts(worker: StreamStore, other: StreamStore, clock: Time) -> None:
    claim = claimed(worker, 0, 10, light=False)
    for _ in range(5):
        clock.ms += LEASE // 2
        claim.renew()
    assert isinstance(other.claim(KEY, 0, 10, request()), Busy)
    clock.ms += LEASE + 1
    claimed(other, 0, 10, light=False)
    with pytest.raises(LeaseLostError):
        claim.renew()
    claim.renew()
    claim.release()


def test_what_has_expired_is_not_given_back_to_a_store_that_is_away(
    worker: StreamStore, store: MemoryStore, clock: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = claimed(worker, 0, 10, light=False)
    clock.ms += LEASE // 2
    claim.renew()
    asked: list[Any] = []

    def away(changes: Any) -> Any:
        asked.append(changes)
        clock.ms += LEASE
        raise StoreUnavailableError("gone")

    monkeypatch.setattr(store, "change", away)
    with pytest.raises(StoreUnavailableError):
        claim.commit(rows(5))
    count = len(asked)
    claim.release()
    assert claim.ended
    assert len(asked) == count


def test_a_lease_that_was_renewed_is_given_back(worker: StreamStore, other: StreamStore, clock: Time) -> None:
    claim = claimed(worker, 0, 10, light=False)
    clock.ms += LEASE - 1
    claim.renew()
    clock.ms += LEASE - 1
    claim.release()
    assert isinstance(other.claim(KEY, 0, 10, request()), Claimed)


def test_a_released_interval_is_free_again(worker: StreamStore, other: StreamStore) -> None:
    with claimed(worker, 0, 10, light=False) as claim:
        assert worker.ledger(KEY).claims
    assert claim.ended
    assert not worker.ledger(KEY).claims
    claim.release()
    with claimed(other, 0, 10) as light:
        light.commit(rows(1))


def test_several_commits_share_a_claim(worker: StreamStore, other: StreamStore) -> None:
    for light in (False, True):
        start = 100 * light
        claim = claimed(worker, start, start + 30, light=light, chunks=3)
        for upto in (start + 10, start + 20):
            claim.commit(rows(upto - 5), upto=upto)
            assert (claim.a, claim.ended) == (upto, False)
            if not light:
                assert isinstance(other.claim(KEY, upto, start + 30, request()), Busy)
        claim.commit(rows(start + 25))
        assert claim.ended
    assert worker.ledger(KEY).whole == ((1, 3),)
    assert worker.computed(KEY) == ((0, 30), (100, 130))


def test_rows_outside_the_claim_are_refused(worker: StreamStore) -> None:
    claim = claimed(worker, 10, 20, light=False)
    for batch, upto in ((rows(10), None), (rows(21), None), (rows(15), 12), (Batch([15, 12], [1, 1]), None)):
        with pytest.raises(ArgumentValueError, match="rows must be in order and inside it"):
            claim.commit(batch, upto=upto)
    with pytest.raises(ArgumentValueError):
        claim.commit(rows(), upto=25)
    claim.commit(rows(20))


def test_another_fingerprint_replaces_what_is_there(worker: StreamStore) -> None:
    claimed(worker, 0, 20).commit(rows(5, 15))
    worker.write(KEY, rows(30), force=True)
    claimed(worker, 0, 10, request(G)).commit(rows(7))
    assert times(worker) == [7, 15, 30]
    assert worker.pending(KEY, 0, 20, request(G)) == ((10, 20, "parameters"),)


def test_a_run_record_is_kept_with_the_commit(worker: StreamStore, store: MemoryStore) -> None:
    record = RunRecord(KEY, 0, 0, 10, "run", "host", 1, 2.0, 1, "done", "f", "1.0.0")
    claimed(worker, 0, 10).commit(rows(5), run=record)
    claimed(worker, -10, 0).commit(rows(-5), run=record._replace(a=-10, b=0))
    assert [(found.a, found.n) for found in store.read_runs(KEY)] == [(0, 0), (-10, 1)]


def test_a_commit_into_a_stream_that_was_dropped_is_fenced(worker: StreamStore, other: StreamStore) -> None:
    for again in (False, True):
        claim = claimed(worker, 0, 10, light=False)
        other.drop(KEY)
        if again:
            other.write(KEY, rows(50))
        with pytest.raises(LeaseLostError):
            claim.commit(rows(5))
    assert times(worker) == [50]


def test_a_refused_claim_keeps_the_rows_that_were_computed_already() -> None:
    work = Work(rows(5), (), Result(F))
    job = Job(KEY, Kind.COMPUTED, "me", LEASE, b"i", BatchKit(KEPT), 0, 10)
    claim = Claim(1, 1, 0, 10, "me", LEASE)
    following, asked = writer.step(writer.Claiming(job, Ledger(b"i", rev=1), claim, work), False)
    assert asked == Read(KEY)
    assert following.again.work is work


# --- staleness through the store --------------------------------------------------------------
def test_late_rows_make_exactly_what_they_touch_pending(worker: StreamStore) -> None:
    worker.write(SOURCE, rows(5, 15, 25))
    source = worker.settle(SOURCE, ((0, 30),))
    inputs = (Input(SOURCE, source.inc, source.rev),)
    claimed(worker, 0, 30).commit(rows(5), inputs, advance={SOURCE: source})
    assert worker.pending(KEY, 0, 30, request(), worker.ledgers([SOURCE])) == ()
    worker.write(SOURCE, rows(12, 35))
    now = worker.ledgers([SOURCE])
    assert worker.pending(KEY, 0, 30, request(), now) == ((11, 12, "late"),)
    claim = claimed(worker, 0, 30, request(sources=now))
    assert (claim.a, claim.b) == (11, 12)
    claim.commit(rows(12), (Input(SOURCE, source.inc, now[SOURCE].rev),), advance=now)
    assert worker.pending(KEY, 0, 30, request(sources=now)) == ()
    assert {part.inputs for part in worker.ledger(KEY).parts} == {1}


def test_an_equal_recomputation_moves_nothing_downstream(worker: StreamStore) -> None:
    claimed(worker, 0, 10).commit(rows(5))
    worker.write(KEY, rows(20), force=True)
    before = worker.ledger(KEY)
    claimed(worker, 0, 10, request(G)).commit(rows(5))
    assert [part.changed for part in worker.ledger(KEY).parts] == [0]
    claimed(worker, 0, 10, request(F)).commit(rows(6))
    after: Ledger = worker.ledger(KEY)
    assert before.rev < after.parts[0].changed <= after.rev
