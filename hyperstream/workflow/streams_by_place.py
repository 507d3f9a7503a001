"""The streams of a node by their places on its plates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..stream import Stream
from ..utils.errors import StreamNotFoundError
from .values import Pairs, canonical, restricted, shown

Place = Pairs | None
"""A place on some plates; None for a node on no plate."""


class StreamsByPlace(Mapping[Place, Stream]):
    """Streams by place; the order of the pairs in a place does not matter.

    Args:
        streams: Each at a place of its own, which its id says.
        places: The same places as people read them, outermost plate first.
    """

    def __init__(self, streams: Iterable[Stream], places: Sequence[Pairs]) -> None:
        self._places = places
        self._streams = {stream.stream_id.meta_data: stream for stream in streams}
        self._groups: dict[frozenset[str], dict[Pairs, list[Stream]]] = {}

    def __getitem__(self, place: Place) -> Stream:
        found = self.find(place or ())
        if found is None:
            known = "; ".join(shown(each) for each in self._places[:5]) or "none"
            more = " ..." if len(self._places) > 5 else ""
            msg = f"There is no stream at {shown(place)}; the places are: {known}{more}."
            raise StreamNotFoundError(msg, place=place)
        return found

    def find(self, place: Pairs) -> Stream | None:
        """The stream at a place, or None."""
        return self._streams.get(place) or self._streams.get(canonical(place))

    def __iter__(self) -> Iterator[Place]:
        return iter(self._places) if self._places != ((),) else iter((None,))

    def __len__(self) -> int:
        return len(self._places)

    @property
    def canonical(self) -> Mapping[Pairs, Stream]:
        """The streams by their places in the order of the tags, as ids have them."""
        return self._streams

    def grouped(self, tags: Iterable[str]) -> Mapping[Pairs, Sequence[Stream]]:
        """The streams by what of their places concerns some tags, in natural order within each group."""
        wanted = frozenset(tags)
        if wanted not in self._groups:
            groups: dict[Pairs, list[Stream]] = {}
            for place in self._places:
                key = canonical(place)
                groups.setdefault(restricted(key, wanted), []).append(self._streams[key])
            self._groups[wanted] = groups
        return self._groups[wanted]

    def __repr__(self) -> str:
        return f"StreamsByPlace({len(self)} streams)"
