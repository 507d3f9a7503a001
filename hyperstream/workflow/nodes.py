"""The nodes of a workflow by name."""

from __future__ import annotations

from ..utils.errors import NodeNotFoundError
from .node import Node


class Nodes(dict[str, Node]):
    """The nodes of a workflow by id; one that there is not is an error that names those there are."""

    def __init__(self, workflow_id: str) -> None:
        super().__init__()
        self._workflow_id = workflow_id

    def __missing__(self, node_id: object) -> Node:
        known = ", ".join(map(repr, self)) or "none"
        msg = f"Workflow {self._workflow_id!r} has no node {node_id!r}; there are {known}."
        raise NodeNotFoundError(msg, node_id=node_id, known=list(self))
