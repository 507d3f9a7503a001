"""Run records and definition documents in MongoDB."""

from __future__ import annotations

from collections.abc import Sequence

from bson.raw_bson import RawBSONDocument
from pymongo import DeleteMany, ReplaceOne
from pymongo.database import Database
from pymongo.write_concern import WriteConcern

from ..keys import StreamKey
from ..port import RunRecord
from .schema import RUNS, Found, collection_of

DOCUMENTS_AT_ONCE = 500
"""Documents a query reads."""

_LEAST, _MOST = -(2**63), 2**63 - 1
_RUN = ("stream", *RunRecord._fields[1:])


# --- runs -----------------------------------------------------------------------------------
def keep(database: Database[Found], records: Sequence[RunRecord]) -> None:
    """Write down runs whose commit follows.

    The commit is acknowledged by a majority and journalled; whatever came before it on the same
    server then is too, so these need not be waited for. Writing one again leaves one.
    """
    soon = database[RUNS].with_options(write_concern=WriteConcern(w=1))
    documents = [_run_document(record) for record in records]
    soon.bulk_write([ReplaceOne(document, document, upsert=True) for document in documents])


def withdraw(database: Database[Found], records: Sequence[RunRecord]) -> None:
    """Take back runs whose commit was refused."""
    database[RUNS].bulk_write([DeleteMany(_run_document(record)) for record in records])


def add(database: Database[Found], records: Sequence[RunRecord]) -> None:
    """Keep run records."""
    if records:
        documents = [_run_document(record) for record in records]
        database[RUNS].bulk_write([ReplaceOne(document, document, upsert=True) for document in documents])


def read(
    database: Database[Found], key: StreamKey, a: int | None, b: int | None, run: str | None
) -> list[RunRecord]:
    """Run records of a stream, oldest first."""
    wanted: Found = {
        "stream": key,
        "b": {"$gt": _LEAST if a is None else a},
        "a": {"$lt": _MOST if b is None else b},
    }
    if run is not None:
        wanted["run"] = run
    found = database[RUNS].find(wanted, hint="by_time", sort=[("at", 1), ("_id", 1)])
    return [RunRecord(*[document[name] for name in _RUN]) for document in found]


def _run_document(record: RunRecord) -> Found:
    return dict(zip(_RUN, record, strict=True))


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
