"""Run records and definition documents in MongoDB."""

from __future__ import annotations

from collections.abc import Sequence

from bson import ObjectId
from bson.raw_bson import RawBSONDocument
from pymongo import ReplaceOne, UpdateOne
from pymongo.database import Database

from ..keys import StreamKey
from ..port import RunRecord
from .schema import LEDGERS, RUNS, Found, collection_of, kind_of

DOCUMENTS_AT_ONCE = 500
"""Documents a query reads."""

KEYS_AT_ONCE = 10_000
"""Streams that a query names."""

RUNS_HERE = "runs"
"""Field of a ledger with its newest run records: they appear in one step with what they tell about."""

_LEAST, _MOST = -(2**63), 2**63 - 1
_RUN = ("stream", *RunRecord._fields[1:])


# --- runs -----------------------------------------------------------------------------------
def run_document(record: RunRecord) -> Found:
    """The document of a run record; its ``_id`` tells it from all others, and which came first."""
    return {"_id": ObjectId(), **dict(zip(_RUN, record, strict=True))}


def add(database: Database[Found], documents: Sequence[Found]) -> None:
    """Keep the documents of run records; keeping one again changes nothing."""
    database[RUNS].bulk_write(
        [ReplaceOne({"_id": document["_id"]}, document, upsert=True) for document in documents]
    )


def move(database: Database[Found], keys: Sequence[StreamKey]) -> None:
    """Take the run records that ledgers hold to their own collection; they are in one or both at any time."""
    if not keys:
        return
    ledgers = database[LEDGERS]
    held = list(ledgers.find({"_id": {"$in": list(keys)}}, {RUNS_HERE: 1}))
    moved = {row["_id"]: row[RUNS_HERE] for row in held if row.get(RUNS_HERE)}
    if moved:
        add(database, [document for documents in moved.values() for document in documents])
        ledgers.bulk_write([_without(key, documents) for key, documents in moved.items()], ordered=False)


def _without(key: str, documents: Sequence[Found]) -> UpdateOne:
    known = [document["_id"] for document in documents]
    return UpdateOne({"_id": key}, {"$pull": {RUNS_HERE: {"_id": {"$in": known}}}})


def read(
    database: Database[Found], key: StreamKey, a: int | None, b: int | None, run: str | None
) -> list[RunRecord]:
    """Run records of a stream, oldest first."""
    after, before = _LEAST if a is None else a, _MOST if b is None else b
    # what is moved meanwhile is seen in one of the two
    held = database[LEDGERS].find_one({"_id": key}, {RUNS_HERE: 1}) or {}
    wanted = {"stream": key, "b": {"$gt": after}, "a": {"$lt": before}}
    documents = {found["_id"]: found for found in database[RUNS].find(wanted, hint="by_time")}
    for found in held.get(RUNS_HERE, ()):
        if found["b"] > after and found["a"] < before:
            documents[found["_id"]] = found
    chosen = [found for found in documents.values() if run in (None, found["run"])]
    chosen.sort(key=lambda found: (found["at"], found["_id"]))
    return [RunRecord(*[found[name] for name in _RUN]) for found in chosen]


def failed(database: Database[Found], keys: Sequence[StreamKey]) -> list[RunRecord]:
    """Records of failed attempts; none of them is ever held by a ledger."""
    documents: list[Found] = []
    for first in range(0, len(keys), KEYS_AT_ONCE):
        wanted = {"state": "failed", "stream": {"$in": keys[first : first + KEYS_AT_ONCE]}}
        documents += database[RUNS].find(wanted)
    places = {key: place for place, key in enumerate(keys)}
    documents.sort(key=lambda found: (places[found["stream"]], found["at"], found["_id"]))
    return [RunRecord(*[found[name] for name in _RUN]) for found in documents]


# --- definitions ----------------------------------------------------------------------------
def put(database: Database[Found], kind: str, packed: dict[str, bytes]) -> None:
    """Insert or replace packed documents by id."""
    requests: list[ReplaceOne[Found]] = [
        ReplaceOne({"_id": identity}, RawBSONDocument(document), upsert=True)
        for identity, document in packed.items()
    ]
    if requests:
        database[collection_of(kind)].bulk_write(requests, ordered=False)


def following(database: Database[Found], kind: str, after: str) -> list[Found]:
    """The next page of documents behind this id, by id."""
    found = database[collection_of(kind)].find(
        {"_id": {"$gt": after}}, sort=[("_id", 1)], limit=DOCUMENTS_AT_ONCE, batch_size=DOCUMENTS_AT_ONCE
    )
    return list(found)


def named(database: Database[Found], kind: str, ids: Sequence[str]) -> list[Found]:
    """The documents of these ids, by id; unknown ids are left out."""
    wanted = {"_id": {"$in": list(ids)}}
    return list(database[collection_of(kind)].find(wanted, sort=[("_id", 1)], batch_size=DOCUMENTS_AT_ONCE))


def delete(database: Database[Found], kind: str, ids: Sequence[str]) -> int:
    """Remove documents; how many there were."""
    return database[collection_of(kind)].delete_many({"_id": {"$in": list(ids)}}).deleted_count


def kinds(database: Database[Found]) -> list[str]:
    """The kinds that have documents, sorted."""
    named = ((kind_of(name), name) for name in database.list_collection_names())
    return sorted(kind for kind, name in named if kind is not None and database[name].find_one({}, {}))
