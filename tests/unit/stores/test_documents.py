"""Documents whose bytes are damaged."""

from __future__ import annotations

import pytest

from hyperstream.stores.documents import pack_document, unpack_document
from hyperstream.utils.errors import StoreFormatError, ValueNotStorableError


@pytest.mark.parametrize("payload", [b"", b"\x05", b"\x05\x00\x00\x00\x01", b"not a document at all"])
def test_bytes_that_are_no_document_are_reported_with_kind_and_id(payload: bytes) -> None:
    with pytest.raises(StoreFormatError, match="plate document 'house' cannot be read"):
        unpack_document("plate", "house", payload)


def test_text_that_is_not_utf8_is_reported() -> None:
    _, payload = pack_document("plate", {"_id": "house"})
    with pytest.raises(StoreFormatError, match="cannot be read"):
        unpack_document("plate", "house", payload.replace(b"house", b"\xff\xfe\xfd\xfc\xfb"))


def test_a_document_within_itself_is_refused() -> None:
    document: dict[str, object] = {"_id": "house"}
    document["self"] = document
    with pytest.raises(ValueNotStorableError, match="cannot be kept as BSON"):
        pack_document("plate", document)
