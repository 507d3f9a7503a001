"""What the store keeps of workflows: their definitions, and what is requested of them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from ..models.definitions import WORKFLOW_KIND, WORKFLOW_STATUS_KIND, field
from ..stores.port import Document, Store
from ..time_interval import TimeIntervals
from ..utils.clock import Clock

logger = logging.getLogger(__name__)


class StoredWorkflows:
    """The documents of workflows in one store.

    It remembers each definition as it was read or written last, so that what somebody else committed in
    between is noticed.

    Args:
        store: The store.
        clock: What "now" means.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._known: dict[str, Document] = {}

    # --- definitions
    def __iter__(self) -> Iterator[Document]:
        """All definitions."""
        return iter(self._store.get_documents(WORKFLOW_KIND))

    def find(self, workflow_id: str) -> Document | None:
        """The definition of this id, or None."""
        return next(iter(self._store.get_documents(WORKFLOW_KIND, [workflow_id])), None)

    def remember(self, document: Document) -> None:
        """A workflow is here as this definition has it."""
        self._known[document["_id"]] = document

    def forget(self, workflow_id: str) -> None:
        """The workflow of this id is not here any more."""
        self._known.pop(workflow_id, None)

    def put(self, document: Document) -> bool:
        """Keep a definition, unless somebody else has committed another one of this id meanwhile.

        Returns:
            Whether the store has it now.
        """
        workflow_id = document["_id"]
        there = self.find(workflow_id)
        if there is not None and there != self._known.get(workflow_id) and there != document:
            logger.warning("Workflow %r is in the store already, defined otherwise, and is kept", workflow_id)
            return False
        if there != document:
            self._store.put_documents(WORKFLOW_KIND, [_checked(document)])
        self.remember(document)
        return True

    def delete(self, workflow_id: str) -> None:
        """Remove a definition and its status; one that is absent is fine."""
        self.forget(workflow_id)
        self._store.delete_documents(WORKFLOW_KIND, [workflow_id])
        self._store.delete_documents(WORKFLOW_STATUS_KIND, [workflow_id])

    # --- what is requested
    def put_requested(self, workflow_id: str, intervals: TimeIntervals) -> None:
        """Keep what is requested of a workflow, if it is committed."""
        if workflow_id in self._known:
            now = self._clock()
            status = {"_id": workflow_id, "last_updated": now, "last_accessed": now}
            asked = [{"start": interval.start, "end": interval.end} for interval in intervals]
            self._store.put_documents(WORKFLOW_STATUS_KIND, [{**status, "requested_intervals": asked}])

    def requested(self, workflow_id: str) -> TimeIntervals:
        """What is requested of a workflow."""
        for document in self._store.get_documents(WORKFLOW_STATUS_KIND, [workflow_id]):
            asked: list[dict[str, Any]] = field(document, "requested_intervals", list, [])
            return TimeIntervals([(item["start"], item["end"]) for item in asked])
        return TimeIntervals()


def _checked(document: Document) -> Document:
    """The document, once the model has found nothing wrong with it."""
    # Imported here: commits are rare, and mongoengine takes 0.2 s to import.
    from ..models.base import validated
    from ..models.workflow import WorkflowDefinitionModel

    validated(WorkflowDefinitionModel, document)
    return document
