"""maximum: the greatest row of a period or a time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from .kit import run, seconds, stream
from .pooled import PooledTests


class TestMaximum(PooledTests):
    name = "maximum"
    of_three = 3.0
    of_pair = 3.0

    @given(st.lists(st.tuples(st.integers(1, 99), st.floats(-9, 9)), max_size=30), st.integers(1, 40))
    def test_is_the_statistic_of_each_period_by_its_definition(
        self, rows: list[tuple[int, float]], every: int
    ) -> None:
        last = dict(rows)
        found = run(self.tool(every=every), [stream(sorted(last.items()))], seconds(0, 200))
        ends = sorted({-(-second // every) * every for second in last})
        assert found == [
            (end, max(value for second, value in last.items() if end - every < second <= end)) for end in ends
        ]
