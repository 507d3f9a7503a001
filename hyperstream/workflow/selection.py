"""What is meant by ``node[...]``: a plate, a value, several of them, or a bare name."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from ..utils.errors import IncompatiblePlatesError, StreamNotFoundError
from .node_streams import NodeStreams
from .plate import Plate, PlateValue
from .values import Pairs, canonical, shown


def selected(node: NodeStreams, item: Any) -> Pairs:
    """The pairs that an index of a node stands for; none where all of it is meant.

    Args:
        node: The node.
        item: None or a plate (all of it), a `PlateValue`, the pairs of a place, a bare value such as
            ``"h1"``, or several of these.

    Raises:
        IncompatiblePlatesError: (a `ValueError`) It names a plate that the node does not lie on.
        StreamNotFoundError: (a `KeyError`) It names no value of the node's plates, or one of several.
    """
    pairs = _pairs(node, item)
    strange = [tag for tag, _ in pairs if tag not in node.tags]
    if strange:
        msg = (
            f"{shown(pairs)} is no place of node {node.node_id!r}, which {node.runs_over}: "
            f"it has no {' and no '.join(map(repr, strange))}."
        )
        raise IncompatiblePlatesError(msg, node=node, place=pairs)
    return pairs


def _pairs(node: NodeStreams, item: Any) -> Pairs:
    if item is None:
        return ()
    if isinstance(item, PlateValue):
        return canonical(item.pairs)
    if isinstance(item, Plate):
        _check_plate(node, item)
        return ()
    if isinstance(item, list | tuple):
        if item and all(_is_pair(each) for each in item):
            return canonical(tuple((str(tag), str(value)) for tag, value in item))
        return canonical(pair for each in item for pair in _pairs(node, each))
    return (_named(node, str(item)),)


def _is_pair(item: Any) -> bool:
    return (
        isinstance(item, list | tuple)
        and not isinstance(item, PlateValue)
        and len(item) == 2
        and isinstance(item[0], str)
    )


def _check_plate(node: NodeStreams, plate: Plate) -> None:
    around = {above.plate_id for own in node.plates for above in own.ancestor_plates}
    if plate.plate_id not in around and not set(plate.tags) <= set(node.tags):
        msg = (
            f"Node {node.node_id!r} {node.runs_over}; plate {plate.plate_id!r} with {_listed(plate.tags)} is "
            "none of its plates."
        )
        raise IncompatiblePlatesError(msg, node=node, plate=plate)


def _listed(tags: Sequence[str]) -> str:
    return f"({', '.join(tags)})"


def _named(node: NodeStreams, name: str) -> tuple[str, str]:
    tags = node.tags_of_value(name)
    if len(tags) == 1:
        return next(iter(tags)), name
    why = (
        f"{name!r} is a value of {' and of '.join(sorted(tags))}"
        if tags
        else f"no plate has a value {name!r}"
    )
    some = "; ".join(shown(place or ()) for place in islice(node.streams, 3)) or "none"
    more = "; ..." if len(node.streams) > 3 else ""
    msg = (
        f"Node {node.node_id!r} {node.runs_over}, and {why}. Name the whole place, ((tag, value), ...), "
        f"one of: {some}{more}."
    )
    raise StreamNotFoundError(msg, node=node, name=name)
