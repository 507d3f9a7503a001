"""The streams of one channel: looking them up, finding them by meta data, listing them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from itertools import islice
from typing import Any, Literal, overload

from ..stores.keys import describe_channel
from ..stream.stream import Stream
from ..stream.stream_collections import StreamDict
from ..stream.stream_id import StreamId, get_stream_id
from ..utils.errors import MultipleStreamsFoundError, StreamNotFoundError
from ..utils.plain_texts import counted

MOST_NAMED = 10
"""So many names are told to whoever asks for another one."""


class StreamSet(ABC):
    """Streams by id, under the id of their channel.

    Attributes:
        channel_id: Short name of the channel.
    """

    def __init__(self, channel_id: str) -> None:
        self.channel_id = channel_id
        self._streams = StreamDict()

    @abstractmethod
    def create_stream(self, stream_id: StreamId, sandbox: None = None) -> Stream:
        """A new, empty stream.

        Raises:
            StreamAlreadyExistsError: It is already there.
        """

    @abstractmethod
    def purge_stream(
        self, stream_id: StreamId, remove_definition: bool = False, sandbox: None = None
    ) -> None:
        """Remove a stream's instances and computed intervals, and on request the stream itself.

        Raises:
            StreamNotFoundError: There is no such stream.
        """

    @property
    def streams(self) -> StreamDict:
        """All streams of the channel by id."""
        return self._streams

    # --- one
    @overload
    def get_or_create_stream(self, stream_id: Any, try_create: Literal[True] = True) -> Stream: ...
    @overload
    def get_or_create_stream(self, stream_id: Any, try_create: bool) -> Stream | None: ...
    def get_or_create_stream(self, stream_id: Any, try_create: bool = True) -> Stream | None:
        """The stream of this id, made where it is absent.

        Args:
            stream_id: A `StreamId`, a name, or a dict with name and meta_data.
            try_create: Make it where it is absent; without it, None is given then.
        """
        wanted = get_stream_id(stream_id)
        if not try_create:
            return self.streams.get(wanted)
        found = self._streams.get(wanted)
        return self._create(wanted) if found is None else found

    def _create(self, stream_id: StreamId) -> Stream:
        return self.create_stream(stream_id)

    def __getitem__(self, item: Any) -> Stream:
        """The stream of this id, **made** where it is absent."""
        return self.get_or_create_stream(item)

    def __setitem__(self, item: Any, stream: Stream) -> None:
        self._streams[get_stream_id(item)] = stream

    def __contains__(self, item: Any) -> bool:
        return self.get_or_create_stream(item, try_create=False) is not None

    # --- many
    def find_streams(self, name: str | None = None, **meta_data: Any) -> dict[StreamId, Stream]:
        """The streams of this name whose meta data has all of these values.

        Args:
            name: Any name when None.
            **meta_data: Values are compared as text: ``house=1`` finds ``house="1"``.
        """
        pairs = {(tag, str(value)) for tag, value in meta_data.items()}
        return {
            stream_id: stream
            for stream_id, stream in self.streams.items()
            if (name is None or stream_id.name == name) and pairs.issubset(stream_id.meta_data)
        }

    def find_stream(self, **criteria: Any) -> Stream:
        """The one stream that `find_streams` finds.

        Raises:
            StreamNotFoundError: (a `LookupError`) None.
            MultipleStreamsFoundError: (a `LookupError`) More than one.
        """
        found = self.find_streams(**criteria)
        if not found:
            raise self._not_found(criteria)
        if len(found) > 1:
            some = ", ".join(f"'{stream_id}'" for stream_id in islice(found, 3)) + (" ..." * (len(found) > 3))
            msg = (
                f"{len(found)} streams in channel {self.shown_id!r} fit {criteria!r}: {some}. "
                "Say more of the meta data, or use find_streams()."
            )
            raise MultipleStreamsFoundError(msg, criteria=criteria, found=list(found))
        return next(iter(found.values()))

    def purge_node(self, node_id: str, remove_definition: bool = False, sandbox: None = None) -> None:
        """`purge_stream` for every stream whose ``parent_node`` has this id."""
        for stream_id, stream in list(self.streams.items()):
            if stream.parent_node is not None and stream.parent_node.node_id == node_id:
                self.purge_stream(stream_id, remove_definition, sandbox)

    def _not_found(self, wanted: Any) -> StreamNotFoundError:
        name = wanted.get("name") if isinstance(wanted, dict) else getattr(wanted, "name", wanted)
        alike = sorted(stream_id for stream_id in self.streams if stream_id.name == name)
        names = [f"'{stream_id}'" for stream_id in alike]
        names = names or sorted({repr(stream_id.name) for stream_id in self.streams})
        known = ", ".join(names[:MOST_NAMED]) + (" ..." if len(names) > MOST_NAMED else "") or "none"
        shown = f"'{wanted}'" if isinstance(wanted, StreamId) else repr(wanted)
        of_this = "streams of this name" if alike else "known names"
        msg = f"Stream {shown} not found in channel {self.shown_id!r}; {of_this}: {known}."
        return StreamNotFoundError(msg, wanted=wanted, channel_id=self.channel_id)

    # --- telling
    @property
    def shown_id(self) -> str:
        """Its id as messages name it."""
        return describe_channel(self.channel_id)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(channel_id={self.channel_id!r})"

    def __str__(self) -> str:
        """The channel's id and its streams, a line each."""
        head = f"{self.channel_id} ({type(self).__name__}, {counted(len(self.streams), 'stream')})"
        return "\n  ".join([head, *map(str, sorted(self.streams))])

    def json_value(self) -> str:
        """What stands for it in JSON: its id."""
        return self.channel_id
