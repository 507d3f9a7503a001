import warnings
from collections import Counter

import pytest

from hyperstream.batch.batch import Batch
from hyperstream.channels.assets_channel import AssetsChannel
from hyperstream.channels.database_channel import DatabaseChannel
from hyperstream.models.definitions import STREAM_KIND
from hyperstream.stores.ledger.model import Fingerprint
from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.port import RunRecord
from hyperstream.stores.streams import ComputeRequest, StreamStore
from hyperstream.stream import StreamId, StreamInstance
from hyperstream.time_interval import TimeInterval
from hyperstream.utils.clock import SimulatedClock
from hyperstream.utils.errors import (
    ArgumentValueError,
    DerivedStreamError,
    DuplicateInstanceError,
    FutureIntervalError,
    LateDataWarning,
    StoreFormatError,
    ValueNotStorableError,
)
from hyperstream.utils.time_utils import from_ms

CLOCK = SimulatedClock("1970-01-02")
DAY = TimeInterval("1970-01-01", "1970-01-02")
S = StreamId("s", [("house", "1")])


class CountingStore:
    """A store that counts how often each of its methods is called."""

    def __init__(self):
        self._store = MemoryStore()
        self.calls = Counter()

    def __getattr__(self, name):
        self.calls[name] += 1
        return getattr(self._store, name)


def channel_on(store, channel_id="mongo"):
    return DatabaseChannel(channel_id, StreamStore(store), clock=CLOCK)


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def channel(store):
    return channel_on(store)


def at(second):
    return from_ms(1000 * second)


def row(second, value=1):
    return StreamInstance(at(second), value)


# --- finding streams
def test_streams_are_found_after_a_restart(store, channel):
    channel[S].write(row(1))
    channel.create_stream(StreamId("empty"))
    channel["only named"]
    again = channel_on(store)
    assert sorted(map(str, again.streams)) == ["empty", "s: [house=1]"]
    assert again.find_stream(name="s").window(DAY).values() == [1]
    assert type(again[S]) is type(channel[S])


def test_streams_of_other_processes_are_found_when_looked_for_again(store, channel):
    other = channel_on(store)
    assert channel.find_streams() == {}
    other[S].write(row(1))
    assert S not in channel
    channel.update_streams()
    assert S in channel
    assert channel[S] is channel.find_stream(house=1)
    channel.update_streams()
    assert len(channel.streams) == 1


def test_many_streams_cost_few_round_trips():
    store = CountingStore()
    channel = channel_on(store)
    streams = [channel[StreamId("s", [("n", n)])] for n in range(2500)]
    assert not store.calls
    assert channel.write_many({stream: Batch([1], [n]) for n, stream in enumerate(streams)}) == 2500
    assert sum(store.calls.values()) < 20
    assert store.calls["put_documents"] == 3
    store.calls.clear()
    assert len(channel_on(store).streams) == 2500
    assert sum(store.calls.values()) == 2


def test_definitions_are_stored_once(channel, store):
    stream = channel[S]
    stream.write(row(1))
    stream.last_updated = at(5)
    stream.save()
    again = channel_on(store)[S]
    again.write(row(2))
    assert again.last_updated == at(5)


def test_a_damaged_definition_is_named(store, channel):
    store.put_documents(STREAM_KIND, [{"_id": "broken", "channel_id": "mongo"}])
    with pytest.raises(StoreFormatError, match="'broken' is no stream definition"):
        channel.find_streams()


# --- D4, D19, D20
def test_removing_a_stream_leaves_nothing_behind(store, channel):
    channel[S].write(row(1))
    channel.purge_stream(S, remove_definition=True)
    assert list(store.keys()) == list(store.get_documents(STREAM_KIND)) == []
    stream = channel[S]
    stream.write(row(2))
    stream.save()
    assert list(channel_on(store).streams) == [S]


def test_the_channel_is_part_of_the_identity(store, channel):
    assets = AssetsChannel("assets", StreamStore(store), clock=CLOCK)
    channel[S].write(row(1, "database"))
    assets[S].write(row(1, "asset"))
    assert channel[S].window(DAY).values() == ["database"]
    assert assets[S].window(DAY).values() == ["asset"]
    channel[S].calculated_intervals = DAY
    assert assets[S].calculated_intervals.is_empty
    channel.purge_stream(S, remove_definition=True)
    assert assets[S].window(DAY).values() == ["asset"]
    assert list(channel_on(store, "assets").streams) == [S]


@pytest.mark.parametrize("value", [{1, 2}, object(), {"a": {3}}, 2**64])
def test_a_value_that_cannot_be_kept_is_refused_before_anything_is_written(channel, value):
    with pytest.raises(ValueNotStorableError):
        channel[S].write([row(1), row(2, value)])
    assert channel[S].window(DAY).items() == []


def test_names_with_dots_and_dollars_are_kept(channel):
    channel[S].write(row(1, {"a.b": 1, "$c": 2}))
    assert channel[S].window(DAY).values() == [{"a.b": 1, "$c": 2}]


# --- conflicts
def test_a_conflict_is_solved_as_asked(channel):
    stream = channel[S]
    stream.write([row(1, "old"), row(2, "old")])
    assert stream.write([row(1, "new"), row(3, "new")], on_conflict="ignore") == 1
    assert stream.window(DAY).values() == ["old", "old", "new"]
    stream.write([row(2, "new")], on_conflict="replace")
    assert stream.window(DAY).values() == ["old", "new", "new"]
    with pytest.raises(DuplicateInstanceError, match="Nothing of this batch was written"):
        stream.write(row(1, "new"))
    with pytest.raises(ArgumentValueError):
        stream.write(row(9), on_conflict="merge")


def test_rows_of_one_write_may_disagree_where_that_is_solved(channel):
    stream = channel[S]
    stream.write([row(2, "a"), row(1, "a"), row(2, "b")], on_conflict="ignore")
    assert stream.window(DAY).values() == ["a", "a"]
    stream.write([row(2, "c"), row(1, "c"), row(2, "d")], on_conflict="replace")
    assert stream.window(DAY).values() == ["c", "d"]


def test_the_future_is_refused_in_groups_too(channel):
    with pytest.raises(FutureIntervalError, match=r"simulated clock: HyperStream\(clock="):
        channel.write_many({channel["a"]: Batch([1], [1]), channel["b"]: Batch([10**12], [1])})
    assert channel["a"].window(DAY).items() == []


def test_nothing_to_write_is_nothing(channel, store):
    assert channel[S].write([]) == 0
    assert channel.write_many({channel[S]: Batch.empty()}) == 0
    assert list(store.keys()) == []


def test_a_computed_stream_is_not_written_by_hand(channel):
    stream = channel[S]
    request = ComputeRequest(Fingerprint("tool", "1.0.0"), lambda fingerprint: True)
    assert [tuple(item) for item in channel.pending(stream, 0, 5000, request)] == [(0, 5000, "missing")]
    channel.claim(stream, 0, 5000, request).commit(Batch([1000], ["computed"]))
    assert channel.pending(stream, 0, 5000, request) == ()
    assert stream.window().values() == ["computed"]
    with pytest.raises(DerivedStreamError):
        stream.write(row(9))
    stream.write(row(9, "forced"), force=True)
    assert stream.window(DAY).values() == ["computed", "forced"]
    assert list(channel_on(channel.store.store).streams) == [S]


# --- late data
def warned(write):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        write()
    return [str(warning.message) for warning in caught]


def test_rows_in_time_declared_complete_are_stored_with_a_warning(channel):
    stream = channel[S]
    assert warned(lambda: stream.write([row(1), row(5)], covers=at(10))) == []
    with pytest.warns(LateDataWarning) as caught:
        stream.write([row(3), row(11)])
    assert caught[0].filename == __file__
    (message,) = {str(warning.message) for warning in caught}
    assert "s: [house=1]: 1 instance at 1970-01-01 00:00:03" in message
    assert "already declared complete (up to 1970-01-01 00:00:10" in message
    assert "It was stored." in message
    assert stream.window(DAY).timestamps() == [at(1), at(3), at(5), at(11)]


def test_rows_in_settled_time_are_late_too(channel):
    stream = channel[S]
    stream.write(row(1))
    channel.settle(stream, ((0, 10_000),))
    assert "2 instances" in warned(lambda: stream.write([row(4), row(9), row(12)]))[0]
    assert stream.calculated_intervals.is_empty


def test_on_time_and_equal_rows_are_not_late(channel):
    stream = channel[S]
    stream.write([row(1), row(5)], covers=at(10))
    assert warned(lambda: stream.write([row(1), row(5)])) == []
    assert warned(lambda: stream.write(row(11))) == []
    assert warned(lambda: stream.write([row(5), row(12)])) == []
    assert warned(lambda: stream.write([])) == []


def test_a_refused_write_does_not_warn(channel):
    stream = channel[S]
    stream.write(row(1), covers=at(10))

    def refused():
        with pytest.raises(DuplicateInstanceError):
            stream.write([row(1, "other"), row(2)])

    assert warned(refused) == []


def test_late_rows_of_a_group_are_noticed(channel):
    stream = channel[S]
    stream.write(row(1), covers=at(10))
    assert (
        len(warned(lambda: channel.write_many({stream: Batch([2000], [1]), channel["t"]: Batch([1], [1])})))
        == 1
    )


# --- kept versions
def test_versions_kept_side_by_side_are_one_stream(store, channel):
    stream = channel[S]
    kept = stream.kept("mean@2")
    channel.write(stream, Batch([1000], ["plain"]))
    channel.write(kept, Batch([1000], ["kept"]))
    assert stream.window(DAY).values() == ["plain"]
    assert stream.window(DAY, version="mean@2").values() == ["kept"]
    assert list(channel_on(store).streams) == [S]
    channel.purge_stream(S)
    assert stream.window(DAY, version="mean@2").items() == []
    channel.purge_stream(S, remove_definition=True)
    assert list(store.keys()) == []


# --- telling
def test_non_empty_streams_hold_rows(channel):
    channel["empty"].calculated_intervals = DAY
    channel["purged"].write(row(1))
    channel["purged"].purge()
    channel["full"].write(row(1))
    assert channel.non_empty_streams == [StreamId("full")]
    channel.purge_all()
    assert channel.non_empty_streams == []
    assert len(channel.streams) == 3
    channel.purge_all(remove_definitions=True)
    assert len(channel.streams) == 0
    assert channel.check_calculation_times() is None


def test_only_what_is_available_is_read(channel):
    stream = channel[S]
    stream.write([row(1), row(2), row(3)])
    channel.up_to_timestamp = at(2)
    assert stream.window(DAY).timestamps() == [at(1), at(2)]
    assert stream.window(DAY).last() == row(2)


# --- for the run loop
def test_the_run_loop_finds_ledgers_leases_and_records(channel, store):
    stream = channel[S]
    channel.get_stream_writer(stream)([row(1), row(2)])
    assert channel.persistent is True
    assert channel.lease_seconds == 30
    assert channel.find_ledgers([stream.key, StreamId("t").key("mongo")]) == {
        stream.key: channel.ledger(stream)
    }
    record = RunRecord(stream.key, 0, 0, 1000, "run", "host:1", 0, 1.5, 0, "failed", "tool", "1.0.0")
    channel.record_runs([record])
    assert store.read_runs(stream.key) == [record]
