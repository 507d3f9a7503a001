"""Segments in MongoDB: written once, found by time or by number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bson import MaxKey, MinKey
from pymongo import DeleteMany, InsertOne, ReplaceOne
from pymongo.database import Database
from pymongo.errors import BulkWriteError

from ..ledger.model import Segment
from .errors import DUPLICATE_KEY
from .schema import BY_NUMBER, BY_TIME, SEGMENTS, Found

PAGE = 32
"""Segments a query reads; about a megabyte of packed floats."""

LISTED_AT_ONCE = 2000
RANGES_AT_ONCE = 500
NUMBERS_AT_ONCE = 5000

_LEAST, _MOST = -(2**63), 2**63 - 1
_HULL = {"_id": 0, "n": 1, "a": 1, "b": 1}
_COVERED = {**_HULL, "c": 1}
_ROWS = {**_COVERED, "p": 1}

Place = list[tuple[str, Any]]
"""A place in an index: names and values of its fields."""


# --- writing --------------------------------------------------------------------------------
def document_of(inc: bytes, segment: Segment) -> Found:
    """The document of a segment."""
    n, a, b, count, payload = segment
    return {"s": inc, "n": n, "a": a, "b": b, "c": count, "p": payload}


def insert(database: Database[Found], documents: Sequence[Found]) -> None:
    """Keep the documents of segments, of any streams; one of the same number and hull is replaced."""
    collection = database[SEGMENTS]
    try:
        collection.bulk_write([InsertOne(document) for document in documents], ordered=False)
    except BulkWriteError as error:
        known = [failed for failed in error.details["writeErrors"] if failed["code"] == DUPLICATE_KEY]
        if len(known) < len(error.details["writeErrors"]) or error.details["writeConcernErrors"]:
            raise
        again = [documents[failed["index"]] for failed in known]
        collection.bulk_write([_replacement(document) for document in again], ordered=False)


def _replacement(document: Found) -> ReplaceOne[Found]:
    fields = {name: value for name, value in document.items() if name != "_id"}
    known = {name: fields[name] for name, _ in BY_NUMBER}
    return ReplaceOne(known, fields, upsert=True)


def delete(
    database: Database[Found],
    inc: bytes,
    ranges: Sequence[tuple[int, int]],
    within: tuple[int, int] | None,
) -> int:
    """Delete the segments of these number ranges (of exactly this hull); how many."""
    hull = {} if within is None else {"a": within[0], "b": within[1]}
    deleted = 0
    for place in range(0, len(ranges), RANGES_AT_ONCE):
        some = ranges[place : place + RANGES_AT_ONCE]
        requests = [
            DeleteMany({"s": inc, "n": {"$gte": lo, "$lte": hi}, **hull}, hint="by_number") for lo, hi in some
        ]
        deleted += database[SEGMENTS].bulk_write(requests, ordered=False).deleted_count
    return deleted


# --- reading --------------------------------------------------------------------------------
def touching(
    database: Database[Found], inc: bytes, a: int, b: int, span: int, after: Segment | None
) -> list[Segment]:
    """The next page of segments that touch ``(a, b]``, by time."""
    wanted = {
        "s": inc,
        "a": {"$gt": max(a - span, _LEAST), "$lte": min(b, _MOST)},
        "b": {"$gt": max(a, _LEAST)},
    }
    cursor = database[SEGMENTS].find(wanted, _ROWS, sort=BY_TIME, limit=PAGE, batch_size=PAGE, hint="by_time")
    if after is not None:
        # exactly behind the last one; the first page needs no such bounds, and is then filtered by index
        cursor.min(_place(BY_TIME, inc, after.a, after.b, after.n + 1))
        cursor.max(_place(BY_TIME, inc, *(MaxKey(),) * 3))
    return [Segment(row["n"], row["a"], row["b"], row["c"], row["p"]) for row in cursor]


def listed(database: Database[Found], inc: bytes, after: Segment | None) -> list[Segment]:
    """The next page of segments by number, without payload, from the index alone."""
    least: Place = _place(BY_NUMBER, inc, *(MinKey(),) * 4)
    if after is not None:
        least = _place(BY_NUMBER, inc, *after[:3], after[3] + 1)
    # a filter beside these bounds would make the server fetch the documents
    cursor = database[SEGMENTS].find(
        {}, _COVERED, sort=BY_NUMBER, limit=LISTED_AT_ONCE, batch_size=LISTED_AT_ONCE, hint="by_number"
    )
    cursor.min(least).max(_place(BY_NUMBER, inc, *(MaxKey(),) * 4))
    return [Segment(row["n"], row["a"], row["b"], row["c"], b"") for row in cursor]


def incarnations(database: Database[Found]) -> list[bytes]:
    """Every incarnation that has segments, ordered; the server skips from one to the next in the index."""
    groups: list[Found] = [{"$sort": {"s": 1}}, {"$group": {"_id": "$s"}}, {"$sort": {"_id": 1}}]
    return [group["_id"] for group in database[SEGMENTS].aggregate(groups, hint="by_time")]


def reach(database: Database[Found], inc: bytes, numbers: Iterable[int]) -> dict[int, list[tuple[int, int]]]:
    """The hulls of each number's segments, ascending; numbers without any are absent."""
    wanted = sorted(set(numbers))
    found: dict[int, list[tuple[int, int]]] = {}
    for place in range(0, len(wanted), NUMBERS_AT_ONCE):
        some = {"s": inc, "n": {"$in": wanted[place : place + NUMBERS_AT_ONCE]}}
        for row in database[SEGMENTS].find(some, _HULL, sort=BY_NUMBER, hint="by_number"):
            found.setdefault(row["n"], []).append((row["a"], row["b"]))
    return found


def _place(index: Sequence[tuple[str, int]], *values: Any) -> Place:
    return [(name, value) for (name, _), value in zip(index, values, strict=True)]
