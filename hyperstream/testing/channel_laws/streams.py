"""How streams are made, found, listed, purged and removed."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ...channels.base_channel import BaseChannel
from ...stream.stream import Stream
from ...stream.stream_id import StreamId
from ...time_interval import TimeInterval
from ...utils.errors import MultipleStreamsFoundError, StreamAlreadyExistsError, StreamNotFoundError
from .base import ALL, ChannelLaws, at, rows


class StreamLaws(ChannelLaws):
    """Streams of a channel."""

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
        with pytest.raises(
            StreamNotFoundError, match=r"streams of this name: 't: \[house=1, room=attic\]', 't:"
        ):
            channel.find_stream(name="t", house=3)
        with pytest.raises(MultipleStreamsFoundError, match="2 streams"):
            channel.find_stream(name="t", house=1)

    def test_a_channel_lists_its_streams_as_text(self, channel: BaseChannel) -> None:
        """`str(channel)`, which raised in 0.3.8 (D23)."""
        assert channel.channel_id in str(channel)
        channel.create_stream(StreamId("a", [("house", "1")]))
        channel.create_stream(StreamId("b"))
        assert str(channel).endswith("\n  a: [house=1]\n  b")

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
