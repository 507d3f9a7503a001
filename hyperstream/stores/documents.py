"""Definition documents as BSON bytes, the same for every store.

Streams, plates, workflows and sessions are few and structured; they are kept as the documents
that MongoDB would hold, so that models are written once and no store accepts what another
refuses. Nothing here is ever pickled.
"""

from __future__ import annotations

import datetime

import bson
from bson.codec_options import CodecOptions
from bson.errors import BSONError

from ..utils.errors import StoreFormatError, ValueNotStorableError
from .port import Document

MAX_DOCUMENT_BYTES = 16 * 1024 * 1024
"""MongoDB's limit for one document, kept by every store."""

_OPTIONS: CodecOptions[Document] = CodecOptions(tz_aware=True, tzinfo=datetime.UTC)


def pack_document(kind: str, document: Document) -> tuple[str, bytes]:
    """The id and the BSON bytes of a definition document.

    Raises:
        ValueNotStorableError: There is no text ``_id``, a value is of no BSON type, or the
            document is larger than MongoDB takes.
    """
    identity = document.get("_id")
    if not isinstance(identity, str) or not identity:
        msg = f"A {kind} document needs a text under '_id', not {identity!r}; nothing was written."
        raise ValueNotStorableError(msg, kind=kind, id=identity)
    try:
        payload = bson.encode(document)
    except (BSONError, OverflowError, UnicodeError, RecursionError, TypeError) as error:
        msg = f"The {kind} document {identity!r} cannot be kept as BSON: {error}; nothing was written."
        raise ValueNotStorableError(msg, kind=kind, id=identity) from error
    if len(payload) > MAX_DOCUMENT_BYTES:
        msg = (
            f"The {kind} document {identity!r} has {len(payload):,} bytes, more than the "
            f"{MAX_DOCUMENT_BYTES:,} that a document may have; nothing was written. "
            "Keep large data in a stream."
        )
        raise ValueNotStorableError(msg, kind=kind, id=identity)
    return identity, payload


def unpack_document(kind: str, identity: str, payload: bytes) -> Document:
    """The document that `pack_document` packed; datetimes are aware and UTC.

    Raises:
        StoreFormatError: The bytes are not a BSON document.
    """
    try:
        return bson.decode(payload, codec_options=_OPTIONS)
    except (BSONError, UnicodeError, ValueError) as error:
        msg = (
            f"The stored {kind} document {identity!r} cannot be read: {error}. "
            "Restore it from a copy of the store, or delete it."
        )
        raise StoreFormatError(msg, kind=kind, id=identity) from error
