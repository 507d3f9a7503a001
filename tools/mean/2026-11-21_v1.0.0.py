"""Means."""

from __future__ import annotations

from hyperstream.tool.pooling import PoolingTool


class Mean(PoolingTool):
    """The mean over time, over a plate, or over both.

    One value a period (``every``), or at each timestamp of any source; see `PoolingTool`.
    """

    statistic = "mean"
