from __future__ import annotations

import pytest

from hyperstream import MIN_DATE, Stream, StreamId, StreamInstance, TimeInterval
from hyperstream.channels.memory_channel import MemoryChannel
from hyperstream.tool.reaching_back import with_rows_before
from hyperstream.utils import from_ms

FAR = -60_000_000_000_000


def stream() -> Stream:
    made = MemoryChannel("memory")[StreamId("stream", {})]
    times = (FAR, -9_000_000, -5_000, -10, 0, 5, 7)
    made.write([StreamInstance(from_ms(ms), ms) for ms in times])
    return made


@pytest.mark.parametrize(
    ("count", "before"),
    [
        (0, []),
        (1, [0]),
        (2, [-10, 0]),
        (4, [-9_000_000, -5_000, -10, 0]),
        (9, [FAR, -9_000_000, -5_000, -10, 0]),
    ],
)
def test_the_last_rows_before_an_interval_are_found_however_far_back(count: int, before: list[int]) -> None:
    rows, older = with_rows_before(stream(), TimeInterval.from_ms(0, 6), count)
    assert rows.values_list() == [*before, 5]
    assert older == len(before)


def test_it_reads_no_further_than_it_has_to() -> None:
    seen: list[int] = []
    tracked = stream().tracked(lambda stream, a, b, force: seen.append(a))
    with_rows_before(tracked, TimeInterval.from_ms(0, 6), 2)
    assert min(seen) >= -5_000


def test_nothing_lies_before_the_beginning_of_time() -> None:
    rows, older = with_rows_before(stream(), TimeInterval(MIN_DATE, from_ms(6)), 3)
    assert (len(rows), older) == (6, 0)
