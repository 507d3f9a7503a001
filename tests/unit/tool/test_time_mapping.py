from __future__ import annotations

from datetime import timedelta

import pytest

from hyperstream.stores.ledger.model import WHOLE
from hyperstream.tool import WHOLE_HISTORY, Tool
from hyperstream.tool.time_mapping import Reach, reach_ms, reaches
from hyperstream.utils.errors import ArgumentTypeError, ArgumentValueError


class Silent(Tool):
    pass


class Weekly(Tool):
    lookback = "7d"


class Parametrised(Tool):
    window: float = 60.0

    @property
    def lookback(self) -> float:
        return self.window

    @property
    def lookahead(self) -> timedelta:
        return timedelta(seconds=self.window / 2)


class OfAge(Tool):
    """An old tool with a parameter of this name."""

    def __init__(self, lookback: float) -> None:
        super().__init__(lookback=lookback)


def test_one_reach_holds_for_all_sources() -> None:
    assert reaches("1d", 2.5, 2) == (Reach(86_400_000, 2500),) * 2


def test_each_source_may_have_its_own() -> None:
    assert reaches([0, WHOLE_HISTORY], 0, 2) == (Reach(0, 0), Reach(WHOLE, 0))


def test_a_reach_for_another_number_of_sources_is_an_error() -> None:
    with pytest.raises(ArgumentValueError, match="lookback is declared for 2 sources, and there are 3"):
        reaches([0, 1], 0, 3)


def test_no_reach_is_listed_as_none() -> None:
    assert reach_ms([]) == (0,)


@pytest.mark.parametrize(("value", "error"), [(-1, ArgumentValueError), (True, ArgumentTypeError)])
def test_a_reach_counts_outwards(value: object, error: type[Exception]) -> None:
    with pytest.raises(error, match="lookahead"):
        reach_ms(value, "lookahead")


def test_a_tool_that_says_nothing_declares_nothing() -> None:
    assert not Silent().declares_reach
    assert Silent().reaches(1) == (Reach(0, 0),)


def test_a_tool_declares_by_attribute_or_by_property() -> None:
    assert Weekly().declares_reach
    assert Weekly().reaches(1) == (Reach(604_800_000, 0),)
    assert Parametrised(window=10).reaches(1) == (Reach(10_000, 5000),)


def test_an_old_parameter_of_this_name_declares_nothing() -> None:
    tool = OfAge(lookback=3.0)
    assert not tool.declares_reach
    assert tool.parameters_dict == {"lookback": 3.0}


def test_whole_history_prints_as_it_is_written() -> None:
    assert repr(WHOLE_HISTORY) == "WHOLE_HISTORY"
