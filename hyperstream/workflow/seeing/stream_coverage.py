"""Which time of one stream is in which state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...drawing import State, Timeline, shares
from ...time_interval import TimeIntervals
from ...time_interval.spans import normalise
from ..values import Pairs


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
        return current_share(self.shares)

    def intervals(self, state: State) -> TimeIntervals:
        """The time in one state."""
        return TimeIntervals.from_spans(normalise((a, b) for a, b, held in self.timeline if held is state))


def current_share(found: Mapping[State, float]) -> float:
    """Which part of some shares is current, from 0 to 1."""
    return sum(share for state, share in found.items() if state.is_current)
