"""Which workflow of a HyperStream is being defined right now."""

from __future__ import annotations

from ..utils.errors import LinkageError
from .current import open_workflows, put_in_place
from .definition import WorkflowDefinition
from .workflow import Workflow


class BeingDefined:
    """The host of workflows, some of which may be being defined; a `WorkflowManager` is one."""

    def being_defined(self) -> Workflow | None:
        """The workflow of this host that is being defined right now, innermost, or None."""
        mine = [found for found in open_workflows() if isinstance(found, Workflow) and self._is_host(found)]
        return mine[-1] if mine else None

    def define_now(self, workflow: Workflow | None) -> None:
        """Define this one from now on, instead of those before; None: no more.

        Raises:
            LinkageError: (a `ValueError`) It belongs to another HyperStream, or to none.
        """
        if workflow is not None and not self._is_host(workflow):
            msg = (
                f"Workflow {workflow.workflow_id!r} is not one of this HyperStream; "
                "hs.add_workflow(...) takes it in."
            )
            raise LinkageError(msg, workflow=workflow)
        others = [other for other in open_workflows() if not self._is_host(other)]
        put_in_place(others if workflow is None else [*others, workflow])

    def _is_host(self, workflow: WorkflowDefinition) -> bool:
        host: object = workflow.host
        return host is self
