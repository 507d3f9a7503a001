from __future__ import annotations

from typing import Any

import pytest

from hyperstream.utils.errors import ToolExecutionError, ToolInitialisationError

from .kit import seconds, stream, tool_class

Exact = tool_class("asset_plate_generator")
Faithful = tool_class("asset_plate_generator", "0.2.0")
ROWS = [(-5, {"old": 0}), (-2, {"hall": 1}), (3, {"hall": 1, "attic": 2}), (7, {"cellar": 3})]


def test_all_names_that_are_in_force_in_the_interval_are_plate_values() -> None:
    assert Exact().execute(stream(ROWS), seconds(0, 9)) == {"hall", "attic", "cellar"}
    assert Exact().execute(stream(ROWS), seconds(0, 2)) == {"hall"}
    assert Exact().execute(stream(ROWS), seconds(8, 9)) == {"cellar"}
    assert Exact().execute(stream(), seconds(0, 9)) == set()


@pytest.mark.parametrize("kind", [Exact, Faithful])
@pytest.mark.parametrize(
    ("parameters", "value", "names"),
    [
        ({}, ["a", "b"], {"a", "b"}),
        ({"element": "inner"}, {"inner": {"a": 1}, "outer": {"b": 2}}, {"a"}),
        ({"element": "inner"}, {"inner": ["x", 5]}, {"x", "5"}),
        ({"filters": ["a", 7]}, {"a": 1, "b": 2, "7": 3}, {"a", "7"}),
        ({"use_value_instead_of_key": True}, {"a": "hall", "b": "attic"}, {"hall", "attic"}),
        ({"use_value_instead_of_key": True, "filters": ["hall"]}, {"a": "hall", "b": "attic"}, {"hall"}),
    ],
)
def test_names_are_keys_items_or_values(
    kind: Any, parameters: dict[str, Any], value: Any, names: set[str]
) -> None:
    assert kind(**parameters).execute(stream([(5, value)]), seconds(0, 9)) == names


@pytest.mark.parametrize("kind", [Exact, Faithful])
def test_a_value_without_the_element_is_an_error(kind: Any) -> None:
    with pytest.raises(ToolExecutionError, match="KeyError: 'rooms'"):
        kind(element="rooms").execute(stream([(5, {})]), seconds(0, 9))


def test_a_filter_is_a_list() -> None:
    with pytest.raises(ToolInitialisationError, match="parameter 'filters'"):
        Exact(filters="hall")


def test_the_faithful_one_looks_at_the_last_instance_of_the_interval() -> None:
    assert Faithful().execute(stream(ROWS), seconds(0, 9)) == {"cellar"}
    assert Faithful().execute(stream(ROWS), seconds(8, 9)) == set()
    assert not Faithful.split_invariant
