"""The diagram of a workflow: a card for each node, a pill for each factor, a frame for each plate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from ...channels.channel_manager import ALIASES
from ...drawing import Arrow, Card, Diagram, Frame, Pill, State, shares
from ...time_interval import TimeInterval
from ...tool.durations import duration_ms, duration_text
from ...utils.time_utils import from_ms
from ..definition import WorkflowDefinition
from ..factor_base import FactorBase, StreamFactor
from ..multi_output_factor import MultiOutputFactor
from ..node import Node
from ..node_creation_factor import NodeCreationFactor
from ..plate import Plate
from .timelines import share_of, timelines

SHOWN_VALUES = 3
"""Values of a plate that are named in its corner."""

_FRIENDLY = {channel_id: alias for alias, channel_id in ALIASES.items()}
"""Names of channels for people."""

_SHORT = {"aggregation_meta_data": "over", "selector_meta_data": "over"}
"""Names of parameters for people, as ``hs.factors`` takes them."""

NOTE = 34
"""Longest note, characters."""


def diagram_of(workflow: WorkflowDefinition, interval: TimeInterval | None = None) -> Diagram:
    """The diagram, with how much of an interval is there where one is given."""
    frames = _Frames()
    cards = tuple(_cards(workflow, interval, frames))
    pills, arrows = [], []
    for number, factor in enumerate(workflow.factors):
        key = f"factor {number}"
        pills.append(_pill(key, factor, frames))
        arrows += list(_arrows(key, factor, frames, workflow))
    note = workflow.name if workflow.name != workflow.workflow_id else ""
    if interval is not None:
        note = f"{note}   {_shown(interval)}".strip()
    return Diagram(
        workflow.workflow_id, note, tuple(frames.found.values()), cards, tuple(pills), tuple(arrows)
    )


class _Frames:
    """The frames that nodes and factors lie in, made as they are needed."""

    def __init__(self) -> None:
        self.found: dict[str, Frame] = {}

    def of(self, plates: Sequence[Plate]) -> str:
        """Key of the frame for these plates; empty for none. Nested plates are nested frames."""
        if not plates:
            return ""
        around = {above.plate_id for plate in plates for above in plate.ancestor_plates[:-1]}
        inner = [plate for plate in plates if plate.plate_id not in around]
        return self._one(inner[0]) if len(inner) == 1 else self._crossing(inner)

    def _one(self, plate: Plate) -> str:
        key = f"plate {plate.plate_id}"
        if key not in self.found:
            parent = "" if plate.parent is None else self._one(plate.parent)
            self.found[key] = Frame(key, plate.plate_id, _values(plate), parent)
        return key

    def _crossing(self, plates: Sequence[Plate]) -> str:
        """A frame for all combinations, inside what all of the plates have around them."""
        title = " × ".join(plate.plate_id for plate in plates)
        key = f"plates {title}"
        if key not in self.found:
            shared = [
                above
                for above in plates[0].ancestor_plates[:-1]
                if all(above in plate.ancestor_plates for plate in plates)
            ]
            parent = self._one(shared[-1]) if shared else ""
            self.found[key] = Frame(key, title, "all combinations", parent)
        return key


def _cards(workflow: WorkflowDefinition, interval: TimeInterval | None, frames: _Frames) -> Iterator[Card]:
    states = {} if interval is None else timelines(workflow, interval, None, data=False)
    for node in workflow.nodes.values():
        streams = list(node.streams.values())
        plural = "" if len(streams) == 1 else "s"
        count = f"{len(streams):,} stream{plural} · " if node.plates else ""
        found: Mapping[State, float] = shares(share_of(states, streams)) if states else {}
        yield Card(
            f"node {node.node_id}",
            node.node_id,
            count + _FRIENDLY.get(node.channel.channel_id, node.channel.channel_id),
            frames.of(node.plates),
            found,
        )


def _pill(key: str, factor: FactorBase, frames: _Frames) -> Pill:
    return Pill(key, factor.tool.name, factor.tool.version, _note(factor), frames.of(_plates(factor)))


def _plates(factor: FactorBase) -> Sequence[Plate]:
    """The plates for each value of which a factor is called once."""
    if isinstance(factor, MultiOutputFactor):
        return () if factor.source_node is None else factor.source_node.plates
    if isinstance(factor, StreamFactor):
        return factor.sink_node.plates
    return factor.source_nodes[0].plates if factor.source_nodes else ()


def _note(factor: FactorBase) -> str:
    """The parameters that were set, short."""
    plain = {parameter.name: parameter.default for parameter in type(factor.tool).accepts()}
    given = [
        f"{_SHORT.get(name, name)}={_value(value)}"
        for name, value in factor.tool.parameters_dict.items()
        if not _is_plain(value, plain.get(name))
    ]
    if factor.tools.assigned:
        given.append("differs by place")
    text = ", ".join(given)
    return text if len(text) <= NOTE else f"{text[: NOTE - 1].rstrip()}…"


def _is_plain(value: object, default: object) -> bool:
    """Whether a parameter is what it is when nobody says so."""
    if value is None or _value(value) == _value(default):
        return True
    if not isinstance(value, timedelta) or not isinstance(default, str | int | float):
        return False
    return duration_ms(value) == duration_ms(default)


def _value(value: object) -> str:
    """A parameter for people."""
    if isinstance(value, timedelta):
        return duration_text(duration_ms(value))
    if callable(value):
        return str(getattr(value, "__name__", "function"))
    return value if isinstance(value, str) else repr(value)


def _arrows(key: str, factor: FactorBase, frames: _Frames, workflow: WorkflowDefinition) -> Iterator[Arrow]:
    for node in factor.reads:
        yield Arrow(f"node {node.node_id}", key, beside=node not in factor.source_nodes)
    if isinstance(factor, StreamFactor):
        yield Arrow(key, f"node {factor.sink_node.node_id}")
    elif isinstance(factor, NodeCreationFactor):
        inside = _first_on(workflow.nodes.values(), factor.output_plate.plate_id)
        if inside is not None:
            plate = f"plate {factor.output_plate.plate_id}"
            yield Arrow(
                key, f"node {inside.node_id}", beside=True, frame=plate if plate in frames.found else ""
            )


def _first_on(nodes: Iterable[Node], plate_id: str) -> Node | None:
    """The first node on a plate or on one below it."""
    return next(
        (node for node in nodes if any(plate_id in plate.ancestor_plate_ids for plate in node.plates)), None
    )


def _values(plate: Plate) -> str:
    """How many values, and the first of them."""
    names = list(dict.fromkeys(value[-1][1] for value in plate.values))
    if not names:
        return "no value yet"
    more = f" … {len(names):,} in all" if len(names) > SHOWN_VALUES else ""
    return ", ".join(names[:SHOWN_VALUES]) + more


def _shown(interval: TimeInterval) -> str:
    start, end = (f"{from_ms(ms):%Y-%m-%d %H:%M}" for ms in (interval.start_ms, interval.end_ms))
    return f"({start}, {end}] UTC"
