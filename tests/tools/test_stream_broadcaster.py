from __future__ import annotations

from typing import Any

import pytest

from hyperstream.utils.errors import ToolExecutionError

from .kit import listed, seconds, split, stream, tool_class

StreamBroadcaster = tool_class("stream_broadcaster")


def test_every_plate_value_gets_a_function_of_each_value() -> None:
    found = split(
        StreamBroadcaster(func=len), stream([(1, "a"), (2, "bcd")]), seconds(0, 9), ["hall", "attic"]
    )
    assert found == {"hall": [(1, 1), (2, 3)], "attic": [(1, 1), (2, 3)]}


def test_the_function_may_change_what_it_gets() -> None:
    def emptied(value: list[int]) -> Any:
        value.append(9)
        return value

    source = stream([(1, [1])])
    assert split(StreamBroadcaster(func=emptied), source, seconds(0, 9), ["hall", "attic"]) == {
        "hall": [(1, [1, 9])],
        "attic": [(1, [1, 9])],
    }
    assert listed(source) == [(1, [1])]


def test_an_error_of_the_function_is_told() -> None:
    with pytest.raises(ToolExecutionError, match="TypeError: object of type 'int' has no len"):
        split(StreamBroadcaster(func=len), stream([(1, 5)]), seconds(0, 9), ["hall"])
