from __future__ import annotations

import logging

import pytest

from hyperstream import Stream
from hyperstream.utils.errors import ToolExecutionError, ToolInitialisationError

from .kit import empty, listed, seconds, stream, tool_class

Splitter = tool_class("splitter")
ROWS = [
    (1, {"room": "1", "x": [1]}),
    (2, {"room": 2, "x": 2}),
    (3, {"room": "9", "x": 3}),
    (4, {"room": "9", "x": 4}),
    (5, {"room": "1"}),
]


def split(mapping: object, source: Stream) -> dict[str, list]:
    sinks = {name: empty("sink", room=name) for name in ("kitchen", "hall")}
    tool = Splitter(element="room", mapping=mapping)
    tool.execute(source, None, list(sinks.values()), seconds(0, 9), "room", ["kitchen", "hall"])
    return {name: listed(sink) for name, sink in sinks.items()}


def test_each_instance_goes_to_the_plate_value_that_its_element_names() -> None:
    assert split({"1": "kitchen", "2": "hall"}, stream(ROWS)) == {
        "kitchen": [(1, {"x": [1]}), (5, {})],
        "hall": [(2, {"x": 2})],
    }


def test_names_are_compared_as_text() -> None:
    assert split({1: "kitchen", 2: "hall"}, stream(ROWS)) == split(
        {"1": "kitchen", "2": "hall"}, stream(ROWS)
    )


def test_a_list_maps_each_name_to_itself() -> None:
    rows = [(1, {"room": "hall", "x": 1}), (2, {"room": "attic", "x": 2})]
    assert split(["kitchen", "hall"], stream(rows)) == {"kitchen": [], "hall": [(1, {"x": 1})]}


def test_an_unknown_name_is_left_out_with_one_warning(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "hyperstream"):
        split({"1": "kitchen"}, stream(ROWS))
    told = [record.getMessage() for record in caplog.records if "no plate value" in record.getMessage()]
    assert told == [
        "splitter: 'room' = '2' has no plate value in the mapping; left out",
        "splitter: 'room' = '9' has no plate value in the mapping; left out",
    ]


def test_the_source_is_not_changed() -> None:
    source = stream(ROWS)
    split({"1": "kitchen"}, source)
    assert listed(source) == ROWS


def test_a_value_without_the_element_is_an_error() -> None:
    with pytest.raises(ToolExecutionError, match="'room'"):
        split({"1": "kitchen"}, stream([(1, {"x": 1})]))


def test_a_mapping_is_needed() -> None:
    with pytest.raises(ToolInitialisationError, match="parameter 'mapping'"):
        Splitter(element="room", mapping="kitchen")
