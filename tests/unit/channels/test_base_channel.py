"""A channel written as for 0.3.8, five methods and nothing else, is a home all the same."""

import pytest

from hyperstream.batch.batch import Batch
from hyperstream.channels.base_channel import BaseChannel
from hyperstream.stores.ledger.model import LEGACY
from hyperstream.stream import Stream, StreamId, StreamInstance
from hyperstream.time_interval import TimeInterval
from hyperstream.utils.clock import SimulatedClock
from hyperstream.utils.errors import ChannelError, StreamNotFoundError
from hyperstream.utils.time_utils import from_ms

MINUTE = TimeInterval.from_ms(0, 60_000)


class ListChannel(BaseChannel):
    def __init__(self, rows=()):
        super().__init__("list", can_create=True, clock=SimulatedClock("1970-01-02"))
        self.rows = list(rows)

    def update_streams(self, up_to_timestamp):
        self[StreamId("s")] = Stream(self, StreamId("s"))

    def get_results(self, stream, time_interval):
        return (row for row in sorted(self.rows) if row.timestamp in time_interval)

    def create_stream(self, stream_id, sandbox=None):
        self[stream_id] = stream = Stream(self, stream_id)
        return stream

    def purge_stream(self, stream_id, remove_definition=False, sandbox=None):
        self.rows.clear()

    def get_stream_writer(self, stream):
        return self.rows.extend


def rows(*seconds):
    return [StreamInstance(from_ms(1000 * second), second) for second in seconds]


@pytest.fixture
def stream():
    channel = ListChannel(rows(3, 1, 2))
    return channel["s"]


def test_it_is_read_in_windows(stream):
    assert stream.window(MINUTE).values() == [1, 2, 3]
    assert stream.window((from_ms(1000), from_ms(2000))).values() == [2]
    assert stream.window(MINUTE).last().value == 3
    assert [row.value for row in stream.window(MINUTE).tail(2)] == [2, 3]


def test_nothing_is_read_beyond_what_is_available(stream):
    stream.channel.up_to_timestamp = from_ms(2000)
    assert stream.channel.up_to_timestamp == from_ms(2000)
    assert stream.window(MINUTE).values() == [1, 2]
    assert stream.window((from_ms(2000), from_ms(3000))).items() == []


def test_it_is_written_by_its_own_writer(stream):
    stream.write(rows(4, 5))
    stream.write([])
    assert stream.window(MINUTE).values() == [1, 2, 3, 4, 5]
    assert stream.channel.write_many({stream: Batch.from_instances(rows(6))}) == 1
    stream.purge()
    assert stream.window(MINUTE).items() == []


def test_what_needs_a_store_says_so(stream):
    channel = stream.channel
    for action in (
        lambda: stream.write([], on_conflict="replace"),
        lambda: stream.write([], covers=from_ms(0)),
        lambda: channel.purge(stream, 0, 1),
        lambda: channel.claim(stream, 0, 1, None),
        lambda: channel.pending(stream, 0, 1, None),
    ):
        with pytest.raises(ChannelError, match="keeps no ledger"):
            action()


def test_its_ledger_says_what_was_declared(stream):
    stream.calculated_intervals = MINUTE
    ledger = stream.channel.ledger(stream)
    assert [(part.a, part.b, ledger.fps[part.fp]) for part in ledger.parts] == [(0, 60_000, LEGACY)]
    assert stream.channel.ledgers([stream]) == {stream.key: ledger}
    assert stream.channel.settle(stream, ()) == ledger
    assert stream.channel.find_ledgers([stream.key]) == {}
    stream.channel.record_runs([])
    assert stream.window().missing.is_empty


def test_changed_content_is_another_incarnation(stream, monkeypatch):
    before = stream.channel.ledger(stream)
    monkeypatch.setattr(stream.channel, "revision", lambda stream: b"other")
    assert stream.channel.ledger(stream).inc != before.inc


def test_streams_appear_when_they_are_looked_for():
    channel = ListChannel()
    assert channel.get_or_create_stream("s", try_create=False) is None
    channel.update_streams(from_ms(0))
    assert "s" in channel
    with pytest.raises(StreamNotFoundError) as caught:
        channel.streams[StreamId("t")]
    assert caught.value.stream_id == StreamId("t")


def test_it_says_what_it_is():
    channel = ListChannel()
    assert repr(channel) == "ListChannel(channel_id='list')"
    assert str(channel) == "list (ListChannel, 0 streams)"
    assert channel.json_value() == "list"
