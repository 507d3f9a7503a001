"""Nodes: streams of one name over plates, one stream for each place where the plates meet."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NoReturn

from ..stream import Stream
from .node_comparison import check_compatible, difference
from .node_heads import print_head
from .node_slice import NodeSlice
from .node_streams import NodeStreams
from .plate import Plate, PlateValue
from .ports import Computing
from .selection import selected
from .streams_by_place import StreamsByPlace

logger = logging.getLogger(__name__)


class Node(NodeStreams):
    """Streams of one name over plates.

    ``node[house]``, ``node[value]``, ``node["h1"]`` and ``node[t][u]`` are parts of it: assign a factor to
    one, or use one that names a single stream as that stream.

    Args:
        channel: Where its streams live.
        node_id: Its name, and that of its streams.
        streams: Its streams by place, for a node whose streams are fixed; otherwise they are made as the
            plates get their values.
        plates: The plates it lies on.
        workflow: The workflow it belongs to.

    Attributes:
        is_leaf: Whether no factor reads it.
    """

    # --- the factor
    @property
    def factor(self) -> Computing | None:
        """What computes it, or None."""
        return self._factor

    @factor.setter
    def factor(self, factor: Computing | None) -> None:
        self._factor = factor
        if factor is not None and factor.options.keep_versions and not self._fixed:
            self._release(self._streams.canonical.values())
            self._streams, self._seen = StreamsByPlace((), ()), None  # Made anew, as that version keeps them.
        for stream in self.streams.values():
            stream.producer = None if factor is None else factor.producer_of(stream)

    def hold(self) -> None:
        """Be what computes its streams, after somebody else was."""
        self._adopt(self._streams.canonical.values())

    def __getitem__(self, item: Any) -> NodeSlice:
        return NodeSlice(self, selected(self, item))

    def __setitem__(self, item: Any, factor: Mapping[str, Any]) -> None:
        """Have it computed by a factor, here or all over; see `WorkflowDefinition.assign`."""
        if isinstance(factor, NodeSlice):
            return  # What ``node[a][b] = ...`` and ``node[a] += ...`` put back.
        if self.workflow is None:
            super().__setitem__(item, factor)
            return
        pairs = selected(self, item)
        whole = item is None or isinstance(item, Plate) or _plates_only(item)
        self.workflow.assign(self, None if whole else pairs, factor)

    # --- comparing and showing
    def difference(self, other: Node) -> tuple[tuple[tuple[Plate, ...], tuple[Plate, ...]], list[int], bool]:
        """The plates that only one lies on, how many, and whether this is a sub-plate of it."""
        return difference(self.plates, other.plates)

    def check_compatible(self, item: Any, plates: Sequence[Plate], check_count: bool = True) -> None:
        """Whether plate values belong to these plates or plates around them.

        Args:
            item: A `PlateValue`, a plate, or several.
            plates: The plates.
            check_count: As many as there are plates have to be given.

        Raises:
            IncompatiblePlatesError: (a `ValueError`) They do not.
        """
        check_compatible(self, item, plates, check_count)

    def print_head(
        self,
        parent_plate_value: Any,
        plate_values: Iterable[Any],
        interval: Any,
        n: int = 10,
        print_func: Callable[[str], object] = logger.info,
    ) -> None:
        """Print the first instances of some of its streams.

        Args:
            parent_plate_value: Pairs that all of them share, or None.
            plate_values: The rest of their places.
            interval: What to look at.
            n: Instances of each.
            print_func: Takes a line.
        """
        print_head(self, parent_plate_value, plate_values, interval, n, print_func)

    def __getattr__(self, name: str) -> NoReturn:
        # Asked for what is not there: perhaps for what one of its streams has.
        msg = f"{type(self).__name__} has no attribute {name!r}"
        if not name.startswith("_") and hasattr(Stream, name):
            place = "[<place>]" if self.plates else "[None]"
            msg += f". A stream of it has: {self.node_id}{place}.{name}, where the node {self.runs_over}"
        raise AttributeError(msg, name=name, obj=self)

    def __repr__(self) -> str:
        return f"Node({self.node_id!r}, {self.runs_over}, channel={self.channel.channel_id!r})"


def _plates_only(item: Any) -> bool:
    several = isinstance(item, list | tuple) and not isinstance(item, PlateValue)
    return several and all(isinstance(each, Plate) for each in item)
