"""Coverage as strips: streams of a node that look alike as one line, under a ruler."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from ...drawing import State, cells, fitting_cell, legend, ruler
from ...drawing.diagram import percent
from ...time_interval import TimeInterval
from ..values import Pairs
from .stream_coverage import StreamCoverage

WIDTH = 60
"""Cells of a strip, where nobody says how wide it is."""

NAMES = 24
"""Longest names of places at a line, characters."""


@dataclass(frozen=True, slots=True)
class Strip:
    """One line.

    Attributes:
        node: Name of the node.
        places: The streams on it, for people.
        states: The worst state in each cell.
        current: Which part of the time of its streams is current, from 0 to 1.
    """

    node: str
    places: str
    states: tuple[State, ...]
    current: float


@dataclass(frozen=True, slots=True)
class Strips:
    """All lines, with the same cells.

    Attributes:
        start: In ms, left out.
        end: In ms, in.
        cell: Time of one character, ms.
        lines: Nodes in the order of definition.
    """

    start: int
    end: int
    cell: int
    lines: tuple[Strip, ...]

    @property
    def ruler(self) -> str:
        """Times above the strips, as wide as these."""
        return ruler(self.start, self.end, self.cell).ljust(-(-(self.end - self.start) // self.cell))

    def labels(self) -> list[str]:
        """Node and places of each line, all equally wide."""
        wide = max((len(line.node) for line in self.lines), default=0)
        deep = max((len(line.places) for line in self.lines), default=0)
        return [f"{line.node:<{wide}}  {line.places:<{deep}}" for line in self.lines]

    def text(self, *, plain: bool = False) -> str:
        """The lines under the ruler, and what the signs mean; ``plain``: with ASCII signs only."""
        labels = self.labels()
        margin = max(map(len, labels), default=0)
        found = [f"{'':<{margin}}  {self.ruler}  current"]
        for label, line in zip(labels, self.lines, strict=True):
            strip = "".join(state.plain if plain else state.glyph for state in line.states)
            found.append(f"{label}  {strip}  {percent(line.current):>7}")
        return "\n".join(line.rstrip() for line in [*found, legend(plain), NOTE])

    def html(self, caption: str) -> str:
        """The lines as a table with coloured boxes, for a notebook."""
        rows = "".join(
            f"<tr><td><b>{escape(line.node)}</b></td><td>{escape(line.places)}</td>"
            f'<td style="white-space:nowrap">{_boxes(line.states)}</td>'
            f'<td style="text-align:right">{percent(line.current)}</td></tr>'
            for line in self.lines
        )
        return f"<table><caption>{escape(caption)}</caption>{rows}</table>"


NOTE = "a cell shows the worst state inside it"


def strips_of(
    given: Iterable[StreamCoverage], interval: TimeInterval, cell: int | None, width: int = WIDTH
) -> Strips:
    """The strips of some streams; without a cell, the smallest that people can count with and that fits."""
    start, end = interval.start_ms, interval.end_ms
    cell = cell or fitting_cell(start, end, width)
    nodes: dict[str, list[StreamCoverage]] = {}
    for row in given:
        nodes.setdefault(row.node, []).append(row)
    lines: list[Strip] = []
    for name, rows in nodes.items():
        alike: dict[tuple[State, ...], list[StreamCoverage]] = {}
        for row in rows:
            alike.setdefault(tuple(cells(row.timeline, start, end, cell)), []).append(row)
        common = _common([row.plate_value for row in rows])
        for states, group in alike.items():
            places = _places([row.plate_value for row in group], common, whole=len(group) == len(rows))
            lines.append(Strip(name, places, states, sum(row.current for row in group) / len(group)))
    return Strips(start, end, cell, tuple(lines))


def _common(places: Sequence[Pairs]) -> set[tuple[str, str]]:
    """The pairs that all places have; none where there is only one place."""
    return set.intersection(*map(set, places)) if len(places) > 1 else set(places[0][:-1])


def _places(places: Iterable[Pairs], common: set[tuple[str, str]], whole: bool) -> str:
    """The values that tell places apart: all of them where they fit, else the first and how many more."""
    names = ["/".join(value for tag, value in place if (tag, value) not in common) for place in places]
    text = " ".join(names)
    if len(text) <= NAMES:
        return text
    if whole and len(names) > 1:
        return f"all {len(names):,}"
    more = f" +{len(names) - 1:,}" if len(names) > 1 else ""
    first = names[0] if len(names[0]) + len(more) <= NAMES else f"{names[0][: NAMES - len(more) - 1]}…"
    return first + more


def _boxes(states: Sequence[State]) -> str:
    return "".join(
        f'<span title="{state.words}" style="display:inline-block;width:5px;height:14px;'
        f'background:{state.colour}"></span>'
        for state in states
    )
