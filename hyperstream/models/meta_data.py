"""What a stored node of the meta-data tree must look like (0.3.8: collection ``meta_data``)."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import Document, StringField


class MetaDataModel(Document):  # type: ignore[misc]
    """One node; its id is its identifier, so tag, data and parent are unique together."""

    identifier = StringField(primary_key=True)
    tag = StringField(required=True, min_length=1, max_length=512)
    data = StringField(required=True, min_length=1, max_length=512)
    parent = StringField(required=True, min_length=1)

    meta: ClassVar[dict[str, Any]] = {"auto_create_index": False}
