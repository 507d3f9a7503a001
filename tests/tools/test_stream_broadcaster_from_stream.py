from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from hyperstream import StreamInstance
from hyperstream.utils.errors import ArgumentValueError, ToolExecutionError

from .kit import seconds, split, stream, tool_class

Exact = tool_class("stream_broadcaster_from_stream")
Faithful = tool_class("stream_broadcaster_from_stream", "0.0.2")
ROWS = [(1, 1.0), (3, 3.0), (5, 5.0)]
NAMES = [(2, {"a": "hall", "b": "attic", "c": "hall"}), (5, ["attic"])]


def doubled(instances: Iterator[StreamInstance]) -> list[StreamInstance]:
    return [StreamInstance(timestamp, 2 * value) for timestamp, value in instances]


def last(instances: Iterator[StreamInstance]) -> StreamInstance:
    return list(instances)[-1]


@pytest.mark.parametrize("func", [doubled, lambda instances: doubled(instances)[0]])
def test_each_instance_goes_to_the_plate_values_in_force_at_its_time(func: Any) -> None:
    assert split(Exact(func=func), stream(ROWS), seconds(0, 9), ["hall", "attic"], stream(NAMES)) == {
        "hall": [(3, 6.0)],
        "attic": [(3, 6.0), (5, 10.0)],
    }


@pytest.mark.parametrize("kind", [Exact, Faithful])
def test_keys_may_be_the_plate_values(kind: Any) -> None:
    tool, splitting = (
        kind(func=doubled, use_keys_not_values=True),
        stream([(0.5, {"a": "hall", "b": "attic"})]),
    )
    every = [(second, 2 * value) for second, value in ROWS]
    assert split(tool, stream(ROWS), seconds(0, 9), ["a", "b"], splitting) == {"a": every, "b": every}


def test_a_function_may_give_nothing() -> None:
    tool = Exact(func=lambda instances: None)
    assert split(tool, stream(ROWS), seconds(0, 9), ["hall"], stream(NAMES)) == {"hall": []}


def test_no_plate_value_shares_its_values_with_another() -> None:
    from .kit import empty

    sinks = [empty("sink", room=room) for room in ("hall", "attic")]
    Exact(func=next).execute(
        stream([(3, [1])]), stream(NAMES), sinks, seconds(0, 9), "room", ["hall", "attic"]
    )
    one, other = (sink.window(seconds(0, 9)).first().value for sink in sinks)
    assert one == other == [1]
    assert one is not other


@pytest.mark.parametrize("kind", [Exact, Faithful])
def test_a_splitting_stream_is_needed(kind: Any) -> None:
    with pytest.raises(ArgumentValueError, match="a splitting stream is needed"):
        split(kind(func=doubled), stream(ROWS), seconds(0, 9), ["hall"])


def test_the_faithful_one_gets_all_instances_and_the_last_plate_values_of_the_interval() -> None:
    assert split(Faithful(func=last), stream(ROWS), seconds(0, 9), ["hall", "attic"], stream(NAMES)) == {
        "hall": [],
        "attic": [(5, 5.0)],
    }
    assert split(Faithful(func=last), stream(ROWS), seconds(0, 4), ["hall", "attic"], stream(NAMES)) == {
        "hall": [(3, 3.0)],
        "attic": [(3, 3.0)],
    }
    assert not Faithful.split_invariant


def test_an_error_of_the_function_is_told() -> None:
    with pytest.raises(ToolExecutionError, match="IndexError"):
        split(Faithful(func=last), stream(), seconds(0, 9), ["hall"], stream(NAMES))
