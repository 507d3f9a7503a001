"""Computed intervals, and what else the run loop asks of the home of a stream."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ...batch.batch import Batch
from ...channels.base_channel import BaseChannel
from ...stream.stream import Stream
from ...time_interval import TimeInterval, TimeIntervals
from ...utils.errors import FutureIntervalError, StreamDataNotAvailableError
from ...utils.time_utils import from_ms
from .base import ALL, NOW, ChannelLaws, at, rows


class ComputedLaws(ChannelLaws):
    """What is computed, and the home of a stream."""

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
