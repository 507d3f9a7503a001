"""Which streams a stored channel has: found in one round trip, remembered in few.

A stream is known by its ledger as soon as it has rows, and by its definition before that. A
definition is stored with the stream's first rows, together with those of other streams that wait
for theirs: 100 k streams cost a hundred round trips, and none as long as nothing is written.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from ..models.definitions import STREAM_KIND, stream_document
from ..stores.keys import StreamKey, parse_key
from ..stores.port import Document, Store
from ..stream.stream import Stream
from ..stream.stream_id import StreamId
from ..utils.errors import StoreFormatError

if TYPE_CHECKING:
    from ..models.stream import StreamDefinitionModel

GROUP = 1000
"""Waiting definitions that are stored in one round trip."""


class Definitions:
    """The definitions of one channel's streams.

    Args:
        channel_id: Whose.
        store: Where they are kept.
    """

    def __init__(self, channel_id: str, store: Store) -> None:
        self._channel_id = channel_id
        self._store = store
        self._waiting: dict[StreamKey, Stream] = {}

    def listing(self) -> Iterator[StreamId]:
        """The ids of all streams that have a ledger or a definition; may repeat."""
        for key in self._store.keys(self._channel_id):
            parts = parse_key(key)
            yield StreamId(parts.name, parts.meta_data)
        for document in self._store.get_documents(STREAM_KIND):
            stream_id = _identity(document, self._channel_id)
            if stream_id is not None:
                yield stream_id

    def await_rows(self, stream: Stream) -> None:
        """Store this stream's definition when it gets its first rows."""
        self._waiting[stream.key] = stream

    def has_rows(self, key: StreamKey) -> None:
        """Store the definition of this stream now if it waits, and those of others with it."""
        stream = self._waiting.pop(key, None)
        if stream is not None:
            others = list(itertools.islice(self._waiting, GROUP - 1))
            self.store([stream, *map(self._waiting.pop, others)])

    def store(self, streams: Iterable[Stream]) -> None:
        """Store these definitions where there is none yet."""
        new = {stream.key: stream for stream in streams}
        there = {document["_id"] for document in self._store.get_documents(STREAM_KIND, list(new))}
        self._store.put_documents(
            STREAM_KIND, [_document(stream) for key, stream in new.items() if key not in there]
        )

    def kept_versions(self, stream_id: StreamId) -> list[StreamKey]:
        """Keys of the versions of this stream that are kept side by side."""
        own = stream_id.key(self._channel_id)
        return [key for key in self._store.keys(self._channel_id) if key.startswith(own[:-1] + ",")]

    def load(self, stream: Stream) -> StreamDefinitionModel | None:
        """The stored definition, checked, if there is one.

        Raises:
            StoreFormatError: What is stored is no definition of a stream.
        """
        # Imported here: a definition is rarely looked at, and mongoengine takes 0.2 s to import.
        from ..models.base import from_document
        from ..models.stream import StreamDefinitionModel

        for document in self._store.get_documents(STREAM_KIND, [stream.key]):
            return from_document(StreamDefinitionModel, document)
        return None

    def save(
        self, stream: Stream, last_updated: datetime | None = None, last_accessed: datetime | None = None
    ) -> None:
        """Put this definition in the place of the stored one."""
        self._waiting.pop(stream.key, None)
        self._store.put_documents(STREAM_KIND, [_document(stream, last_updated, last_accessed)])

    def remove(self, key: StreamKey) -> None:
        """Forget this definition."""
        self._waiting.pop(key, None)
        self._store.delete_documents(STREAM_KIND, [key])


def _document(
    stream: Stream, last_updated: datetime | None = None, last_accessed: datetime | None = None
) -> Document:
    stream_id, kind = stream.stream_id, type(stream).__name__
    return stream_document(
        stream.key,
        stream.channel_id,
        stream_id.name,
        stream_id.meta_data,
        kind,
        last_updated,
        last_accessed,
    )


def _identity(document: Document, channel_id: str) -> StreamId | None:
    """Which stream of this channel the definition is of, None for another channel's."""
    try:
        return StreamId(**document["stream_id"]) if document["channel_id"] == channel_id else None
    except (KeyError, TypeError, ValueError) as error:
        msg = (
            f"The stored document {document.get('_id')!r} is no stream definition ({error}). "
            "It may have been written by a newer version or by another program."
        )
        raise StoreFormatError(msg, document=document) from error
