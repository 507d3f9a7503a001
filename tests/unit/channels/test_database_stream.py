from datetime import UTC, datetime

import pytest

from hyperstream.channels.database_channel import DatabaseChannel
from hyperstream.models.definitions import STREAM_KIND
from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.streams import StreamStore
from hyperstream.stream import DatabaseStream, StreamId
from hyperstream.time_interval import TimeInterval, TimeIntervals
from hyperstream.utils.clock import SimulatedClock
from hyperstream.utils.errors import StoreFormatError

NOON = datetime(1970, 1, 1, 12, tzinfo=UTC)
DAY = TimeInterval("1970-01-01", "1970-01-02")
S = StreamId("s")


@pytest.fixture
def channel():
    return DatabaseChannel("mongo", StreamStore(MemoryStore()), clock=SimulatedClock("1970-01-02"))


def test_its_times_are_kept_when_it_is_saved(channel):
    stream = channel[S]
    assert type(stream) is DatabaseStream
    assert (stream.last_updated, stream.last_accessed) == (None, None)
    stream.last_updated = NOON
    stream.last_accessed = DAY.end
    stream.save()
    again = DatabaseStream(channel, S)
    assert (again.last_updated, again.last_accessed) == (NOON, DAY.end)


def test_setting_a_time_does_not_save_it(channel):
    stream = channel.create_stream(S)
    stream.last_updated = stream.last_accessed = NOON
    assert (stream.last_updated, stream.last_accessed) == (None, None)


def test_computed_intervals_are_there_at_once_without_saving(channel):
    DatabaseStream(channel, S, TimeIntervals([DAY]))
    assert channel[S].calculated_intervals == TimeIntervals([DAY])


def test_a_damaged_definition_is_named(channel):
    stream = channel.create_stream(S)
    channel.store.store.put_documents(STREAM_KIND, [{"_id": stream.key, "channel_id": "mongo", "x": 1}])
    with pytest.raises(StoreFormatError, match="StreamDefinitionModel"):
        stream.load()
