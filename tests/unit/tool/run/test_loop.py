from __future__ import annotations

import logging
import threading

import pytest

from hyperstream import Batch, StreamInstance
from hyperstream.stores.ledger.model import Fingerprint
from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.streams import Busy, ComputeRequest
from hyperstream.tool.history import current_history
from hyperstream.tool.run import Progress, RunOptions
from hyperstream.tool.run.leases import LeaseKeeper
from hyperstream.utils.errors import (
    ClaimedElsewhereError,
    LedgerFullError,
    StoreUnavailableError,
    ToolExecutionError,
)
from tests.laws.watched_store import WatchedStore

from .bench import (
    Gives,
    Rooms,
    Same,
    Ticks,
    at,
    database,
    join,
    memory,
    once,
    rows,
    seconds,
    spans,
    values,
    why,
)


def claims_of(channel, *streams):
    return [claim for stream in streams for claim in channel.ledger(stream).claims]


def hold(channel, stream, a, b):
    """Somebody else computes this."""
    fingerprint = channel_fingerprint()
    request = ComputeRequest(fingerprint, lambda found: found == fingerprint)
    claim = channel.store.claim(stream.key, round(1000 * a), round(1000 * b), request, light=False)
    assert not isinstance(claim, Busy)
    return claim


def channel_fingerprint():
    return Fingerprint("ticks", "0.0.0", Ticks().parameters_json)


class TestPieces:
    def test_only_what_is_missing_is_computed(self):
        channel, tool = database(), Same()
        source, sink = join(channel, "ticks", Ticks()), channel["s"]
        tool.execute([source], sink, seconds(2, 4))
        report = tool.execute([source], sink, seconds(0, 6))
        assert tool.calls == [(2, 4), (0, 2), (4, 6)]
        assert why(report) == {"missing": [(0, 2), (4, 6)]}

    def test_chunks_hang_on_the_epoch(self):
        channel, tool = database(), Same()
        report = tool.execute([], channel["s"], seconds(1, 10), options=RunOptions(chunk_ms=4000))
        assert tool.calls == [(1, 4), (4, 8), (8, 10)]
        assert report.calls == 3

    def test_what_is_forced_is_computed_whatever_is_there(self):
        channel, tool = database(), Ticks()
        sink = channel["s"]
        tool.execute([], sink, seconds(0, 10))
        report = tool.execute([], sink, seconds(2, 6), options=RunOptions(force=True, chunk_ms=2000))
        assert why(report) == {"requested": [(2, 6)]}
        assert report.calls == 2
        assert values(sink) == list(range(1, 11))

    def test_what_was_never_computed_can_be_left_so(self):
        channel = database()
        report = Ticks().execute([], channel["s"], seconds(0, 10), options=RunOptions(missing=False))
        assert report.nothing_to_do
        assert values(channel["s"]) == []


class TestTelling:
    def test_progress_tells_each_piece_of_each_sink(self):
        channel, told = database(), []
        source = join(channel, "ticks", Ticks())
        sinks = [channel.get_or_create_stream({"name": "r", "meta_data": {"room": str(i)}}) for i in range(2)]
        options = RunOptions(chunk_ms=10_000, progress=told.append)
        Rooms().execute(source, None, sinks, seconds(0, 20), "room", [], options=options)
        assert [(p.stream, p.interval.end_ms, p.instances) for p in told] == [
            (str(sinks[0].stream_id), 10_000, 1),
            (str(sinks[1].stream_id), 10_000, 1),
            (str(sinks[0].stream_id), 20_000, 1),
            (str(sinks[1].stream_id), 20_000, 1),
        ]
        assert {spans(p.total)[0] for p in told} == {(0, 20)}
        assert all(isinstance(p, Progress) and p.tool == "rooms" and not p.waiting_for for p in told)

    def test_the_run_record_says_who_did_what(self):
        channel = database()
        Ticks(offset=1).execute([], channel["s"], seconds(0, 5), options=RunOptions(run_id="mine"))
        (run,) = channel.store.store.read_runs(channel["s"].key)
        assert (run.run, run.state, run.count, run.error) == ("mine", "done", 5, "")
        assert (run.tool, run.version, run.parameters) == ("ticks", "0.0.0", '{"offset":1}')
        assert (run.a, run.b, run.at, run.n) == (0, 5000, 3_600_000, 1)
        assert run.ms >= 0

    def test_history_is_written_when_something_was_done(self):
        channel, told = database(), []
        token = current_history.set(lambda **record: told.append(record))
        try:
            for _ in range(2):
                Ticks().execute([], channel["s"], seconds(0, 5))
        finally:
            current_history.reset(token)
        assert told == [{"interval": seconds(0, 5), "tool": "ticks", "document_count": 5}]


class TestFailures:
    def test_leave_a_record_and_no_claim_and_nothing_else(self):
        channel = database()
        sink = channel["s"]

        def failing(interval):
            yield StreamInstance(at(1), 1)
            raise ValueError("no")

        with pytest.raises(ToolExecutionError):
            Gives(items=failing).execute([], sink, seconds(0, 10))
        (run,) = channel.store.store.read_runs(sink.key)
        assert (run.state, run.count) == ("failed", 0)
        assert (run.tool, run.error) == ("gives", "ValueError: no")
        assert (values(sink), spans(sink.calculated_intervals), claims_of(channel, sink)) == ([], [], [])

    def test_keep_what_was_committed_before(self):
        channel = database()
        sink = channel["s"]

        def second(interval):
            if interval.start_ms >= 5000:
                raise ValueError("no")
            return [StreamInstance(interval.end, 1)]

        with pytest.raises(ToolExecutionError):
            Gives(items=second).execute([], sink, seconds(0, 10), options=RunOptions(chunk_ms=5000))
        assert spans(sink.calculated_intervals) == [(0, 5)]

    def test_of_the_second_sink_are_not_recorded_of_the_first(self, monkeypatch):
        channel = database()
        source = join(channel, "ticks", Ticks())
        sinks = [channel.get_or_create_stream({"name": "r", "meta_data": {"room": str(i)}}) for i in range(2)]
        from hyperstream.stores.streams import Claimed

        commit = Claimed.commit

        def full(claim, *arguments, **options):
            if claim.key == sinks[1].key:
                raise LedgerFullError("full")
            return commit(claim, *arguments, **options)

        monkeypatch.setattr(Claimed, "commit", full)
        with pytest.raises(LedgerFullError):
            Rooms().execute(source, None, sinks, seconds(0, 10), "room", [])
        states = [[run.state for run in channel.store.store.read_runs(sink.key)] for sink in sinks]
        assert states == [["done"], ["failed"]]
        assert claims_of(channel, *sinks) == []

    def test_that_cannot_be_recorded_do_not_hide_their_cause(self, caplog):
        store = WatchedStore(MemoryStore())
        channel = database(store)

        def failing(interval):
            store.fails = lambda number, _after: store.operations[number] == "add_runs"
            raise ValueError("the real reason")

        with (
            caplog.at_level(logging.WARNING, "hyperstream"),
            pytest.raises(ToolExecutionError, match="the real reason"),
        ):
            Gives(items=failing).execute([], channel["s"], seconds(0, 10))
        assert "could not be recorded" in caplog.text

    def test_while_claiming_give_back_the_claims_so_far(self):
        store = WatchedStore(MemoryStore())
        channel = database(store)
        source = join(channel, "ticks", Ticks())
        source.producer.compute(seconds(0, 10))
        sinks = [channel.get_or_create_stream({"name": "r", "meta_data": {"room": str(i)}}) for i in range(2)]
        changes = []

        def second_claim(number, after):
            changes.extend([number] if store.operations[number] == "change" and not after else [])
            return len(changes) == 2 and not after and changes[-1] == number

        store.fails = second_claim
        store.inner.put_documents("stream", [])
        try:
            Rooms().execute(source, None, sinks, seconds(0, 10), "room", [])
        except StoreUnavailableError:
            store.fails = lambda *_: False
        assert claims_of(channel, *sinks) == []


class TestOthers:
    """Somebody else computes the same."""

    def test_are_waited_for_and_what_they_did_is_not_done_again(self):
        channel, told = database(), []
        sink = channel["s"]
        other = hold(channel, sink, 0, 5)
        finish = once(lambda: other.commit(rows(1, 2, 3, 4, 5)))

        def progress(step):
            told.append(step.waiting_for)
            if step.waiting_for:
                finish()

        report = Ticks().execute([], sink, seconds(0, 10), options=RunOptions(progress=progress))
        assert why(report) == {"missing": [(5, 10)]}
        assert values(sink) == list(range(1, 11))

    def test_that_hold_all_of_it_are_waited_for(self):
        channel, told = database(), []
        sink = channel["s"]
        other = hold(channel, sink, 0, 10)

        def progress(step):
            told.append(step.waiting_for)
            other.release()

        report = Ticks().execute([], sink, seconds(0, 10), options=RunOptions(progress=progress))
        assert told[0].split(":")[0]
        assert report.calls == 1

    def test_are_not_waited_for_for_ever(self):
        channel = database()
        hold(channel, channel["s"], 0, 10)
        with pytest.raises(ClaimedElsewhereError, match="waits for"):
            Ticks().execute([], channel["s"], seconds(0, 10), options=RunOptions(wait_seconds=0.01))

    def test_that_hold_part_of_one_sink_leave_the_rest_of_all(self):
        channel, waited = database(), []
        source = join(channel, "ticks", Ticks())
        sinks = [channel.get_or_create_stream({"name": "r", "meta_data": {"room": str(i)}}) for i in range(2)]
        other = hold(channel, sinks[1], 15, 20)

        def progress(step):
            if step.waiting_for:
                waited.append(spans(sinks[0].calculated_intervals))
                other.release()

        Rooms().execute(
            source, None, sinks, seconds(0, 20), "room", [], options=RunOptions(progress=progress)
        )
        assert waited == [[(0, 15)]]
        assert [spans(sink.calculated_intervals) for sink in sinks] == [[(0, 20)], [(0, 20)]]

    def test_that_took_over_fence_a_worker_which_looks_what_is_left(self, caplog):
        clock_ms = [3_600_000]
        store = MemoryStore(now=lambda: clock_ms[0])
        channel, second = database(store, lease_ms=600_000), database(store, lease_ms=600_000)
        sink = channel["s"]
        other = once(lambda: Ticks().execute([], second["s"], seconds(0, 10)))

        class Slow(Ticks):
            def _execute(self, sources, alignment_stream, interval):
                clock_ms[0] += 1_200_000
                other()
                return super()._execute(sources, alignment_stream, interval)

        Slow.tool_name = "ticks"
        with caplog.at_level(logging.WARNING, "hyperstream"):
            report = Slow().execute([], sink, seconds(0, 10))
        assert report.nothing_to_do
        assert "Nothing of this attempt was written" in caplog.text
        assert [run.state for run in store.read_runs(sink.key)] == ["done"]

    def test_that_make_a_source_meanwhile_make_a_worker_look_again(self):
        """What they computed from it is as good as if the source had been there from the start."""
        store = MemoryStore()
        channel, second = database(store), database(store)

        def chain(where):
            return join(where, "sink", Same(), join(where, "ticks", Ticks()))

        sink, others = chain(channel), chain(second)
        claim, meanwhile = channel.claim, once(lambda: others.producer.compute(seconds(0, 10)))

        def slow_claim(stream, *arguments):
            if stream.stream_id.name == "sink":
                meanwhile()
            return claim(stream, *arguments)

        channel.claim = slow_claim
        assert sink.producer.compute(seconds(0, 10)).nothing_to_do
        assert [run.state for run in store.read_runs(sink.key)] == ["done"]
        assert claims_of(channel, sink) == []

    def test_a_source_that_is_still_not_there_is_no_reason_to_look_again(self):
        channel, tool = database(), Same()
        assert tool.execute([channel["never"]], channel["s"], seconds(0, 10)).calls == 1
        assert tool.calls == [(0, 10)]


def test_other_sinks_are_kept_alive_while_one_is_committed(monkeypatch):
    channel = database()
    source = join(channel, "ticks", Ticks())
    sinks = [channel.get_or_create_stream({"name": "r", "meta_data": {"room": str(i)}}) for i in range(3)]
    held, hold_ = [], LeaseKeeper.hold

    def noted(keeper, run, claims, every):
        claims = list(claims)
        held.append([claim.key for claim in claims])
        hold_(keeper, run, claims, every)

    monkeypatch.setattr(LeaseKeeper, "hold", noted)
    source.producer.compute(seconds(0, 10))
    held.clear()
    Rooms().execute(source, None, sinks, seconds(0, 10), "room", [])
    keys = [sink.key for sink in sinks]
    assert held == [keys, keys[1:], keys[2:], [], []]


def test_two_threads_with_different_tools_on_one_stream_both_end():
    channel = database()
    sink = channel["s"]
    threads = [
        threading.Thread(target=Ticks(offset=offset).execute, args=([], sink, seconds(0, 50)))
        for offset in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads)
    assert len(values(sink)) == 50


def test_batches_of_a_memory_sink_are_kept_as_they_are():
    channel = memory()
    batch = Batch([1000, 2000], [1.5, 2.5])
    Gives(items=[batch]).execute([], channel["s"], seconds(0, 10))
    assert channel["s"].window(seconds(0, 10)).to_batch().same_rows(batch)
