"""total: the sum of all rows of a period or a time."""

from __future__ import annotations

from .kit import run, seconds, stream
from .pooled import PooledTests


class TestTotal(PooledTests):
    name = "total"
    of_three = 6.0
    of_pair = 4.0

    def test_periods_end_where_the_offset_says(self) -> None:
        rows = stream([(5, 1.0), (6, 2.0), (16, 3.0)])
        assert run(self.tool(every=10, offset=6), [rows], seconds(0, 20)) == [(6, 3.0), (16, 3.0)]

    def test_a_period_belongs_to_the_interval_that_its_end_lies_in(self) -> None:
        rows = stream([(1, 1.0), (9, 2.0)])
        assert run(self.tool(every=10), [rows], seconds(0, 9)) == []
        assert run(self.tool(every=10), [rows], seconds(9, 10)) == [(10, 3.0)]
