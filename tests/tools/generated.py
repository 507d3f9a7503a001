"""What the tests of the generators share: ticks, draws, and how far draws may lie from their law."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from hyperstream import Batch, Stream
from hyperstream.tool import BaseTool
from hyperstream.utils.errors import ToolExecutionError, ToolInitialisationError

from .kit import empty, listed, rows_of, run, seconds, stream, tool_class

MANY = 40_000
"""Ticks of a statistical test. Its seed is fixed, so that it either always passes or never does."""


def ticks(count: int, every_ms: int = 1000) -> Stream:
    """A stream with so many ticks, the first at ``every_ms``."""
    times = np.arange(1, count + 1) * every_ms
    made = empty("ticks")
    made.write(Batch(times, times.astype(float)))
    return made


def draws(tool: BaseTool, count: int = MANY) -> np.ndarray:
    """What a tool draws for the first ticks, one a second."""
    sink = empty("sink")
    tool.execute([], sink, seconds(0, count), ticks(count))  # type: ignore[attr-defined]
    found = rows_of(sink)
    assert np.array_equal(found.timestamps, np.arange(1, count + 1) * 1000)
    return np.asarray(found.values)


def check_first_version(name: str, draw: Callable[[random.Random], Any], **parameters: Any) -> None:
    """With a seed, v1 gives what Python draws with it, and leaves the global generator alone."""
    tool = tool_class(name, "1.0.0")(**parameters, seed=1234)
    assert not tool.split_invariant
    rng, untouched = random.Random(1234), random.getstate()
    sink, aligned = empty("sink"), stream([(second, "tick") for second in (1, 2, 5, 8, 9)])
    for start, end in ((0, 4), (4, 10)):  # the second call goes on where the first one stopped
        tool.execute([], sink, seconds(start, end), aligned)  # type: ignore[attr-defined]
    assert listed(sink) == [(second, draw(rng)) for second in (1, 2, 5, 8, 9)]
    assert random.getstate() == untouched
    check_alignment(tool)


def check_second_version(name: str, known: Sequence[Any], **parameters: Any) -> None:
    """v2 gives these values at the seconds 1, 2 and 5, in whatever order it is asked; they are its seed's."""
    tool = tool_class(name)(**parameters, seed=7)
    assert (tool.version, tool.split_invariant) == ("2.0.0", True)
    sink, aligned = empty("sink"), stream([(second, "tick") for second in (1, 2, 5)])
    for start, end in ((1, 10), (0, 1)):
        tool.execute([], sink, seconds(start, end), aligned)  # type: ignore[attr-defined]
    assert listed(sink) == list(zip((1, 2, 5), known, strict=True))
    other = run(tool_class(name)(**parameters, seed=8), [], seconds(0, 10), alignment_stream=aligned)
    assert other != listed(sink)
    check_alignment(tool)
    for seed in (-1, 2**128 + 1):
        with pytest.raises(ToolInitialisationError, match="seed is"):
            tool_class(name)(**parameters, seed=seed)


def check_alignment(tool: BaseTool) -> None:
    """Without an alignment stream there are no ticks to draw for."""
    with pytest.raises(ToolExecutionError, match="each tick of an alignment stream, and has none"):
        run(tool, [], seconds(0, 10))


def check_refused(name: str, *cases: tuple[dict[str, Any], str], version: str | None = None) -> None:
    """The parameters of each case are refused with its message."""
    for parameters, message in cases:
        with pytest.raises(ToolInitialisationError, match=message):
            tool_class(name, version)(**parameters)


def check_moments(values: np.ndarray, mean: float, deviation: float) -> None:
    """Mean and standard deviation are as expected, to five standard errors."""
    error = deviation / np.sqrt(values.size)
    assert abs(values.mean() - mean) < 5 * error
    fourth = np.mean((values - values.mean()) ** 4) / values.var() ** 2
    assert abs(values.std() / deviation - 1) < 5 * np.sqrt((fourth - 1) / 4 / values.size)


def check_law(values: np.ndarray, distribution: Callable[[float], float]) -> None:
    """The values follow this distribution function (Kolmogorov and Smirnov, at one in a thousand)."""
    expected = np.array([distribution(float(value)) for value in np.sort(values)])
    steps = np.arange(values.size + 1) / values.size
    distance = max(np.max(steps[1:] - expected), np.max(expected - steps[:-1]))
    assert distance * np.sqrt(values.size) < 1.95


def check_independence(values: np.ndarray) -> None:
    """A tick tells nothing of the next ones."""
    centred = (values - values.mean()) / values.std()
    for lag in (1, 2, 3, 1000):
        assert abs(np.mean(centred[lag:] * centred[:-lag])) < 4.5 / np.sqrt(values.size)
