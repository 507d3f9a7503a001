"""What the tests of the price generators share."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest

from hyperstream import TimeInterval
from hyperstream.prices import PricePath
from hyperstream.utils.errors import ToolInitialisationError

from .kit import at, run, seconds, tool_class

GRID = {"delta": 1.0, "stride": 60.0, "first": at(120), "seed": 7}


def check_stream(name: str, path: PricePath, **parameters: float) -> None:
    """The stream holds the prices of the path at its ticks, in whatever pieces it is asked for."""
    tool = tool_class(name)(**parameters, **GRID)
    prices = path.prices(0, 20_000).tolist()
    assert run(tool, [], seconds(0, 240)) == [(120, prices[0]), (180, prices[1]), (240, prices[2])]
    assert run(tool, [], seconds(0, 119.999)) == []
    assert run(tool, [], seconds(120, 180)) == [(180, prices[1])]
    # Ten thousand ticks at once, then three that lie on both sides of what is kept for small requests.
    whole = run(tool, [], seconds(180, 180 + 60 * 10_000))
    assert [price for _, price in whole] == prices[2:10_002]
    assert [second for second, _ in whole[:2]] == [240, 300]
    assert run(tool, [], seconds(120 + 60 * 4094, 120 + 60 * 4097)) == whole[4093:4096]
    assert run(pickle.loads(pickle.dumps(tool)), [], seconds(100, 130)) == [(120, prices[0])]


def check_far(name: str, **parameters: float) -> None:
    """A tick a century away is had at once, and is the same alone and among others."""
    tool = tool_class(name)(**parameters, delta=1e-9, stride=0.001, first="1920-01-01")
    far = TimeInterval("2019-12-31T23:59:59.990Z", "2020-01-01T00:00:00Z")
    rows = run(tool, [], far)
    assert len(rows) == 10
    assert run(tool, [], TimeInterval("2019-12-31T23:59:59.999Z", "2020-01-01T00:00:00Z")) == rows[9:]


def check_refused(name: str, good: dict[str, Any], *cases: tuple[dict[str, Any], str]) -> None:
    """Good parameters with each change are refused with its message."""
    for change, message in (
        *cases,
        ({"delta": -1}, "delta is -1.0; it must be 0 or more"),
        ({"stride": 0}, "stride is 0.0 seconds; it must be at least 0.001"),
        ({"stride": float("nan")}, "it must be at least 0.001, and finite"),
        ({"first": 7}, "parameter 'first': 7"),
        ({"seed": -1}, "seed is -1"),
    ):
        with pytest.raises(ToolInitialisationError, match=message):
            tool_class(name)(**{**good, **GRID, **change})


def returns(name: str, count: int = 50_000, **parameters: float) -> np.ndarray:
    """Steps of the logarithm of a stream's prices."""
    tool = tool_class(name)(**parameters, delta=1.0, stride=1.0, first=at(0), seed=3)
    return np.diff(np.log([price for _, price in run(tool, [], seconds(-1, count))]))
