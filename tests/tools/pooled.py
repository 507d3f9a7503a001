"""What mean, minimum, maximum and total are held to alike: periods, plates, both at once, and bad input."""

from __future__ import annotations

import math
from typing import Any

import pytest

from .kit import run, seconds, stream, tool_class


class PooledTests:
    """A statistic over time, over a plate, over both."""

    name: str
    of_three: float
    of_pair: float

    def tool(self, **parameters: Any) -> Any:
        return tool_class(self.name)(**parameters)

    def test_one_value_a_period_at_its_end(self) -> None:
        rows = stream([(1, 1), (4, 2), (10, 3.0), (11, 9), (25, 7)])
        found = run(self.tool(every=10), [rows], seconds(0, 30))
        assert found == [(10, self.of_three), (20, 9.0), (30, 7.0)]

    def test_without_a_period_one_value_for_each_time_of_any_source(self) -> None:
        first, second = stream([(1, 1.0), (2, 5)]), stream([(1, 3), (3, 4.0)])
        found = run(self.tool(aggregation_meta_data="house"), [first, second], seconds(0, 3))
        assert found == [(1, self.of_pair), (2, 5.0), (3, 4.0)]

    def test_both_at_once_pools_all_rows_of_a_period(self) -> None:
        first, second = stream([(1, 1.0), (2, 2.0)]), stream([(9, 3.0)])
        assert run(self.tool(every=10), [first, second], seconds(0, 10)) == [(10, self.of_three)]

    def test_nan_shows_in_the_result_and_no_source_gives_nothing(self) -> None:
        (found,) = run(self.tool(every=10), [stream([(1, math.nan), (2, 1.0)])], seconds(0, 10))
        assert math.isnan(found[1])
        assert run(self.tool(), [], seconds(0, 10)) == []

    def test_what_is_no_number_is_named(self) -> None:
        with pytest.raises(Exception, match=r"is 'warm' .*a number is needed"):
            run(self.tool(every=10), [stream([(1, "warm")])], seconds(0, 10))
