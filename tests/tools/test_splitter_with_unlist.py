from __future__ import annotations

import logging

import pytest

from hyperstream.utils.errors import ToolExecutionError, ToolOutputError

from .kit import seconds, split, stream, tool_class

SplitterWithUnlist = tool_class("splitter_with_unlist")
TOOL = {"element": "beacons", "subelement": "room", "mapping": {"1": "hall", "2": "attic"}}
ROWS = [
    (1, {"id": 7, "beacons": [{"room": 1, "rssi": -60}, {"room": "2", "rssi": -70, "id": 8}]}),
    (2, {"id": 9, "beacons": [{"room": 3, "rssi": -80}]}),
    (3, {"id": 9, "beacons": []}),
]


def test_each_inner_dictionary_goes_its_way_with_what_lies_outside() -> None:
    assert split(SplitterWithUnlist(**TOOL), stream(ROWS), seconds(0, 9), ["hall", "attic"]) == {
        "hall": [(1, {"id": 7, "rssi": -60})],
        "attic": [(1, {"id": 8, "rssi": -70})],
    }


def test_the_source_is_not_changed() -> None:
    source = stream(ROWS)
    before = [value for _, value in ROWS]
    split(SplitterWithUnlist(**TOOL), source, seconds(0, 9), ["hall"])
    assert source.window(seconds(0, 9)).values() == before


def test_an_unknown_name_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "hyperstream"):
        split(SplitterWithUnlist(**TOOL), stream([*ROWS, (4, ROWS[1][1])]), seconds(0, 9), ["hall", "attic"])
    told = [record.getMessage() for record in caplog.records if "no plate value" in record.getMessage()]
    assert told == ["splitter_with_unlist: 'room' = '3' has no plate value in the mapping; left out"]


def test_two_for_one_plate_value_are_an_error() -> None:
    rows = [(1, {"beacons": [{"room": 1}, {"room": 1}]})]
    with pytest.raises(ToolOutputError, match="the same timestamp twice"):
        split(SplitterWithUnlist(**TOOL), stream(rows), seconds(0, 9), ["hall"])


def test_a_value_without_the_list_is_an_error() -> None:
    with pytest.raises(ToolExecutionError, match="KeyError: 'beacons'"):
        split(SplitterWithUnlist(**TOOL), stream([(1, {})]), seconds(0, 9), ["hall"])
