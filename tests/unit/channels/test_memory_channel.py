import pytest

from hyperstream.channels.memory_channel import MemoryChannel
from hyperstream.stream import StreamId, StreamInstance, StreamInstanceCollection
from hyperstream.time_interval import TimeInterval
from hyperstream.utils.clock import SimulatedClock
from hyperstream.utils.errors import ArgumentValueError, FutureIntervalError, StreamAlreadyExistsError
from hyperstream.utils.time_utils import from_ms

DAY = TimeInterval("1970-01-01", "1970-01-02")
CLOCK = SimulatedClock("1970-01-02")


def rows(*seconds):
    return [StreamInstance(from_ms(1000 * second), second) for second in seconds]


@pytest.fixture
def channel():
    return MemoryChannel("memory", clock=CLOCK)


def test_it_can_calculate_and_create(channel):
    assert (channel.can_calc, channel.can_create, channel.persistent) == (True, True, False)
    with pytest.raises(ArgumentValueError):
        channel.create_stream(StreamId("s"), sandbox="box")
    channel.create_stream(StreamId("s"))
    with pytest.raises(StreamAlreadyExistsError):
        channel.create_stream(StreamId("s"))


def test_two_channels_share_nothing(channel):
    other = MemoryChannel("memory", clock=CLOCK)
    channel["s"].write(rows(1))
    assert "s" not in other
    assert channel["s"] != other["s"]


def test_any_value_can_be_kept(channel):
    values = [{1, 2}, object(), len]
    channel["s"].write([(from_ms(1000 * i + 1000), value) for i, value in enumerate(values)])
    assert all(found is value for found, value in zip(channel["s"].window(DAY).values(), values, strict=True))


def test_its_data_can_be_looked_at(channel):
    channel["s"].write(rows(1, 2))
    channel["empty"]
    assert channel.data == {StreamId("s"): dict(rows(1, 2)), StreamId("empty"): {}}
    assert type(channel.data[StreamId("s")]) is StreamInstanceCollection
    assert channel.non_empty_streams == [StreamId("s")]


def test_live_rows_are_seen_everywhere_at_once(channel):
    stream = channel["s"]
    writer = stream.writer
    for instance in rows(*range(1, 100)):
        writer(instance)
        assert stream.window(DAY).last() == instance
    assert stream.window(DAY).count() == 99
    assert list(stream.window(DAY).tail(98)) == rows(*range(2, 100))
    assert channel.ledger(stream).last == 99_000
    assert channel.get_results(stream, DAY)
    with pytest.raises(FutureIntervalError):
        writer(rows(86_401))
    stream.purge()
    assert stream.window(DAY).items() == []
    writer(rows(1)[0])
    assert stream.window(DAY).items() == rows(1)


def test_a_word_that_means_nothing_is_refused_on_the_short_way_too(channel):
    channel["s"].write(rows(1))
    for words in ("merge", None):
        with pytest.raises(ArgumentValueError):
            channel["s"].write(rows(2), on_conflict=words)
    assert channel["s"].write(rows(2), on_conflict="ignore") == 1
