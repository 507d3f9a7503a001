"""What a stored stream definition must look like (0.3.8: collection ``stream_definitions``).

Computed intervals are not in it: the ledger keeps them, and is the one that decides.
"""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import (
    DateTimeField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentField,
    ListField,
    StringField,
)


class StreamIdModel(EmbeddedDocument):  # type: ignore[misc]
    """Name and meta data of a stream, the pairs in canonical order."""

    name = StringField(required=True, min_length=1, max_length=512)
    meta_data = ListField(ListField(StringField()))


class StreamDefinitionModel(Document):  # type: ignore[misc]
    """One stream of one channel; its id is the stream key, so the channel is part of it.

    ``last_updated`` and ``last_accessed`` are what `DatabaseStream.save` last said.
    """

    key = StringField(primary_key=True)
    stream_id = EmbeddedDocumentField(StreamIdModel, required=True)
    channel_id = StringField(required=True, min_length=1)
    stream_type = StringField()
    last_updated = DateTimeField()
    last_accessed = DateTimeField()
    sandbox = StringField()

    meta: ClassVar[dict[str, Any]] = {"auto_create_index": False}
