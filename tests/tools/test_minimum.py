"""minimum: the least row of a period or a time."""

from __future__ import annotations

from .pooled import PooledTests


class TestMinimum(PooledTests):
    name = "minimum"
    of_three = 1.0
    of_pair = 1.0
