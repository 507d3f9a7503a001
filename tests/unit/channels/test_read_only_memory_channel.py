import pytest

from hyperstream.channels.read_only_memory_channel import ReadOnlyMemoryChannel
from hyperstream.stream import Stream, StreamId, StreamInstance
from hyperstream.time_interval import TimeInterval, TimeIntervals
from hyperstream.utils.clock import SimulatedClock
from hyperstream.utils.errors import ReadOnlyChannelError
from hyperstream.utils.time_utils import MIN_DATE, from_ms, parse_datetime

DAY = parse_datetime("2016-10-28")


class OneStream(ReadOnlyMemoryChannel):
    looked = None

    def update_streams(self, up_to_timestamp):
        self.looked = up_to_timestamp
        self[StreamId("s")] = Stream(self, StreamId("s"))

    def get_results(self, stream, time_interval):
        return [StreamInstance(DAY, 1)] if DAY in time_interval else []


def test_everything_counts_as_computed_up_to_its_date():
    channel = OneStream("files", DAY)
    assert channel.up_to_timestamp == channel.looked == DAY
    assert channel["s"].calculated_intervals == TimeIntervals([TimeInterval(MIN_DATE, DAY)])
    assert channel["s"].window().values() == [1]
    view = channel["s"].window((MIN_DATE, "2016-10-29"))
    assert view.missing == TimeIntervals([TimeInterval(DAY, "2016-10-29")])
    assert view.values() == [1]


def test_it_can_look_later():
    channel = OneStream("files")
    assert channel.looked is None
    assert channel.find_streams() == {}
    channel.update(DAY)
    assert channel["s"].window().values() == [1]
    channel.update_state(MIN_DATE)
    assert channel["s"].calculated_intervals.is_empty


def test_without_a_date_it_looks_up_to_now():
    assert OneStream("files", None, clock=SimulatedClock(DAY)).looked == DAY


def test_it_cannot_be_changed():
    channel = OneStream("files", DAY)
    stream = channel["s"]
    for change in (
        lambda: channel.create_stream(StreamId("t")),
        lambda: channel["t"],
        lambda: stream.write(StreamInstance(from_ms(0), 1)),
        lambda: channel.get_stream_writer(stream),
        stream.purge,
        lambda: channel.purge_stream(StreamId("s")),
    ):
        with pytest.raises(ReadOnlyChannelError, match="Read-only channel"):
            change()
    with pytest.raises(ReadOnlyChannelError, match="known names: 's'"):
        channel["t"]
