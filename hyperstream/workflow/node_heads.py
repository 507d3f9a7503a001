"""The first instances of a node's streams, printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .node_streams import NodeStreams
from .plate import Plate
from .values import as_pairs, shown


def print_head(
    node: NodeStreams,
    around: Any,
    plate_values: Iterable[Any],
    interval: Any,
    n: int,
    tell: Callable[[str], object],
) -> None:
    """Print the first ``n`` instances at each place of a node that there is; see `Node.print_head`."""
    found = False
    for value in plate_values:
        place = Plate.combine_values(around, value)
        stream = node.streams.find(place)
        if stream is None:
            continue
        found = True
        tell(f"{node.node_id} at {shown(place)}:")
        rows = list(stream.window(interval).head(n))
        for timestamp, held in rows:
            tell(f"  {timestamp}  {held!r}")
        if not rows:
            tell("  No data")
    if not found:
        tell(f"No streams found for {node.node_id} at {shown(as_pairs(around or ()))}")
