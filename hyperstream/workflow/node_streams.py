"""The streams of a node: one for each place where its plates meet, as the plates are now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import is_not
from typing import Any

from ..channels import BaseChannel
from ..stream import Stream, StreamId
from ..utils.errors import IncompatiblePlatesError, LinkageError
from .overlap import overlapping_values
from .plate import Plate
from .ports import Assigning, Computing
from .streams_by_place import StreamsByPlace
from .values import Pairs, as_pairs, canonical, restricted, shown


class NodeStreams:
    """Streams of one name over plates, and what computes them.

    Args:
        channel: Where they live.
        node_id: Their name.
        streams: The streams by place, where they are fixed; otherwise they are made as the plates get their
            values.
        plates: The plates they lie on.
        workflow: The workflow they belong to.
    """

    def __init__(
        self,
        channel: BaseChannel,
        node_id: str,
        streams: Mapping[Any, Stream] | None = None,
        plates: Sequence[Plate] | None = None,
        workflow: Assigning | None = None,
    ) -> None:
        self.channel = channel
        self.node_id = node_id
        self.workflow = workflow
        self.is_leaf = True
        self.plates: tuple[Plate, ...] = tuple(plates or ())
        self._factor: Computing | None = None
        self._seen: tuple[Sequence[Pairs], ...] | None = None
        self._streams = StreamsByPlace((), ())
        self._names: tuple[StreamsByPlace, dict[str, set[str]]] = (self._streams, {})
        self._fixed = streams is not None
        if streams is not None:
            self._adopt(streams.values())
            self._streams = StreamsByPlace(
                streams.values(), tuple(as_pairs(place or ()) for place in streams)
            )

    def __setitem__(self, item: Any, factor: Mapping[str, Any]) -> None:
        """Have them computed by a factor, here or all over: a `Node` of a workflow knows how.

        Raises:
            LinkageError: (a `ValueError`) They belong to no workflow.
        """
        msg = f"Node {self.node_id!r} belongs to no workflow; make it by workflow.create_node(...)."
        raise LinkageError(msg, node=self)

    # --- where it lies
    @property
    def plate_ids(self) -> list[str]:
        """Ids of its plates."""
        return [plate.plate_id for plate in self.plates]

    @property
    def plate_values(self) -> list[Pairs] | None:
        """The places where its plates meet; None for a node on no plate."""
        return None if not self.plates else [place for place in self.streams if place is not None]

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of its places, outermost first."""
        return tuple(dict.fromkeys(tag for plate in self.plates for tag in plate.tags))

    @property
    def runs_over(self) -> str:
        """Its plates in words: ``runs over (city, house)``."""
        return f"runs over ({', '.join(self.tags)})" if self.tags else "runs over no plate"

    # --- streams
    @property
    def streams(self) -> StreamsByPlace:
        """Its streams by place, as the plates are now; the one stream of a node on no plate is at None."""
        values = tuple([plate.values for plate in self.plates])
        seen = self._seen
        if not self._fixed and (seen is None or any(map(is_not, values, seen))):
            self._streams = self._gathered()
            self._seen = values
        return self._streams

    def _gathered(self) -> StreamsByPlace:
        places = overlapping_values(self.plates)
        known = self._streams.canonical
        streams, new = [], []
        for place in places:
            key = canonical(place)
            stream = known.get(key)
            if stream is None:
                plain = self.channel.get_or_create_stream(StreamId(self.node_id, key))
                stream = plain if self._factor is None else self._factor.kept(plain)
                new.append(stream)
            streams.append(stream)
        self._adopt(new)
        there = {stream.stream_id.meta_data for stream in streams}
        self._release(stream for key, stream in known.items() if key not in there)
        return StreamsByPlace(streams, places)

    def _adopt(self, streams: Iterable[Stream]) -> None:
        for stream in streams:
            stream.parent_node = self
            if self._factor is not None:
                stream.producer = self._factor.producer_of(stream)

    def at(self, place: Pairs) -> Stream:
        """The stream at what of a place concerns this node.

        Raises:
            IncompatiblePlatesError: (a `ValueError`) Its plates have no such place.
        """
        tags = self.tags
        found = self.streams.find(tuple(pair for pair in place if pair[0] in tags))
        if found is None:
            msg = (
                f"Node {self.node_id!r} {self.runs_over} and has no stream at {shown(place)}, where another "
                "node of the same factor has one. Add the value to its plates, or take it from the other's."
            )
            raise IncompatiblePlatesError(msg, node=self, place=place)
        return found

    def streams_within(self, place: Pairs) -> Sequence[Stream]:
        """The streams that belong to a place, in natural order: all that agree with it."""
        common = [tag for tag in self.tags if tag in dict(place)]
        return self.streams.grouped(common).get(restricted(canonical(place), common), ())

    def tags_of_value(self, name: str) -> set[str]:
        """The tags of which this is a value, among its places."""
        streams = self.streams
        if self._names[0] is not streams:
            index: dict[str, set[str]] = {}
            for key in streams.canonical:
                for tag, value in key:
                    index.setdefault(value, set()).add(tag)
            self._names = (streams, index)
        return self._names[1].get(name, set())

    def intersection(self, meta_data: Any) -> dict[Any, Stream]:
        """The streams whose places contain all of these pairs, by place."""
        wanted = set(canonical(as_pairs(meta_data or ())))
        return {place: stream for place, stream in self.streams.items() if wanted <= set(place or ())}

    def purge(self) -> None:
        """Remove all rows and computed intervals of its streams."""
        for stream in self.streams.values():
            stream.purge()

    def let_go(self) -> None:
        """Be what computes its streams no longer; they stay, and so does what was computed."""
        self._release(self._streams.canonical.values())

    def _release(self, streams: Iterable[Stream]) -> None:
        for stream in streams:
            if self._factor is not None and stream.producer == self._factor.producer_of(stream):
                stream.producer = None
            if stream.parent_node is self:
                stream.parent_node = None
