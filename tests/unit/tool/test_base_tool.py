from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from hyperstream.time_interval import TimeInterval
from hyperstream.tool import (
    AggregateTool,
    BaseTool,
    MultiOutputTool,
    PlateCreationTool,
    SelectorTool,
    Tool,
)
from hyperstream.tool.history import current_history
from hyperstream.utils.errors import (
    IncompatibleToolError,
    ToolError,
    ToolInitialisationError,
    UnregisteredFunctionError,
)

HOUR = TimeInterval.from_ms(0, 3_600_000)


class SlidingWindow(Tool):
    """Windows.

    More about them.
    """

    width: float = 1.0
    names: set[str] = set()  # noqa: RUF012 - a parameter's default

    def validate(self) -> None:
        if self.width <= 0:
            raise ValueError("width must be positive")
        self._ms = int(self.width * 1000)


class Apply(Tool):
    func: Callable


class Holder(Tool):
    model: Any


def twin() -> type[Tool]:
    class SlidingWindow(Tool):
        width: float = 1.0
        names: set[str] = set()  # noqa: RUF012

    return SlidingWindow


class TestIdentity:
    def test_equal_tools_are_equal_computations(self) -> None:
        assert SlidingWindow(width=2) == SlidingWindow(2.0)
        assert hash(SlidingWindow(width=2)) == hash(SlidingWindow(2.0))
        assert len({SlidingWindow(1), SlidingWindow(1.0), SlidingWindow(2)}) == 2

    def test_other_parameters_names_or_classes_are_other_tools(self) -> None:
        renamed = SlidingWindow()
        renamed.name = "other"
        assert SlidingWindow(1) != SlidingWindow(2)
        assert SlidingWindow() != renamed
        assert SlidingWindow() != twin()()
        assert SlidingWindow() != "sliding_window"

    def test_the_name_is_that_of_the_class_until_it_is_set(self) -> None:
        tool = SlidingWindow()
        assert (tool.name, tool.version, tool.full_name) == (
            "sliding_window",
            "0.0.0",
            "sliding_window 0.0.0",
        )
        tool.name = "window"
        assert tool.name == "window"

    def test_a_class_may_set_its_version(self) -> None:
        class Versioned(Tool):
            tool_version = "1.2.3"

        assert Versioned().full_name == Versioned.full_name == "versioned 1.2.3"

    def test_it_says_what_it_is_and_does(self) -> None:
        assert repr(SlidingWindow(2)) == "SlidingWindow(width=2.0, names=set())"
        assert SlidingWindow.summary() == "Windows."
        assert twin().summary() == ""
        assert SlidingWindow().message(HOUR) == (
            "SlidingWindow running from 1970-01-01 00:00:00+00:00 to 1970-01-01 01:00:00+00:00"
        )

    def test_the_five_kinds_say_what_they_join(self) -> None:
        assert {kind.kind: kind.factory_arguments for kind in KINDS} == {
            "tool": ("sources", "alignment_node"),
            "aggregate": ("sources", "alignment_node", "aggregation_meta_data"),
            "multi output": ("source", "splitting_node"),
            "selector": ("sources", "selector_meta_data"),
            "plate creation": ("source",),
        }


KINDS = (Tool, AggregateTool, MultiOutputTool, SelectorTool, PlateCreationTool)


class TestParameters:
    def test_they_are_fixed_once_the_tool_is_made(self) -> None:
        tool = SlidingWindow()
        with pytest.raises(ToolError, match=r"make another tool: SlidingWindow\(width=3, \.\.\.\)"):
            tool.width = 3
        tool._cache = "anything else may be set"

    def test_a_check_of_its_own_may_refuse_them(self) -> None:
        with pytest.raises(
            ToolInitialisationError, match=r"sliding_window 0\.0\.0 cannot be made with"
        ) as caught:
            SlidingWindow(width=-1)
        assert "width must be positive" in str(caught.value)
        assert SlidingWindow(width=2)._ms == 2000

    def test_they_are_written_down_in_plain_form(self) -> None:
        tool = SlidingWindow(names={"b", "a"})
        assert tool.parameters == [
            {"key": "width", "value": 1.0, "is_function": False, "is_set": False},
            {"key": "names", "value": {"@set": ["a", "b"]}, "is_function": False, "is_set": True},
        ]
        assert tool.parameters_json == '{"names":{"@set":["a","b"]},"width":1.0}'

    def test_they_come_back_from_what_was_stored(self) -> None:
        tool = SlidingWindow(width=3, names={"a"})
        model = tool.get_model()
        assert SlidingWindow(**BaseTool.parameters_from_model(model.parameters)) == tool
        document = model.as_document()
        assert BaseTool.parameters_from_dicts(document["parameters"]) == list(model.parameters)

    def test_a_function_of_the_session_is_told_by_its_code(self) -> None:
        assert Apply(lambda value: value + 1) == Apply(lambda value: value + 1)
        assert Apply(lambda value: value + 1) != Apply(lambda value: value + 2)

    def test_what_cannot_be_compared_is_equal_to_itself_only(self) -> None:
        model = np.zeros(3)
        tool = Holder(model)
        assert tool == tool
        assert tool != Holder(model)

    def test_a_function_of_the_session_cannot_be_stored(self) -> None:
        tool = Apply(lambda value: value)
        assert list(tool.unportable) == ["func"]
        with pytest.raises(UnregisteredFunctionError, match=r"parameter 'func' .*test_base_tool\.py:\d+\)"):
            tool.get_model()

    def test_a_function_of_the_library_can(self) -> None:
        assert Apply(sum).get_model().as_document() == {
            "name": "apply",
            "version": "0.0.0",
            "parameters": [
                {"key": "func", "value": {"@function": "builtins:sum"}, "is_function": True, "is_set": False}
            ],
        }


class TestHistory:
    def test_a_record_goes_to_the_session_in_progress(self) -> None:
        records: list[dict[str, Any]] = []
        token = current_history.set(lambda **fields: records.append(fields))
        try:
            BaseTool.write_to_history(tool="clock", document_count=3)
        finally:
            current_history.reset(token)
        assert records == [{"tool": "clock", "document_count": 3}]

    def test_without_a_session_it_goes_nowhere(self) -> None:
        BaseTool.write_to_history(tool="clock")


def test_a_tool_that_computes_nothing_says_so() -> None:
    calls: dict[type[BaseTool], tuple[Any, ...]] = {
        Tool: ([], None, HOUR),
        MultiOutputTool: (None, None, HOUR, "house", []),
        PlateCreationTool: (None, HOUR),
    }
    for kind, arguments in calls.items():
        empty = type("Empty", (kind,), {})
        with pytest.raises(IncompatibleToolError, match="class Empty has no _execute method"):
            empty()._execute(*arguments)
    with pytest.raises(IncompatibleToolError, match="computes nothing"):
        type("Empty", (SelectorTool,), {})(selector_meta_data="house")._execute([], HOUR)


def test_an_error_in_a_constructor_of_any_kind_is_ours() -> None:
    class Odd(Tool):
        def __init__(self, key: str) -> None:
            super().__init__(key={}[key])

    with pytest.raises(ToolInitialisationError, match=r"odd 0\.0\.0") as caught:
        Odd("a")
    assert isinstance(caught.value.__cause__, KeyError)


def test_an_error_that_is_ours_already_goes_through_as_it_is() -> None:
    class Strict(Tool):
        size: int

        def validate(self) -> None:
            raise ToolInitialisationError("exactly this")

    with pytest.raises(ToolInitialisationError, match=r"^exactly this$"):
        Strict(size=1)


def test_values_given_as_dates_are_utc() -> None:
    class From(Tool):
        first: datetime

    assert From("2020-01-01T01:00:00+01:00").first == datetime(2020, 1, 1, tzinfo=UTC)
