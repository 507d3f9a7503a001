"""Ledgers as MongoDB documents, and the compare-and-set that changes one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from bson import Binary
from pymongo import ASCENDING, UpdateOne
from pymongo.database import Database

from ...utils.errors import StoreFormatError
from ..keys import StreamKey
from ..ledger.model import Claim, Ledger, TailChunk
from ..ledger.packing import pack_map, unpack_map
from ..port import Append, Change, Publish
from .records import RUNS_HERE, run_document
from .schema import LEDGERS, Found

KEYS_AT_ONCE = 1000
"""Keys a query lists, or ledgers it reads."""

_COUNTERS = ("rev", "next", "gc", "last", "span")
_NUMBERS = _COUNTERS[1:]
_CLAIM = Claim._fields

_FIELDS: dict[str, Any] = {name: 1 for name in ("inc", *_COUNTERS, "map", "claims", "tail")}
_READ = {**_FIELDS, "now": "$$NOW", "waiting": {"$size": {"$ifNull": [f"${RUNS_HERE}", []]}}}

MARK = "by"
"""Field in which a change that was sent in a group leaves the mark of its group."""

# a namedtuple from a tuple, without a Python frame for each
_make_chunk = partial(tuple.__new__, TailChunk)


# --- reading --------------------------------------------------------------------------------
def read(database: Database[Found], keys: Sequence[StreamKey]) -> list[Found]:
    """Each ledger there is, with the server's time as ``now``, and how many runs are ``waiting`` in it."""
    # for one key alone the server needs no plan
    wanted = keys[0] if len(keys) == 1 else {"$in": list(keys)}
    found = database[LEDGERS].find({"_id": wanted}, _READ, batch_size=KEYS_AT_ONCE + 1)
    return list(found)


def list_keys(database: Database[Found], after: str, before: str) -> list[StreamKey]:
    """The next page of keys between the two, by code point, from the index alone."""
    wanted = {"_id": {"$gt": after, "$lt": before}}
    found = database[LEDGERS].find(
        wanted, {"_id": 1}, sort=[("_id", ASCENDING)], limit=KEYS_AT_ONCE, batch_size=KEYS_AT_ONCE
    )
    return [StreamKey(row["_id"]) for row in found]


def ledger_of(document: Found) -> Ledger:
    """The ledger of a document.

    Raises:
        StoreFormatError: It cannot be read.
    """
    try:
        fields = unpack_map(document["map"])
        claims = tuple([Claim(*[claim[name] for name in _CLAIM]) for claim in document["claims"]])
        tail = tuple([_make_chunk((row["a"], row["b"], row["c"], row["p"])) for row in document["tail"]])
        rev, next_number, gc, last, span = [document[name] for name in _COUNTERS]
    except (StoreFormatError, LookupError, TypeError) as error:
        msg = f"The ledger of stream {document.get('_id')} cannot be read: {error}"
        raise StoreFormatError(msg, key=document.get("_id")) from error
    return Ledger(
        document["inc"],
        rev,
        next_number,
        gc,
        last,
        span,
        fields.whole,
        fields.parts,
        claims,
        tail,
        fields.fps,
        fields.ins,
        fields.complete,
        fields.about,
        fields.stored,
    )


# --- changing -------------------------------------------------------------------------------
def update_of(change: Change, mark: bytes | None = None) -> UpdateOne:
    """The compare-and-set of a change; at revision 0, the insertion of what is not there yet."""
    new = change.ledger
    marked = {} if mark is None else {MARK: Binary(mark)}
    runs = [] if change.run is None else [run_document(change.run)]
    if isinstance(change, Publish) and change.rev == 0:
        made = {"inc": new.inc, **_all_fields(new), RUNS_HERE: runs, **marked}
        return UpdateOne({"_id": change.key}, {"$setOnInsert": made}, upsert=True)
    update = _appended(change) if isinstance(change, Append) else _published(change)
    update["$set"].update(marked)
    if runs:
        update.setdefault("$push", {})[RUNS_HERE] = runs[0]
    return UpdateOne({"_id": change.key, "rev": change.rev, "inc": new.inc}, update)


def _appended(change: Append) -> dict[str, Any]:
    new = change.ledger
    fields: Found = {"rev": new.rev, "last": new.last}
    if change.parts_changed:
        fields["map"] = pack_map(new)
    return {"$set": fields, "$push": {"tail": _chunk_document(change.chunk)}}


def delete(database: Database[Found], key: StreamKey, inc: bytes) -> None:
    """Remove the ledger of this incarnation."""
    database[LEDGERS].delete_one({"_id": key, "inc": inc})


def _published(change: Publish) -> dict[str, Any]:
    new, base = change.ledger, change.base
    if base is None:
        return {"$set": _all_fields(new)}
    fields: Found = {"rev": new.rev}
    fields.update(
        {name: getattr(new, name) for name in _NUMBERS if getattr(new, name) != getattr(base, name)}
    )
    if new.claims != base.claims:
        fields["claims"] = _claims(new)
    if _packed_fields(new) != _packed_fields(base):
        fields["map"] = pack_map(new)
    if new.tail == base.tail:
        return {"$set": fields}
    old = len(base.tail)
    if old and new.tail[:old] == base.tail:
        added = [_chunk_document(chunk) for chunk in new.tail[old:]]
        return {"$set": fields, "$push": {"tail": {"$each": added}}}
    fields["tail"] = _tail(new)
    return {"$set": fields}


def _all_fields(ledger: Ledger) -> Found:
    """Everything but the key and the incarnation."""
    numbers = {name: getattr(ledger, name) for name in _NUMBERS}
    plain = {"rev": ledger.rev, **numbers, "claims": _claims(ledger), "tail": _tail(ledger)}
    return {**plain, "map": pack_map(ledger)}


def _packed_fields(ledger: Ledger) -> tuple[object, ...]:
    # tuples that are the same object compare at once
    return (
        *(ledger.whole, ledger.parts, ledger.fps, ledger.ins),
        ledger.complete,
        ledger.about,
        ledger.stored,
    )


def _claims(ledger: Ledger) -> list[Found]:
    return [dict(zip(_CLAIM, claim, strict=True)) for claim in ledger.claims]


def _tail(ledger: Ledger) -> list[Found]:
    return [_chunk_document(chunk) for chunk in ledger.tail]


def _chunk_document(chunk: TailChunk) -> Found:
    return {"a": chunk.a, "b": chunk.b, "c": chunk[2], "p": chunk.payload}
