"""Which time of which stream is current, stale, failed or missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...drawing import shares
from ...time_interval import TimeInterval
from ...tool.run import RunOptions
from ...utils.time_utils import from_ms
from ..definition import WorkflowDefinition
from .stream_coverage import StreamCoverage, current_share
from .strips import WIDTH, Strips, strips_of
from .timelines import timelines

_WIDE = 120
"""Cells of a strip in a notebook."""


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
        return current_share(shares([row.timeline for row in self.rows]))

    def strips(self, cell: int | None = None, width: int = WIDTH) -> Strips:
        """The strips, streams of a node that look the same as one.

        Args:
            cell: Time of one character, ms; unless given, the smallest that one can count with and that fits.
            width: Characters that a strip has then at most.
        """
        return strips_of(self.rows, self.interval, cell, width)

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
    workflow: WorkflowDefinition, interval: TimeInterval, options: RunOptions | None = None, data: bool = True
) -> Coverage:
    """What is there over an interval; see `Seen.coverage`."""
    found = timelines(workflow, interval, options, data)
    rows = (
        StreamCoverage(node.node_id, place or (), found[stream.key])
        for node in workflow.nodes.values()
        for place, stream in node.streams.items()
    )
    return Coverage(workflow.workflow_id, interval, tuple(rows))


def _as_dict(row: StreamCoverage) -> dict[str, Any]:
    return {
        "node": row.node,
        "plate_value": [list(pair) for pair in row.plate_value],
        "current": row.current,
        "states": [
            {"start": from_ms(a), "end": from_ms(b), "state": state.words} for a, b, state in row.timeline
        ],
    }
