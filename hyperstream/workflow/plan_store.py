"""Plans in the store, so that another process, or another person, can execute them."""

from __future__ import annotations

from collections.abc import Iterator

import zstandard

from ..execution import Plan, plan_from_json
from ..models.definitions import PLAN_KIND, field
from ..stores.port import Document, Store
from ..utils.errors import PlanNotFoundError, StoreFormatError
from ..utils.time_utils import from_ms

KEPT = 200
"""So many plans are kept; when there are more, the oldest go."""


class PlanStore:
    """The plans that a store keeps, by id.

    Args:
        store: The store.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def save(self, plan: Plan) -> None:
        """Keep a plan; the oldest ones go where there are too many."""
        document: Document = {
            "_id": plan.plan_id,
            "workflow": plan.title,
            "made": from_ms(plan.made_ms),
            "packed": zstandard.ZstdCompressor().compress(plan.to_json(None).encode()),
        }
        self._store.put_documents(PLAN_KIND, [document])
        known = sorted(self._store.get_documents(PLAN_KIND), key=lambda found: found["made"])
        if len(known) > KEPT:
            self._store.delete_documents(PLAN_KIND, [found["_id"] for found in known[:-KEPT]])

    def load(self, plan_id: str) -> Plan:
        """The plan of this id, or the only one whose id begins so.

        Raises:
            PlanNotFoundError: (a `LookupError`) There is none, or there are several.
            StoreFormatError: It cannot be read.
        """
        for document in self._store.get_documents(PLAN_KIND, [plan_id]):
            return _unpacked(document)
        found = [document for document in self._listed() if document["_id"].startswith(plan_id)]
        if len(found) == 1:
            return _unpacked(found[0])
        some = ", ".join(document["_id"] for document in found) or "none"
        msg = (
            f"The store has no plan {plan_id!r} (begins so: {some}); the newest {KEPT} are kept. "
            "Make a new one: hyperstream plan."
        )
        raise PlanNotFoundError(msg, plan_id=plan_id)

    def ids(self) -> list[str]:
        """The ids of all plans, newest first."""
        known = sorted(self._listed(), key=lambda found: found["made"], reverse=True)
        return [document["_id"] for document in known]

    def _listed(self) -> Iterator[Document]:
        return self._store.get_documents(PLAN_KIND)


def _unpacked(document: Document) -> Plan:
    packed = field(document, "packed", bytes)
    try:
        text = zstandard.ZstdDecompressor().decompress(packed, max_output_size=1 << 30)
    except zstandard.ZstdError as error:
        msg = f"The stored plan {document['_id']!r} is damaged: {error}. Make a new one: hyperstream plan."
        raise StoreFormatError(msg, document=document) from error
    return plan_from_json(text.decode())
