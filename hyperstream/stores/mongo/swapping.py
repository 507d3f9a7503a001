"""The compare-and-set of one ledger, or of many in one round trip, and what came of each."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import BulkWriteError

from ...utils.errors import StoreUnavailableError
from ..keys import StreamKey
from ..port import Change
from .errors import DUPLICATE_KEY
from .ledgers import MARK, update_of
from .schema import LEDGERS, Found

CHANGES_AT_ONCE = 256
"""Changes in one command; more are sent as several at once, so that the server has work on each core."""

_MARK_BYTES = 8


def rounds(changes: Sequence[Change]) -> Iterator[list[int]]:
    """Places of changes that may be sent together: in each round a stream occurs once."""
    left = list(range(len(changes)))
    while left:
        first: dict[StreamKey, int] = {}
        for place in left:
            first.setdefault(changes[place].key, place)
        now = list(first.values())
        yield now
        sent = set(now)
        left = [place for place in left if place not in sent]


def swap(database: Database[Found], changes: Sequence[Change]) -> list[bool]:
    """Apply changes to different streams; one answer each.

    Raises:
        StoreUnavailableError: Another group came in between, so that it cannot be told what was
            applied; reading the ledgers tells.
    """
    collection = database[LEDGERS]
    if len(changes) == 1:
        return [_count(collection, changes, None)[0] == 1]
    mark = os.urandom(_MARK_BYTES)
    count, made = _count(collection, changes, mark)
    if count == len(changes):
        return [True] * count
    fields = {"rev": 1, "inc": 1, MARK: 1}
    wanted = {"_id": {"$in": [change.key for change in changes]}}
    found = {StreamKey(row["_id"]): row for row in collection.find(wanted, fields)}
    answers = [place in made or applied(change, found, mark) for place, change in enumerate(changes)]
    if None in answers:
        msg = "Others write so fast that a group of changes has to be looked at again."
        raise StoreUnavailableError(msg, keys=[change.key for change in changes])
    return [bool(answer) for answer in answers]


def _count(
    collection: Collection[Found], changes: Sequence[Change], mark: bytes | None
) -> tuple[int, Mapping[int, object]]:
    """How many were applied, and the places of those that made a stream."""
    updates = [update_of(change, mark) for change in changes]
    details: Any
    try:
        details = collection.bulk_write(updates, ordered=False).bulk_api_result
    except BulkWriteError as error:
        details = error.details
        # two that make one stream at the same moment
        late = all(failed["code"] == DUPLICATE_KEY for failed in details["writeErrors"])
        if not late or details["writeConcernErrors"]:
            raise
    made = {entry["index"]: entry["_id"] for entry in details["upserted"]}
    return details["nModified"] + len(made), made


def applied(change: Change, found: Mapping[StreamKey, Found], mark: bytes) -> bool | None:
    """Whether a change of a group was applied, by what its ledger says afterwards; None: nobody can tell.

    The group's mark proves that it was. A ledger that has not moved beyond the revision expected, or
    to just behind it under another's hand, proves that it was not. In between another group may have
    come and left its own mark.
    """
    now = found.get(change.key)
    if now is None or now["inc"] != change.ledger.inc or now["rev"] <= change.rev:
        return False
    if now.get(MARK) == mark:
        return True
    return False if now["rev"] == change.rev + 1 else None
