"""What a HyperStream gives for defining workflows: plates, workflows, and which one is being defined."""

from __future__ import annotations

from typing import Any

from ..tool.run import VersionPolicy
from ..utils.errors import ArgumentValueError
from .current import open_workflows
from .plate import Plate
from .plate_manager import PlateManager
from .workflow import Workflow
from .workflow_manager import WorkflowManager


class WorkflowHome:
    """Where workflows are defined; `HyperStream` is one.

    Attributes:
        plate_manager: The plates and the meta data.
        workflow_manager: The workflows.
    """

    plate_manager: PlateManager
    workflow_manager: WorkflowManager

    @property
    def current_workflow(self) -> Workflow | None:
        """The workflow that is being defined (``with hs.create_workflow(...)``), innermost, or None."""
        mine = [
            workflow
            for workflow in open_workflows()
            if isinstance(workflow, Workflow) and workflow.host is self.workflow_manager
        ]
        return mine[-1] if mine else None

    def _workflow_being_defined(self) -> Workflow:
        workflow = self.current_workflow
        if workflow is None:
            msg = "hs.factors belong into a workflow: with hs.create_workflow('my_workflow') as w: ..."
            raise ArgumentValueError(msg)
        return workflow

    def plate(
        self,
        plate_id: str,
        values: Any = None,
        *,
        parent: str | Plate | None = None,
        tag: str | None = None,
        description: str = "",
    ) -> Plate:
        """A plate with these values, made with its meta data, or changed; see `PlateManager.declare`.

        >>> from hyperstream import HyperStream
        >>> with HyperStream("sqlite:///:memory:") as hs:
        ...     city = hs.plate("city", values=["Bath", "Bristol"])
        ...     house = hs.plate("house", parent=city, values={"Bristol": ["h1", "h2"]})
        ...     [str(value) for value in house]
        ['city=Bristol, house=h1', 'city=Bristol, house=h2']
        """
        return self.plate_manager.declare(plate_id, values, parent=parent, tag=tag, description=description)

    def create_workflow(
        self,
        workflow_id: str,
        name: str | None = None,
        owner: str | None = None,
        description: str | None = None,
        online: bool = False,
        monitor: bool = False,
        safe: bool = True,
        *,
        version_policy: VersionPolicy | str | None = None,
    ) -> Workflow:
        """A new workflow, to be defined within ``with``; see `Workflow`.

        Args:
            workflow_id: Its id.
            name: For people; the id unless given.
            owner: For people.
            description: For people.
            online: Whether `WorkflowManager.execute_all` executes it.
            monitor: Whether its start and end are logged at level MON.
            safe: Without it, a workflow of this id that is there already is given back.
            version_policy: Which change of a tool's version recomputes, see `Workflow`.

        Raises:
            ArgumentKeyError: (a `KeyError`) There is one of this id already.
        """
        manager = self.workflow_manager
        if not safe and workflow_id in manager.workflows:
            return manager.workflows[workflow_id]
        workflow = Workflow(
            workflow_id, name, description, owner, online, monitor, version_policy=version_policy
        )
        manager.add_workflow(workflow)
        return workflow

    def add_workflow(self, workflow: Workflow) -> None:
        """Take a workflow in, uncommitted; see `WorkflowManager.add_workflow`."""
        self.workflow_manager.add_workflow(workflow)
