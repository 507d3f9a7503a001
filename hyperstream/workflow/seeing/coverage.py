"""Which time of which stream is current, stale, failed or missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...drawing import State, Timeline, shares
from ...time_interval import TimeInterval, TimeIntervals
from ...time_interval.spans import normalise
from ...tool.run import RunOptions
from ...utils.time_utils import from_ms
from ..values import Pairs
from .strips import WIDTH, Strips, strips_of
from .timelines import timelines

if TYPE_CHECKING:
    from ..workflow import Workflow

_WIDE = 120
"""Cells of a strip in a notebook."""


@dataclass(frozen=True, slots=True)
class StreamCoverage:
    """One stream.

    Attributes:
        node: Name of its node, and of the stream.
        plate_value: Its place on the plates, pairs of tag and value.
        timeline: Stretches ``(a, b]`` in ms and their states, ascending, over all that was asked for.
    """

    node: str
    plate_value: Pairs
    timeline: Timeline

    @property
    def shares(self) -> Mapping[State, float]:
        """Which part of the time is in which state."""
        return shares([self.timeline])

    @property
    def current(self) -> float:
        """Which part of the time is current, from 0 to 1; computed and empty is current."""
        return _current(self.shares)

    def intervals(self, state: State) -> TimeIntervals:
        """The time in one state."""
        return TimeIntervals.from_spans(normalise((a, b) for a, b, held in self.timeline if held is state))


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is there of a workflow's streams over an interval; ``print`` shows it as strips.

    Attributes:
        workflow: Id of the workflow.
        interval: What was asked for.
        rows: One for each stream, nodes in the order of definition.
    """

    workflow: str
    interval: TimeInterval
    rows: tuple[StreamCoverage, ...]

    @property
    def current(self) -> float:
        """Which part of all the time of all streams is current, from 0 to 1."""
        return _current(shares([row.timeline for row in self.rows]))

    def strips(self, cell: int | None = None, width: int = WIDTH) -> Strips:
        """The strips, streams of a node that look the same as one.

        Args:
            cell: Time of one character, ms; unless given, the smallest that one can count with and that fits.
            width: Characters that a strip has then at most.
        """
        return strips_of(self, cell, width)

    def __str__(self) -> str:
        return self.strips().text()

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain values: times as `datetime`, shares from 0 to 1."""
        return {
            "workflow": self.workflow,
            "start": self.interval.start,
            "end": self.interval.end,
            "current": self.current,
            "streams": [_as_dict(row) for row in self.rows],
        }

    def _repr_html_(self) -> str:
        return self.strips(width=_WIDE).html(f"{self.workflow} {self.interval}")


def coverage(
    workflow: Workflow, interval: TimeInterval, options: RunOptions | None = None, data: bool = True
) -> Coverage:
    """What is there over an interval; see `Seen.coverage`."""
    found = timelines(workflow, interval, options, data)
    rows = (
        StreamCoverage(node.node_id, place or (), found[stream.key])
        for node in workflow.nodes.values()
        for place, stream in node.streams.items()
    )
    return Coverage(workflow.workflow_id, interval, tuple(rows))


def _current(found: Mapping[State, float]) -> float:
    return sum(share for state, share in found.items() if state.is_current)


def _as_dict(row: StreamCoverage) -> dict[str, Any]:
    return {
        "node": row.node,
        "plate_value": [list(pair) for pair in row.plate_value],
        "current": row.current,
        "states": [
            {"start": from_ms(a), "end": from_ms(b), "state": state.words} for a, b, state in row.timeline
        ],
    }
