"""A workflow that is being defined, as those see it who check a definition or add to it."""

from __future__ import annotations

from typing import Protocol

from ..tool import BaseTool
from .factor_base import FactorBase
from .host import WorkflowHost
from .node import Node


class Defined(Protocol):
    """Nodes and the factors between them; a `WorkflowDefinition` is one.

    Attributes:
        workflow_id: Its id.
        host: The HyperStream around it, or None.
        nodes: Its nodes by id.
        factors: Its factors, in the order in which they were defined.
    """

    workflow_id: str
    host: WorkflowHost | None
    nodes: dict[str, Node]
    factors: list[FactorBase]

    def take(self, factor: FactorBase) -> None:
        """Add a factor that has been checked."""

    def changed(self) -> None:
        """Tell the host that something was defined."""

    def shared(self, tool: BaseTool) -> BaseTool:
        """An equal tool that one of its factors has, else the given one."""
