"""How far a request reaches: the same before its results are there and after, through memory too."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any

import pytest

from hyperstream import Batch, HyperStream, TimeInterval, Workflow

pytestmark = pytest.mark.filterwarnings("ignore::hyperstream.utils.errors.LateDataWarning")

SECOND = 1000


def seconds(a: int, b: int) -> TimeInterval:
    return TimeInterval.from_ms(a * SECOND, b * SECOND)


@pytest.fixture(params=["database", "memory"])
def workflow(request: Any) -> Iterator[Workflow]:
    """Two windows of 9 s after each other; what the second one gives is in memory, or lasts."""
    with HyperStream("sqlite:///:memory:") as hs:
        with hs.create_workflow("windows") as w:
            raw = w.create_node("raw")
            inner = w.create_node("inner")
            outer = w.create_node("outer", request.param)
            last = w.create_node("last")
            inner[None] = hs.factors.rolling(raw, window=9.0, statistic="sum")
            outer[None] = hs.factors.rolling(inner, window=9.0, statistic="sum")
            last[None] = hs.factors.apply(outer, func=operator.neg)
        yield w


def stream_of(w: Workflow, node: str) -> Any:
    return next(iter(w.nodes[node].streams.values()))


def write(w: Workflow, *times: int) -> None:
    stream_of(w, "raw").write(Batch([second * SECOND for second in times], [1.0] * len(times)))


def test_what_was_computed_through_memory_asks_for_no_more_than_what_is_not_there_yet(
    workflow: Workflow,
) -> None:
    write(workflow, 3, 25, 40, 55)
    workflow.execute(seconds(0, 21))
    write(workflow, 15)  # what is stale by it, inner in (15, 21], lies before all that the next request needs

    workflow.execute(seconds(31, 60))

    assert workflow.plan(seconds(31, 60)).nothing_to_do


def test_what_lies_behind_memory_is_reached_as_far_as_results_rest_on_it(workflow: Workflow) -> None:
    write(workflow, 3, 25, 32, 55)
    workflow.execute(seconds(31, 60))
    write(workflow, 24)

    plan = workflow.plan(seconds(31, 33))

    assert plan.of(stream_of(workflow, "inner").key) == ((24 * SECOND - 1, 33 * SECOND),)
    workflow.execute(seconds(31, 33))
    # inner: 1 at 24, 2 at 25, 3 at 32; outer sums what lies less than 9 s before 32
    assert stream_of(workflow, "last").window(seconds(31, 33)).values() == [-6.0]
