"""mean: the mean of all rows of a period or a time."""

from __future__ import annotations

from .pooled import PooledTests


class TestMean(PooledTests):
    name = "mean"
    of_three = 2.0
    of_pair = 2.0
