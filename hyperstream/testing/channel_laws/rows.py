"""What is written is read: values, times, order, conflicts, the future."""

from __future__ import annotations

import math
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from ...batch.batch import Batch
from ...batch.instance import StreamInstance
from ...stream.stream import Stream
from ...utils.errors import DuplicateInstanceError, FutureIntervalError
from .base import ALL, NOW, VALUES, ChannelLaws, at, rows


class RowLaws(ChannelLaws):
    """Rows of a stream."""

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
