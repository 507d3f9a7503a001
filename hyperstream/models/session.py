"""What a stored session must look like (0.3.8: collection ``sessions``)."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import (
    BooleanField,
    DateTimeField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentField,
    StringField,
)


class UnameModel(EmbeddedDocument):  # type: ignore[misc]
    """The machine a session ran on, as `os.uname` says."""

    sysname = StringField()
    nodename = StringField()
    release = StringField()
    version = StringField()
    machine = StringField()


class SessionModel(Document):  # type: ignore[misc]
    """One session; its id is the session id as text."""

    session_id = StringField(primary_key=True)
    uname = EmbeddedDocumentField(UnameModel, required=True)
    start = DateTimeField(required=True)
    active = BooleanField()
    end = DateTimeField()
    history_channel = StringField(required=True)

    meta: ClassVar[dict[str, Any]] = {"auto_create_index": False}
