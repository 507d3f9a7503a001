"""Executing what is requested of workflows that are online, as an engine does again and again."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..execution import Outcome
from ..utils.errors import ArgumentValueError
from .workflow import Workflow


class OnlineWorkflows(ABC):
    """Workflows by id, and what is requested of them; a `WorkflowManager` is one."""

    @property
    @abstractmethod
    def workflows(self) -> Mapping[str, Workflow]:
        """All workflows by id."""

    def get_workflow(self, workflow_id: str) -> Workflow:
        """The workflow of this id.

        Raises:
            ArgumentValueError: (a `ValueError`) There is none.
        """
        if workflow_id not in self.workflows:
            raise unknown_workflow(workflow_id, self.workflows)
        return self.workflows[workflow_id]

    def _online(self) -> Iterator[Workflow]:
        return (workflow for workflow in list(self.workflows.values()) if workflow.online)

    def execute_all(self) -> dict[str, list[Outcome]]:
        """Execute every requested interval of every online workflow; the outcomes by id."""
        return {
            workflow.workflow_id: [workflow.execute(interval) for interval in workflow.requested_intervals]
            for workflow in self._online()
        }

    def set_requested_intervals(self, workflow_id: str, requested_intervals: Any) -> None:
        """Set what `execute_all` executes of one workflow.

        Raises:
            ArgumentValueError: (a `ValueError`) There is no workflow of this id.
        """
        self.get_workflow(workflow_id).requested_intervals = requested_intervals

    def set_all_requested_intervals(self, requested_intervals: Any) -> None:
        """Set what `execute_all` executes, of all online workflows."""
        for workflow in self._online():
            workflow.requested_intervals = requested_intervals


def unknown_workflow(workflow_id: str, there: Iterable[str]) -> ArgumentValueError:
    """The error for a workflow that is not there."""
    known = ", ".join(map(repr, there)) or "none"
    msg = f"There is no workflow {workflow_id!r}; there are {known}."
    return ArgumentValueError(msg, workflow_id=workflow_id)
