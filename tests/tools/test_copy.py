from __future__ import annotations

import pytest

from hyperstream.utils.errors import ToolOutputError

from .kit import run, seconds, stream, tool_class

Copy = tool_class("copy")


def test_instances_are_given_unchanged() -> None:
    rows = [(1, 1.0), (2, {"a": [1, None]}), (3, "x")]
    assert run(Copy(), [stream(rows)], seconds(1, 9)) == rows[1:]


def test_several_sources_are_joined_in_time_order() -> None:
    assert run(Copy(), [stream([(1, "a"), (4, "b")]), stream([(2, "c")])], seconds(0, 9)) == [
        (1, "a"),
        (2, "c"),
        (4, "b"),
    ]


def test_without_sources_there_is_nothing() -> None:
    assert run(Copy(), [], seconds(0, 9)) == []


def test_a_timestamp_that_two_sources_have_is_an_error() -> None:
    with pytest.raises(ToolOutputError, match="copy"):
        run(Copy(), [stream([(1, "a")]), stream([(1, "b")])], seconds(0, 9))
