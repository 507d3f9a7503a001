from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from hyperstream.tool import ToolDefinition, ToolParameter
from hyperstream.tool.definition import parameters_from_model, parameters_of, unportable
from hyperstream.utils.errors import ArgumentTypeError, UnregisteredFunctionError

OLD = {
    "name": "clock",
    "version": "0.0.0",
    "parameters": [
        {"key": "first", "value": datetime(2016, 1, 1, tzinfo=UTC), "is_function": False, "is_set": False},
        {"key": "names", "value": ["b", "a"], "is_function": False, "is_set": True},
    ],
}


def test_a_definition_of_the_old_kind_is_read() -> None:
    definition = ToolDefinition.from_document(OLD)
    assert (definition.name, definition.version) == ("clock", "0.0.0")
    values = parameters_from_model(definition.parameters)
    assert values == {"first": datetime(2016, 1, 1, tzinfo=UTC), "names": {"a", "b"}}


def test_a_definition_comes_back_from_its_document() -> None:
    definition = ToolDefinition("apply", "1.0.0", parameters_of({"key": {"@tuple": [1, 2]}}))
    assert ToolDefinition.from_document(definition.as_document()) == definition


def test_a_definition_may_be_short() -> None:
    assert ToolDefinition.from_document({"name": "copy"}) == ToolDefinition("copy", "0.0.0")


def test_parameters_may_be_anything_with_the_four_attributes_or_dictionaries() -> None:
    thing = SimpleNamespace(key="a", value={"@set": [1]}, is_function=False, is_set=True)
    assert parameters_from_model([thing, {"key": "b", "value": 2}]) == {"a": {1}, "b": 2}


def test_anything_else_is_an_error() -> None:
    with pytest.raises(ArgumentTypeError, match="is not a tool parameter"):
        parameters_from_model(["stride"])


def test_code_of_an_old_database_is_never_loaded() -> None:
    with pytest.raises(UnregisteredFunctionError, match="code is never loaded"):
        parameters_from_model([ToolParameter("func", b"\x80\x03pickled", is_function=True)])


def test_references_are_followed_by_who_can() -> None:
    stored = parameters_of({"func": {"@function": "registered:clean@1.0.0"}, "many": [{"@function": "a:b"}]})
    assert [parameter.is_function for parameter in stored] == [True, False]
    assert parameters_from_model(stored, str.upper) == {"func": "REGISTERED:CLEAN@1.0.0", "many": ["A:B"]}
    with pytest.raises(UnregisteredFunctionError, match="cannot be followed without a registry"):
        parameters_from_model(stored)


def test_what_another_process_could_not_load_is_named() -> None:
    plain = {
        "a": 1,
        "b": {"@function": "math:sqrt"},
        "c": [{"deep": {"@function": "session:<lambda>#1"}}],
        "d": {"@object": "session:Model#1"},
    }
    assert unportable(plain) == ["c", "d"]
