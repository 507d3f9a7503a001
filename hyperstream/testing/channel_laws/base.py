"""What the chapters share: a channel to test, its clock, instances at known times."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ...batch.instance import StreamInstance
from ...channels.base_channel import BaseChannel
from ...channels.stored_channel import StoredChannel
from ...stream.stream import Stream
from ...stream.stream_id import StreamId
from ...time_interval import TimeInterval
from ...utils.clock import Clock, SimulatedClock
from ...utils.time_utils import UTC

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


class ChannelLaws(ABC):
    """What a chapter of the contract needs.

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
