"""What every channel that can be written must do, as a test-suite that ships.

Sub-class `ChannelContract` in a test module, give `create_channel`, and pytest does the rest:

    class TestMyChannel(ChannelContract):
        def create_channel(self, tmp_path, clock):
            return MyChannel("mine", clock=clock)
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ..batch.batch import Batch
from ..batch.instance import StreamInstance
from ..channels.base_channel import BaseChannel
from ..channels.stored_channel import StoredChannel
from ..stream.stream import Stream
from ..stream.stream_id import StreamId
from ..time_interval import TimeInterval, TimeIntervals
from ..utils.clock import Clock, SimulatedClock
from ..utils.errors import (
    DuplicateInstanceError,
    FutureIntervalError,
    MultipleStreamsFoundError,
    StreamAlreadyExistsError,
    StreamDataNotAvailableError,
    StreamNotFoundError,
)
from ..utils.time_utils import UTC, from_ms

NOW = datetime(2016, 10, 28, tzinfo=UTC)
"""What the contract's clock shows."""

ALL = TimeInterval(datetime(2016, 1, 1, tzinfo=UTC), NOW)
"""An interval that holds everything the contract writes."""

VALUES: list[Any] = [
    1.5,
    -0.0,
    math.inf,
    7,
    2**53 + 1,
    True,
    "text",
    None,
    [1, "a", None],
    {"a": {"b": [1.5]}},
    (1, 2),
]
"""Values that come back as they were, type and all."""


def at(second: float) -> datetime:
    """So many seconds after the start of the contract's day."""
    return datetime(2016, 10, 27, tzinfo=UTC) + timedelta(seconds=second)


def rows(*values: Any, start: int = 1) -> list[StreamInstance]:
    """Instances at second ``start``, ``start + 1``, ..."""
    return [StreamInstance(at(start + i), value) for i, value in enumerate(values)]


class ChannelContract(ABC):
    """Tests for a channel in which streams can be made and written.

    Attributes:
        one_interval: The channel refuses a second computed interval (assets).
    """

    one_interval = False

    @abstractmethod
    def create_channel(self, tmp_path: Path, clock: Clock) -> BaseChannel:
        """A new, empty channel whose "now" is this clock."""

    def close_channel(self, channel: BaseChannel) -> None:
        """Release what `create_channel` opened: the store, where there is one."""
        if isinstance(channel, StoredChannel):
            channel.store.store.close()

    @pytest.fixture
    def channel(self, tmp_path: Path) -> Iterator[BaseChannel]:
        """The channel under test."""
        channel = self.create_channel(tmp_path, SimulatedClock(NOW))
        yield channel
        self.close_channel(channel)

    @pytest.fixture
    def stream(self, channel: BaseChannel) -> Stream:
        """A new stream of the channel."""
        return channel.create_stream(StreamId("s", [("house", "1")]))

    # --- streams
    def test_a_stream_is_made_once_and_found_again(self, channel: BaseChannel) -> None:
        """`create_stream`, `get_or_create_stream`, `in`."""
        stream_id = StreamId("a", [("x", "1"), ("y", "2")])
        assert stream_id not in channel
        assert channel.get_or_create_stream(stream_id, try_create=False) is None
        stream = channel.create_stream(stream_id)
        assert channel.get_or_create_stream(stream_id) is stream
        assert channel[StreamId("a", [("y", "2"), ("x", "1")])] is stream
        assert channel[{"name": "a", "meta_data": (("x", "1"), ("y", "2"))}] is stream
        assert stream_id in channel
        assert channel.streams[stream_id] is stream
        with pytest.raises(StreamAlreadyExistsError, match="already exists"):
            channel.create_stream(stream_id)

    def test_indexing_makes_a_stream(self, channel: BaseChannel) -> None:
        """`channel[x]` creates what is absent."""
        stream = channel["a"]
        assert stream.stream_id == StreamId("a")
        assert "a" in channel
        assert channel["a"] is stream

    def test_streams_are_found_by_name_and_meta_data(self, channel: BaseChannel) -> None:
        """`find_streams` and `find_stream`."""
        for house in (1, 2):
            for room in ("hall", "attic"):
                channel.create_stream(StreamId("t", [("house", house), ("room", room)]))
        channel.create_stream(StreamId("u"))
        assert len(channel.find_streams()) == 5
        assert len(channel.find_streams(name="t")) == 4
        assert len(channel.find_streams(name="t", house=1)) == 2
        assert len(channel.find_streams(room="hall")) == 2
        found = channel.find_stream(name="t", house=2, room="attic")
        assert found.stream_id == StreamId("t", [("house", "2"), ("room", "attic")])
        with pytest.raises(StreamNotFoundError, match="known names: 't', 'u'"):
            channel.find_stream(name="v")
        with pytest.raises(MultipleStreamsFoundError, match="2 streams"):
            channel.find_stream(name="t", house=1)

    def test_a_channel_lists_its_streams_as_text(self, channel: BaseChannel) -> None:
        """`str(channel)`, which raised in 0.3.8 (D23)."""
        assert channel.channel_id in str(channel)
        channel.create_stream(StreamId("a", [("house", "1")]))
        channel.create_stream(StreamId("b"))
        assert str(channel).endswith("\n  a: [house=1]\n  b")

    # --- rows
    def test_what_is_written_is_read(self, stream: Stream) -> None:
        """The writer takes an instance or a list; windows are ``(start, end]`` in time order."""
        stream.writer(rows(3, start=3)[0])
        stream.writer(rows(1, 2))
        window = stream.window(ALL)
        assert window.items() == window.items() == rows(1, 2, 3)
        assert stream.window((at(1), at(2))).items() == rows(2, start=2)
        assert stream.window((at(3), at(9))).items() == []

    def test_a_writer_refuses_what_is_no_instance(self, stream: Stream) -> None:
        """A `TypeError`, and nothing is written."""
        with pytest.raises(TypeError):
            stream.writer(3)
        assert stream.window(ALL).items() == []

    def test_the_ends_of_a_stream_are_read(self, stream: Stream) -> None:
        """`first`, `last`, `head`, `tail`."""
        assert stream.window(ALL).last() is None
        stream.write(rows(*range(50)))
        window = stream.window(ALL)
        assert (window.first(), window.last()) == (rows(0)[0], rows(49, start=50)[0])
        assert list(window.head(2)) == rows(0, 1)
        assert list(window.tail(3)) == rows(47, 48, 49, start=48)
        assert list(window.tail(99)) == window.items()
        assert stream.window((at(0), at(10))).last() == rows(9, start=10)[0]

    @pytest.mark.parametrize("value", VALUES, ids=repr)
    def test_values_come_back_as_they_were(self, stream: Stream, value: Any) -> None:
        """Same type, same value."""
        stream.write(rows(value, value))
        found = stream.window(ALL).to_batch()
        assert found.same_rows(Batch.from_instances(rows(value, value)))

    def test_times_are_utc_in_whole_milliseconds(self, stream: Stream) -> None:
        """0.3.8 kept microseconds in memory and cut them in the database (D5)."""
        local = datetime(2016, 10, 27, 2, 0, 1, 123_456, tzinfo=timezone(timedelta(hours=2)))
        stream.writer(StreamInstance(local, 1))
        assert stream.window(ALL).timestamps() == [at(1.123)]
        assert stream.window((at(1), at(1.123))).values() == [1]

    def test_an_equal_value_again_is_fine(self, stream: Stream) -> None:
        """Writing is idempotent."""
        assert stream.write(rows(1, {"a": 1}, math.nan)) == 3
        assert stream.write(rows(1, {"a": 1}, math.nan)) == 0
        assert stream.write([*rows(1), *rows(1)]) == 0
        assert stream.window(ALL).count() == 3

    @pytest.mark.parametrize(("old", "new"), [(1, 2), (1, 1.0), (1, True), ({"a": 1}, {"b": 2}), (None, 0)])
    def test_another_value_is_an_error_and_nothing_is_kept(self, stream: Stream, old: Any, new: Any) -> None:
        """Dicts are not merged (D21), and neighbours of the conflict are not written."""
        stream.write(rows(old, start=2))
        with pytest.raises(DuplicateInstanceError):
            stream.write(rows(0, new, 0))
        assert stream.window(ALL).items() == rows(old, start=2)
        with pytest.raises(DuplicateInstanceError):
            stream.write([*rows(old), *rows(new)])
        assert stream.window(ALL).items() == rows(old, start=2)

    def test_the_future_is_refused(self, stream: Stream) -> None:
        """Nothing of the write is kept."""
        late = StreamInstance(NOW + timedelta(seconds=1), 1)
        with pytest.raises(FutureIntervalError, match="after now"):
            stream.write([*rows(1), late])
        assert stream.window(ALL).items() == []
        stream.write(StreamInstance(NOW, 1))

    # --- computed intervals
    def test_computed_intervals_are_kept(self, channel: BaseChannel, stream: Stream) -> None:
        """Declared by hand, read back exactly, visible in `missing`."""
        assert stream.calculated_intervals.is_empty
        hour = TimeInterval(at(0), at(3600))
        stream.calculated_intervals = TimeIntervals([hour])
        assert channel[stream.stream_id].calculated_intervals == TimeIntervals([hour])
        assert stream.window().time_interval == hour
        view = stream.window((at(0), at(7200)))
        assert view.missing == TimeIntervals([TimeInterval(at(3600), at(7200))])
        with pytest.raises(StreamDataNotAvailableError):
            stream.window((at(0), at(7200)), strict=True).items()
        with pytest.raises(FutureIntervalError):
            stream.calculated_intervals = TimeInterval(at(0), NOW + timedelta(seconds=1))
        assert list(stream.calculated_intervals) == [hour]
        stream.calculated_intervals = None
        assert stream.calculated_intervals.is_empty

    def test_several_computed_intervals(self, stream: Stream) -> None:
        """Any number, or one where the channel says so; refused before anything changes."""
        hours = [TimeInterval(at(3600 * i), at(3600 * i + 60)) for i in range(3)]
        if self.one_interval:
            with pytest.raises(ValueError, match="one computed interval"):
                stream.calculated_intervals = hours
            assert stream.calculated_intervals.is_empty
        else:
            stream.calculated_intervals = hours
            assert list(stream.calculated_intervals) == hours

    # --- purging
    def test_a_purged_stream_is_empty_and_can_be_written_again(
        self, channel: BaseChannel, stream: Stream
    ) -> None:
        """Rows and computed intervals go, the stream stays."""
        stream.write(rows(1, 2))
        stream.calculated_intervals = TimeInterval(at(0), at(10))
        channel.purge_stream(stream.stream_id)
        assert stream.stream_id in channel
        assert stream.window(ALL).items() == []
        assert stream.window(ALL).last() is None
        assert stream.calculated_intervals.is_empty
        stream.write(rows("other"))
        assert stream.window(ALL).values() == ["other"]

    def test_a_stream_is_removed_with_its_definition(self, channel: BaseChannel, stream: Stream) -> None:
        """Nothing of it is left, in 0.3.8 it came back without an id (D4)."""
        stream.write(rows(1, 2))
        channel.purge_stream(stream.stream_id, remove_definition=True)
        assert stream.stream_id not in channel
        assert channel.find_streams() == {}
        assert channel[stream.stream_id].window(ALL).items() == []

    def test_what_is_not_there_cannot_be_purged(self, channel: BaseChannel) -> None:
        """`StreamNotFoundError`."""
        with pytest.raises(StreamNotFoundError):
            channel.purge_stream(StreamId("nothing"))

    def test_a_node_is_purged_by_its_id(self, channel: BaseChannel) -> None:
        """`purge_node` leaves streams of other nodes, and those without one."""
        for name, node_id in (("a", "n"), ("b", "n"), ("c", "other"), ("d", None)):
            stream = channel[name]
            stream.write(rows(1))
            stream.parent_node = node_id and SimpleNamespace(node_id=node_id)
        channel.purge_node("n")
        assert [channel[name].window(ALL).count() for name in "abcd"] == [0, 0, 1, 1]
        channel.purge_node("n", remove_definition=True)
        assert sorted(stream_id.name for stream_id in channel.streams) == ["c", "d"]

    # --- the home
    def test_it_is_a_home(self, channel: BaseChannel, stream: Stream) -> None:
        """What the run loop asks: the clock, reading by ms, the ledger."""
        stream.write(rows(1, 2))
        assert from_ms(channel.now()) == NOW
        assert from_ms(channel.up_to_ms) == channel.up_to_timestamp > NOW
        read = Batch.concat(channel.read(stream, ALL.start_ms, ALL.end_ms))
        assert read.instances() == rows(1, 2)
        assert channel.ledgers([stream]) == {stream.key: channel.ledger(stream)}
        assert channel.computed(stream) == ()
        assert channel.write_many({stream: Batch.from_instances(rows(3, start=3))}) == 1
        assert stream.window(ALL).count() == 3
