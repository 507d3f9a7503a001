from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import pytest

from hyperstream.tool import AggregateTool, SelectorTool, Tool
from hyperstream.tool.parameters import REQUIRED
from hyperstream.utils.errors import ToolInitialisationError

if TYPE_CHECKING:
    from decimal import Decimal


class Clock(Tool):
    first: datetime
    stride: float = 1.0
    names: list[str] = []  # noqa: RUF012 - a parameter's default
    limit: float = None  # type: ignore[assignment]
    scale: ClassVar[float] = 2.0
    price: Decimal | None = None
    _private: int = 3


class OldClock(Tool):
    """As it was written for 0.3.8."""

    def __init__(self, first, stride=1.0):
        super(OldClock, self).__init__(first=first, stride=stride)  # noqa: UP008 - the old way
        if not isinstance(first, datetime):
            raise ValueError("Expected datetime")
        self._stride = timedelta(seconds=stride)


class OldGrab(Tool):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)


class OldByHand(Tool):
    def __init__(self, names, *, mode="all"):
        super().__init__()
        self.names = sorted(names)
        self.helper = "not a parameter"
        self._mode = mode


class OldAggregate(AggregateTool):
    def __init__(self, func, aggregation_meta_data, **kwargs):
        super().__init__(func=func, aggregation_meta_data=aggregation_meta_data, **kwargs)


class NewAggregate(AggregateTool):
    func: Callable


class Daughter(Clock):
    stride = 60.0
    colour: Literal["red", "blue"] = "red"


class NoneNeeded(Tool):
    pass


START = datetime(2020, 1, 1, tzinfo=UTC)


class TestAnnotated:
    def test_values_are_converted_and_defaults_filled_in(self) -> None:
        tool = Clock("2020-01-01", stride=3)
        assert tool.parameters_dict == {
            "first": START,
            "stride": 3.0,
            "names": [],
            "limit": None,
            "price": None,
        }
        assert type(tool.stride) is float

    def test_a_default_that_could_change_is_not_shared(self) -> None:
        assert Clock(START).names is not Clock(START).names

    def test_an_unknown_parameter_is_named_with_those_that_are_accepted(self) -> None:
        with pytest.raises(ToolInitialisationError) as caught:
            Clock(START, strid=3)
        assert str(caught.value) == (
            "Tool clock 0.0.0 cannot be made: it has no parameter 'strid'. It accepts: first: datetime, "
            "stride: float = 1.0, names: list[str] = [], limit: float = None, price: Any = None."
        )

    def test_a_missing_parameter_is_named(self) -> None:
        with pytest.raises(ToolInitialisationError, match="parameter 'first' is missing"):
            Clock(stride=3)

    def test_too_many_values_are_counted(self) -> None:
        with pytest.raises(
            ToolInitialisationError, match="it takes 5 values without a name at most, 6 were given"
        ):
            Clock(START, 1, [], None, None, "surplus")

    def test_a_value_given_twice_is_an_error(self) -> None:
        with pytest.raises(ToolInitialisationError, match="multiple values for argument 'first'"):
            Clock(START, first=START)

    def test_a_value_of_the_wrong_kind_names_the_parameter(self) -> None:
        with pytest.raises(ToolInitialisationError, match=r"parameter 'stride': '3' \(str\) is not a number"):
            Clock(START, stride="3")

    def test_a_daughter_inherits_parameters_and_may_change_defaults(self) -> None:
        tool = Daughter(START)
        assert list(tool.parameters_dict) == ["first", "stride", "names", "limit", "price", "colour"]
        assert tool.stride == 60.0

    def test_after_one_with_a_default_one_without_goes_by_name(self) -> None:
        class Mixed(AggregateTool):
            func: Callable = sum

        assert Mixed(max, aggregation_meta_data="house").func is max
        assert Mixed(aggregation_meta_data="house").func is sum
        with pytest.raises(ToolInitialisationError, match="it takes 1 values without a name at most, 2 were"):
            Mixed(max, "house")

    def test_a_tool_without_parameters_says_so(self) -> None:
        with pytest.raises(ToolInitialisationError, match=r"no parameter 'use'\. It accepts no parameters"):
            NoneNeeded(use=1)

    def test_an_aggregate_has_the_tag_of_its_plate_as_a_parameter(self) -> None:
        tool = NewAggregate(sum, "house")
        assert (tool.func, tool.aggregation_meta_data) == (sum, "house")
        with pytest.raises(ToolInitialisationError, match="'aggregation_meta_data' is missing"):
            NewAggregate(func=sum)

    def test_a_selector_may_be_without_a_tag(self) -> None:
        class Everything(SelectorTool):
            pass

        assert Everything(selector_meta_data=None).parameters_dict == {"selector_meta_data": None}


class TestWithConstructor:
    def test_an_old_constructor_declares_the_parameters(self) -> None:
        tool = OldClock(START, stride=2)
        assert tool.parameters_dict == {"first": START, "stride": 2}
        assert [(item.name, item.default) for item in OldClock.accepts()] == [
            ("first", REQUIRED),
            ("stride", 1.0),
        ]

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({}, "parameter 'first' is missing. It accepts: first, stride = 1.0."),
            ({"first": START, "strid": 1}, "no parameter 'strid'"),
            ({"first": "2020"}, "Expected datetime"),
            ({"first": START, "stride": "a"}, "cannot be made with"),
        ],
    )
    def test_its_errors_are_ours(self, arguments: dict[str, Any], message: str) -> None:
        with pytest.raises(ToolInitialisationError) as caught:
            OldClock(**arguments)
        assert message in str(caught.value)
        assert isinstance(caught.value, ValueError)

    def test_one_that_takes_anything_is_given_anything(self) -> None:
        assert OldGrab(a=1, b=2).parameters_dict == {"a": 1, "b": 2}
        assert OldGrab.accepts() == ()

    def test_what_it_made_of_a_parameter_is_the_parameter(self) -> None:
        tool = OldByHand(("b", "a"))
        assert tool.parameters_dict == {"names": ["a", "b"], "mode": "all"}

    def test_an_old_aggregate_passes_its_tag_on(self) -> None:
        tool = OldAggregate(sum, "house", extra=1)
        assert tool.parameters_dict == {"func": sum, "aggregation_meta_data": "house", "extra": 1}


def test_help_and_editors_see_what_a_tool_takes() -> None:
    assert str(inspect.signature(OldClock)) == "(first, stride=1.0)"
    assert list(inspect.signature(Clock).parameters) == ["first", "stride", "names", "limit", "price"]
    assert str(inspect.signature(OldByHand)) == "(names, *, mode='all')"
