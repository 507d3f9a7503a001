"""What a list of workflows says about each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..models.definitions import field
from .workflow import Workflow


@dataclass(frozen=True, slots=True)
class WorkflowSummary:
    """One workflow in a few words.

    Attributes:
        workflow_id: Its id.
        name: For people.
        owner: For people.
        description: For people.
        online: Whether an engine executes it.
        nodes: How many nodes it has.
        factors: How many factors it has.
        committed: Whether the store has it as it is.
    """

    workflow_id: str
    name: str
    owner: str
    description: str
    online: bool
    nodes: int
    factors: int
    committed: bool = True


def to_summary(workflow: Workflow) -> WorkflowSummary:
    """A workflow that is defined here."""
    return WorkflowSummary(
        workflow.workflow_id,
        workflow.name,
        workflow.owner,
        workflow.description,
        workflow.online,
        len(workflow.nodes),
        len(workflow.factors),
    )


def summary_of(document: Mapping[str, Any]) -> WorkflowSummary:
    """A workflow that is in the store, read without defining it.

    Raises:
        StoreFormatError: (a `ValueError`) The document is no workflow.
    """
    return WorkflowSummary(
        field(document, "_id", str),
        field(document, "name", str, ""),
        field(document, "owner", str, ""),
        field(document, "description", str, ""),
        field(document, "online", bool, False),
        len(field(document, "nodes", list, [])),
        len(field(document, "factors", list, [])),
    )
