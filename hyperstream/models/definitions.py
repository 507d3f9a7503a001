"""Definitions of streams as plain documents, for the path where there may be 100 k of them.

A mongoengine document costs 0.1 ms to build and check, and its import 0.2 s; these cost neither.
The fields are those of `StreamDefinitionModel`, which a test holds them to.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

STREAM_KIND = "stream_definitions"
"""The kind of document that a store keeps stream definitions under."""

SESSION_KIND = "sessions"
"""The kind of document that a store keeps sessions under."""


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
