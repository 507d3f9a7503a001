"""Sums."""

from __future__ import annotations

from hyperstream.tool.pooling import PoolingTool


class Total(PoolingTool):
    """The sum over time, over a plate, or over both.

    One value a period (``every``), or at each timestamp of any source; see `PoolingTool`.
    """

    statistic = "sum"
