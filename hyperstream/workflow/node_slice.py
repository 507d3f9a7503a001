"""Part of a node: ``node[t]``, ``node["h1"]``, ``node[t][u]``."""

from __future__ import annotations

from typing import Any

from ..stream import Stream
from ..utils.errors import MultipleStreamsFoundError, StreamNotFoundError
from .node_streams import NodeStreams
from .plate import Plate
from .selection import selected
from .values import Pairs, canonical, restricted, shown


class NodeSlice:
    """The streams of a node at the places that contain some pairs.

    It can be narrowed (``part[u]``), be given a factor (``part[u] = ...``), and, where it names one stream,
    be used as that stream: ``node["h1"].write(...)``, ``node["h1"].window(...)``.

    Args:
        node: The node.
        pairs: The pairs.
    """

    __slots__ = ("node", "pairs")

    node: NodeStreams
    pairs: Pairs

    def __init__(self, node: NodeStreams, pairs: Pairs) -> None:
        object.__setattr__(self, "node", node)
        object.__setattr__(self, "pairs", pairs)

    @property
    def streams(self) -> list[Stream]:
        """Its streams."""
        streams = self.node.streams
        if len(self.pairs) == len(self.node.tags):
            found = streams.find(self.pairs)
            return [] if found is None else [found]
        tags = [tag for tag, _ in self.pairs]
        return list(streams.grouped(tags).get(restricted(self.pairs, tags), ()))

    @property
    def stream(self) -> Stream:
        """Its stream.

        Raises:
            StreamNotFoundError: (a `KeyError`) There is none.
            MultipleStreamsFoundError: (a `LookupError`) There are several.
        """
        found = self.streams
        if len(found) == 1:
            return found[0]
        where = f"Node {self.node.node_id!r} at {shown(self.pairs)}"
        if found:
            some = ", ".join(shown(stream.stream_id.meta_data) for stream in found[:3])
            more = ", ..." if len(found) > 3 else ""
            msg = f"{where} has {len(found)} streams ({some}{more}); name one of them."
            raise MultipleStreamsFoundError(msg, node=self.node, found=found)
        known = "; ".join(shown(place) for place in list(self.node.streams)[:5]) or "none"
        msg = f"{where} has no stream; its places are: {known}."
        raise StreamNotFoundError(msg, node=self.node, place=self.pairs)

    def __getitem__(self, item: Any) -> NodeSlice:
        return NodeSlice(self.node, canonical(self.pairs + selected(self.node, item)))

    def __setitem__(self, item: Any, factor: Any) -> None:
        if isinstance(factor, NodeSlice):
            return  # What ``part[a][b] = ...`` puts back.
        inner = () if isinstance(item, Plate) else selected(self.node, item)
        self.node[canonical(self.pairs + inner)] = factor

    # Any: whatever a stream has, methods and attributes alike.
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            msg = f"{type(self).__name__} has no attribute {name!r}"
            raise AttributeError(msg)
        return getattr(self.stream, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self.stream, name, value)

    def __repr__(self) -> str:
        return f"{self.node.node_id}[{shown(self.pairs)}]"
