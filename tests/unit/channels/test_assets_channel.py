import pytest

from hyperstream.batch.batch import Batch
from hyperstream.channels.assets_channel import AssetsChannel
from hyperstream.stores.ledger.model import Fingerprint
from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.streams import ComputeRequest, StreamStore
from hyperstream.stream import AssetStream, StreamId, StreamInstance
from hyperstream.time_interval import TimeInterval
from hyperstream.utils.clock import SimulatedClock
from hyperstream.utils.errors import ArgumentValueError, StreamNotFoundError
from hyperstream.utils.time_utils import from_ms

DAY = TimeInterval("1970-01-01", "1970-01-02")
S = StreamId("devices")
REQUEST = ComputeRequest(Fingerprint("tool", "1.0.0"), lambda fingerprint: True)


@pytest.fixture
def channel():
    channel = AssetsChannel("assets", StreamStore(MemoryStore()), clock=SimulatedClock("1970-01-02"))
    channel.create_stream(S)
    return channel


def test_an_asset_is_written_by_hand(channel):
    one, two = StreamInstance(from_ms(1000), {"a": 1}), StreamInstance(from_ms(2000), {"a": 2})
    channel.write_to_stream(S, one)
    channel.write_to_stream("devices", [one, two])
    assert type(channel[S]) is AssetStream
    assert channel[S].window(DAY).items() == [one, two]
    assert channel[S].calculated_intervals.is_empty


def test_what_is_no_asset_is_refused(channel):
    with pytest.raises(StreamNotFoundError):
        channel.write_to_stream("unknown", StreamInstance(from_ms(1000), 1))
    assert "unknown" not in channel
    with pytest.raises(ArgumentValueError):
        channel.write_to_stream(S, 3)
    with pytest.raises(ArgumentValueError, match="Sandboxes"):
        channel.write_to_stream(S, [], sandbox="box")


def test_a_second_interval_is_refused_before_anything_is_written(channel):
    stream = channel[S]
    channel.claim(stream, 0, 1000, REQUEST).commit(Batch([1000], [1]))
    for refused in (channel.pending, channel.claim):
        with pytest.raises(ArgumentValueError, match="Nothing was written"):
            refused(stream, 5000, 6000, REQUEST)
    with pytest.raises(ArgumentValueError, match="one computed interval"):
        stream.calculated_intervals = [TimeInterval.from_ms(0, 1000), TimeInterval.from_ms(2000, 3000)]
    assert stream.window(DAY).values() == [1]
    assert [tuple(item)[:2] for item in channel.pending(stream, 0, 6000, REQUEST)] == [(1000, 6000)]
    channel.claim(stream, 0, 6000, REQUEST).commit(Batch([6000], [2]))
    assert list(stream.calculated_intervals) == [TimeInterval.from_ms(0, 6000)]
