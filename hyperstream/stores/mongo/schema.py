"""The collections and indexes of the store on MongoDB, and whether a database is one we can use.

================== ==============================================================================
``hs_ledgers``     one document a stream, ``_id`` is the stream key; claims, tail and the newest run
                   records in the open, the packed map as bytes under ``map``
``hs_segments``    immutable rows: incarnation ``s``, number ``n``, first and last timestamp ``a``
                   and ``b``, count ``c``, payload ``p``; found by time, and by number
``hs_runs``        older run records, found by stream and interval
``hs_store``       one document: the format of the others
``hs_<kind>``      definitions, ``_id`` is their id
================== ==============================================================================

All indexes are read in ascending order. ``by_number`` covers everything but the payload, and
knows a segment again; the ``n`` at the end of ``by_time`` tells apart segments of equal hull, so
that a reading can go on exactly where it was interrupted.
"""

from __future__ import annotations

from typing import Any

from pymongo import ASCENDING, IndexModel
from pymongo.database import Database

from ...utils.errors import ArgumentValueError, StoreFormatError

MONGO_FORMAT = 1
"""Format of the collections (document ``format`` in ``hs_store``); a newer one is refused."""

PREFIX = "hs_"
LEDGERS, SEGMENTS, RUNS, STORE = "hs_ledgers", "hs_segments", "hs_runs", "hs_store"
BY_TIME = [("s", ASCENDING), ("a", ASCENDING), ("b", ASCENDING), ("n", ASCENDING)]
BY_NUMBER = [("s", ASCENDING), ("n", ASCENDING), ("a", ASCENDING), ("b", ASCENDING), ("c", ASCENDING)]
RUNS_BY_TIME = [("stream", ASCENDING), ("b", ASCENDING), ("a", ASCENDING)]
FAILED = [("stream", ASCENDING), ("at", ASCENDING)]

INDEXES = {
    SEGMENTS: [IndexModel(BY_TIME, name="by_time"), IndexModel(BY_NUMBER, name="by_number", unique=True)],
    RUNS: [
        IndexModel(RUNS_BY_TIME, name="by_time"),
        IndexModel(FAILED, name="failed", partialFilterExpression={"state": "failed"}),
    ],
}

Found = dict[str, Any]
"""A document as the driver gives it."""


def collection_of(kind: str) -> str:
    """The collection of a kind of definition documents.

    Raises:
        ArgumentValueError: The store keeps something else under that name.
    """
    name = PREFIX + kind
    if name in (LEDGERS, SEGMENTS, RUNS, STORE) or not kind or "$" in kind or "\0" in kind:
        msg = f"Definitions cannot be kept under the kind {kind!r}. Take another name."
        raise ArgumentValueError(msg, kind=kind)
    return name


def kind_of(collection: str) -> str | None:
    """The kind of definitions that a collection holds; None for others."""
    ours = collection.startswith(PREFIX) and collection not in (LEDGERS, SEGMENTS, RUNS, STORE)
    return collection.removeprefix(PREFIX) if ours else None


def prepare(database: Database[Found], url: str) -> None:
    """Make sure that the database has our collections, in a format that we know; else make them.

    Raises:
        StoreFormatError: It has another format.
        PyMongoError: It cannot be read or written.
    """
    found = database[STORE].find_one({"_id": "format"})
    if found is None:
        for name, indexes in INDEXES.items():
            database[name].create_indexes(indexes)
        made = {"$setOnInsert": {"format": MONGO_FORMAT}}
        # the indexes come first: where the format is, they are
        database[STORE].update_one({"_id": "format"}, made, upsert=True)
        return
    if found.get("format") != MONGO_FORMAT:
        msg = (
            f"The database at {url} has store format {found.get('format')!r}, and this version of "
            f"HyperStream knows format {MONGO_FORMAT} only; nothing was written. Use the version of "
            "HyperStream that wrote it, or a newer one."
        )
        raise StoreFormatError(msg, url=url, format=found.get("format"))
