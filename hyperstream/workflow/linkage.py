"""Whether the nodes of a factor belong together: known to the workflow, and not going round in circles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..utils.errors import ArgumentValueError, LinkageError
from .defined import Defined
from .node import Node
from .node_creation_factor import NodeCreationFactor
from .node_slice import NodeSlice


def as_node(item: Any, what: str) -> Node:
    """The node that was given, or the whole node of a part.

    Raises:
        ArgumentValueError: (a `ValueError`) It is no node.
    """
    node = item.node if isinstance(item, NodeSlice) else item
    if not isinstance(node, Node):
        msg = f"The {what} of a factor must be a node, not {item!r}; workflow.create_node(...) makes one."
        raise ArgumentValueError(msg, node=item)
    return node


def as_nodes(items: Any, what: str = "source") -> list[Node]:
    """Several nodes: one, a list of them, or None for none."""
    if items is None:
        return []
    if isinstance(items, Node | NodeSlice):
        return [as_node(items, what)]
    if not isinstance(items, Iterable) or isinstance(items, str | Mapping):
        return [as_node(items, what)]
    return [as_node(item, what) for item in items]


def check_known(workflow: Defined, nodes: Iterable[Node | None]) -> None:
    """Refuse nodes of other workflows.

    Raises:
        LinkageError: (a `ValueError`) A node is not one of the workflow's.
    """
    for node in nodes:
        if node is not None and workflow.nodes.get(node.node_id) is not node:
            msg = (
                f"Node {node.node_id!r} is not a node of workflow {workflow.workflow_id!r}. Make it there: "
                f"workflow.create_node({node.node_id!r}, ...); it will have the same streams."
            )
            raise LinkageError(msg, node=node, workflow=workflow)


def check_no_circle(workflow: Defined, sink: Node, reads: Sequence[Node]) -> None:
    """Refuse a factor whose sources rest on its sink.

    Raises:
        LinkageError: (a `ValueError`) They do; the message names the way round.
    """
    for node in reads:
        path = _way(workflow, node, sink)
        if path:
            names = " → ".join(each.node_id for each in [*path, sink])
            msg = f"Node {sink.node_id!r} would rest on itself: {names}. Leave one of these factors out."
            raise LinkageError(msg, sink=sink, path=path)


def check_not_on(workflow: Defined, source: Node, plate_id: str) -> None:
    """Refuse to fill a plate from a node that lies on it, or that rests on one that does.

    Raises:
        LinkageError: (a `ValueError`) It does; the message names the way.
    """
    for node in workflow.nodes.values():
        if plate_id in _plates_around(node) and (path := _way(workflow, source, node)):
            names = " → ".join(each.node_id for each in path)
            msg = (
                f"Plate {plate_id!r} would rest on itself: its values would be found in {source.node_id!r}, "
                f"and {names} lies on it. Look for them in a node outside of the plate."
            )
            raise LinkageError(msg, source=source, plate_id=plate_id)


def _way(workflow: Defined, start: Node, goal: Node) -> list[Node]:
    """The nodes from ``goal`` down to ``start``, where ``start`` rests on ``goal``; else none."""
    came_from: dict[Node, Node | None] = {start: None}
    waiting = [start]
    while waiting:
        node = waiting.pop()
        if node is goal:
            path: list[Node] = []
            step: Node | None = node
            while step is not None:
                path.append(step)
                step = came_from[step]
            return path
        for behind in _behind(workflow, node):
            if behind not in came_from:
                came_from[behind] = node
                waiting.append(behind)
    return []


def _behind(workflow: Defined, node: Node) -> Iterable[Node]:
    """What a node rests on: what its factor reads, and what its plates were found in."""
    if node.factor is not None:
        yield from node.factor.reads
    around = _plates_around(node)
    for factor in workflow.factors:
        if isinstance(factor, NodeCreationFactor) and factor.output_plate.plate_id in around:
            yield from factor.reads


def _plates_around(node: Node) -> set[str]:
    return {above.plate_id for plate in node.plates for above in plate.ancestor_plates}
