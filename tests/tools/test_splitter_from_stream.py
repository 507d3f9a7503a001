from __future__ import annotations

import logging
from typing import Any

import pytest

from hyperstream.channels import AssetsChannel
from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.streams import StreamStore
from hyperstream.utils.errors import ArgumentTypeError, ArgumentValueError, ToolExecutionError

from .kit import at, seconds, split, stream, tool_class

Exact = tool_class("splitter_from_stream")
Faithful = tool_class("splitter_from_stream", "0.0.3")
ROWS = [(1, {"s": "a", "x": 1}), (3, {"s": "a", "x": 3}), (5, {"s": "b", "x": 5}), (7, {"s": "c", "x": 7})]
MAPPINGS = [(2, {"a": "hall", "b": "attic"}), (5, {"a": "attic", "b": "hall"})]


def test_each_instance_goes_by_the_mapping_in_force_at_its_time() -> None:
    assert split(Exact(element="s"), stream(ROWS), seconds(0, 9), ["hall", "attic"], stream(MAPPINGS)) == {
        "hall": [(3, {"x": 3}), (5, {"x": 5})],
        "attic": [],
    }


def test_a_mapping_from_before_the_interval_is_in_force() -> None:
    splitting = stream([(-100, {"a": "attic"}), (-50, {"a": "hall"})])
    assert split(Exact(element="s"), stream(ROWS), seconds(0, 9), ["hall"], splitting) == {
        "hall": [(1, {"x": 1}), (3, {"x": 3})]
    }


@pytest.mark.parametrize("kind", [Exact, Faithful])
def test_without_an_element_keys_name_plate_values(kind: Any) -> None:
    source = stream([(3, {"a": 1, "b": None, "c": 3, "d": 4})])
    splitting = stream([(2, {"a": "hall", "b": "attic", "c": "attic"})])
    assert split(kind(), source, seconds(0, 9), ["hall", "attic"], splitting) == {
        "hall": [(3, 1)],
        "attic": [(3, 3)],
    }


@pytest.mark.parametrize("kind", [Exact, Faithful])
@pytest.mark.parametrize(
    ("mapping", "keys_only"), [({"a": "hall", "b": "attic"}, True), (["a", "b"], False), (["a", "b"], True)]
)
def test_the_keys_of_a_mapping_or_a_list_may_be_the_plate_values(
    kind: Any, mapping: Any, keys_only: bool
) -> None:
    tool = kind(element="s", use_mapping_keys_only=keys_only)
    assert split(tool, stream(ROWS), seconds(0, 9), ["a", "b"], stream([(1, mapping)])) == {
        "a": [(1, {"x": 1}), (3, {"x": 3})],
        "b": [(5, {"x": 5})],
    }


def test_an_unknown_name_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "hyperstream"):
        split(Exact(element="s"), stream(ROWS), seconds(0, 9), ["hall"], stream([(0.5, {}), (2, {})]))
    told = [record.getMessage() for record in caplog.records if "no plate value" in record.getMessage()]
    assert [text.split(" has")[0] for text in told] == [
        f"splitter_from_stream: 's' = '{name}'" for name in "abc"
    ]


@pytest.mark.parametrize("kind", [Exact, Faithful])
def test_a_splitting_stream_is_needed(kind: Any) -> None:
    with pytest.raises(ArgumentValueError, match="a splitting stream is needed"):
        split(kind(element="s"), stream(ROWS), seconds(0, 9), ["hall"])


@pytest.mark.parametrize("kind", [Exact, Faithful])
def test_a_value_that_is_no_mapping_is_an_error(kind: Any) -> None:
    with pytest.raises(ArgumentTypeError, match="a dictionary or a list is needed"):
        split(kind(element="s"), stream(ROWS), seconds(0, 9), ["hall"], stream([(1, "hall")]))


def test_a_value_without_the_element_is_an_error() -> None:
    with pytest.raises(ToolExecutionError, match="KeyError: 'z'"):
        split(Exact(element="z"), stream(ROWS), seconds(0, 9), ["hall"], stream(MAPPINGS))


def test_the_faithful_one_takes_the_last_mapping_of_the_interval_for_all_of_it() -> None:
    assert split(Faithful(element="s"), stream(ROWS), seconds(0, 9), ["hall", "attic"], stream(MAPPINGS)) == {
        "hall": [(5, {"x": 5})],
        "attic": [(1, {"x": 1}), (3, {"x": 3})],
    }
    assert not Faithful.split_invariant
    with pytest.raises(ArgumentValueError, match="has no value in"):
        split(Faithful(element="s"), stream(ROWS), seconds(6, 9), ["hall"], stream(MAPPINGS))


def test_the_faithful_one_finds_an_asset_from_before_the_interval() -> None:
    asset = AssetsChannel("assets", StreamStore(MemoryStore()))["mapping"]
    asset.write((at(-100), {"a": "hall"}))
    assert split(Faithful(element="s"), stream(ROWS), seconds(0, 9), ["hall"], asset) == {
        "hall": [(1, {"x": 1}), (3, {"x": 3})]
    }
