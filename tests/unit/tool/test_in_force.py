from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream import MIN_DATE, Stream, StreamId, StreamInstance, TimeInterval
from hyperstream.channels.memory_channel import MemoryChannel
from hyperstream.tool.plates.in_force import in_force, rows_by_value_in_force
from hyperstream.utils import from_ms
from hyperstream.utils.errors import ArgumentValueError


def stream(rows: dict[int, object]) -> Stream:
    made = MemoryChannel("memory")[StreamId("stream", {})]
    made.write([StreamInstance(from_ms(ms), value) for ms, value in rows.items()])
    return made


def held(rows: dict[int, object], start: int, end: int) -> list[tuple[int, int, object]]:
    found = in_force(stream(rows), TimeInterval.from_ms(start, end))
    return [(part.start_ms, part.end_ms, value) for part, value in found]


def test_a_value_holds_from_its_own_time_to_the_next() -> None:
    rows = {-50: "old", 10: "a", 20: "b", 90: "new"}
    assert held(rows, 5, 30) == [(5, 9, "old"), (9, 19, "a"), (19, 30, "b")]
    assert held(rows, 9, 20) == [(9, 19, "a"), (19, 20, "b")]
    assert held(rows, 10, 19) == [(10, 19, "a")]


def test_before_the_first_value_none_is_in_force() -> None:
    assert held({10: "a"}, 0, 9) == []
    assert held({10: "a"}, 0, 20) == [(9, 20, "a")]
    assert held({}, 0, 20) == []


def test_time_begins_somewhere() -> None:
    all_time = TimeInterval(MIN_DATE, from_ms(0))
    assert [value for _, value in in_force(stream({-5: "a"}), all_time)] == ["a"]


@settings(deadline=None)
@given(
    st.dictionaries(st.integers(-20, 40), st.integers(), max_size=6), st.integers(-10, 30), st.integers(1, 30)
)
def test_every_moment_has_the_last_value_at_or_before_it(
    rows: dict[int, int], start: int, width: int
) -> None:
    source = stream({ms: ms for ms in range(start + 1, start + width + 1)})
    interval = TimeInterval.from_ms(start, start + width)
    found = {
        ms: value
        for value, batch in rows_by_value_in_force(source, stream(dict(sorted(rows.items()))), interval)
        for ms in batch.timestamps.tolist()
    }
    expected = {
        ms: rows[max(earlier)]
        for ms in range(start + 1, start + width + 1)
        if (earlier := [known for known in rows if known <= ms])
    }
    assert found == expected


def test_a_holding_stream_is_needed() -> None:
    with pytest.raises(ArgumentValueError, match="a splitting stream is needed"):
        list(rows_by_value_in_force(stream({}), None, TimeInterval.from_ms(0, 1)))
