"""Definitions of streams and plates as plain documents, for the path where there may be 100 k of them.

A mongoengine document costs 0.1 ms to build and check, and its import 0.2 s; these cost neither.
The fields are those of `StreamDefinitionModel`, `MetaDataModel` and `PlateDefinitionModel`, which tests
hold them to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from ..utils.errors import StoreFormatError

T = TypeVar("T")

STREAM_KIND = "stream_definitions"
"""The kind of document that a store keeps stream definitions under."""

SESSION_KIND = "sessions"
"""The kind of document that a store keeps sessions under."""

META_DATA_KIND = "meta_data"
"""The kind of document that a store keeps the nodes of the meta-data tree under."""

PLATE_KIND = "plate_definitions"
"""The kind of document that a store keeps plates under."""

WORKFLOW_KIND = "workflow_definitions"
"""The kind of document that a store keeps workflows under."""

WORKFLOW_STATUS_KIND = "workflow_status"
"""The kind of document that a store keeps the requested intervals of workflows under."""

PLAN_KIND = "plans"
"""The kind of document that a store keeps plans under."""


def stream_document(
    key: str,
    channel_id: str,
    name: str,
    meta_data: Iterable[tuple[str, str]],
    stream_type: str,
    last_updated: datetime | None = None,
    last_accessed: datetime | None = None,
) -> dict[str, Any]:
    """The definition of a stream; all arguments come from values that were checked when made."""
    document: dict[str, Any] = {
        "_id": key,
        "stream_id": {"name": name, "meta_data": [list(pair) for pair in meta_data]},
        "channel_id": channel_id,
        "stream_type": stream_type,
    }
    if last_updated is not None:
        document["last_updated"] = last_updated
    if last_accessed is not None:
        document["last_accessed"] = last_accessed
    return document


def meta_data_document(identifier: str, tag: str, data: str, parent: str) -> dict[str, Any]:
    """One node of the meta-data tree."""
    return {"_id": identifier, "tag": tag, "data": data, "parent": parent}


def field(document: Mapping[str, Any], name: str, kind: type[T], default: T | None = None) -> T:
    """One field of a stored definition.

    Raises:
        StoreFormatError: (a `ValueError`) It is missing and has no default, or of another kind.
    """
    value = document.get(name)
    if value is None and default is not None:
        return default
    if not isinstance(value, kind):
        msg = (
            f"The stored document {document.get('_id')!r} is no definition that can be read: its field "
            f"{name!r} is {value!r}. It may have been written by a newer version or by another program."
        )
        raise StoreFormatError(msg, document=document)
    return value
