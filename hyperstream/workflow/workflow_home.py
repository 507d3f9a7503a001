"""What a HyperStream gives for defining workflows: plates, workflows, and which one is being defined."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import workflow as room
from ..channels import ChannelManager
from ..stores.port import Store
from ..tool import FunctionRegistry, ToolContainer
from ..utils.clock import Clock
from ..utils.errors import ArgumentValueError
from ..utils.lazy import LateAttribute

if TYPE_CHECKING:
    from ..execution import Executor
    from ..tool.run import VersionPolicy
    from .factories import FactorContainer
    from .plate import Plate
    from .plate_manager import PlateManager
    from .plugin_tools import PluginContainer
    from .workflow import Workflow
    from .workflow_manager import WorkflowManager


class WorkflowHome:
    """Where workflows are defined; `HyperStream` is one.

    Most programs read and write streams only, so nothing of the workflows is imported before one of
    these attributes is looked at.
    """

    database: Store
    channel_manager: ChannelManager
    functions: FunctionRegistry
    tools: ToolContainer
    clock: Clock
    _executor: Executor | None

    @LateAttribute
    def plate_manager(self) -> PlateManager:
        """The plates and the meta data."""
        return room.PlateManager(self.database)

    @LateAttribute
    def workflow_manager(self) -> WorkflowManager:
        """The workflows."""
        return room.WorkflowManager(
            self.channel_manager,
            self.plate_manager,
            store=self.database,
            functions=self.functions,
            clock=self.clock,
            executor=self._executor,
        )

    @LateAttribute
    def factors(self) -> FactorContainer:
        """A factory for each tool, for use within a workflow: ``hs.factors.clock()``."""
        return room.FactorContainer(self.tools, self._workflow_being_defined)

    @LateAttribute
    def plugins(self) -> PluginContainer:
        """``hs.plugins.<prefix>.tools.<name>`` and ``.factors.<name>``."""
        return self._plugins()

    def populate_tools_and_factors(self) -> None:
        """Look again for plugins with tools; the tools themselves are found when asked for."""
        self.plugins.update(self._plugins())

    def _plugins(self) -> PluginContainer:
        found = room.PluginContainer()
        for channel in self.channel_manager.tool_channels[1:]:
            prefix = channel.channel_id.removesuffix("_tools")
            tools = ToolContainer(channel.catalogue)
            factors = room.FactorContainer(tools, self._workflow_being_defined)
            found[prefix] = room.PluginTools(tools, factors)
        return found

    @property
    def current_workflow(self) -> Workflow | None:
        """The workflow that is being defined (``with hs.create_workflow(...)``), innermost, or None."""
        return self.workflow_manager.being_defined()

    @current_workflow.setter
    def current_workflow(self, workflow: Workflow | None) -> None:
        """Define this one from now on, instead of those before; None: no more.

        Raises:
            LinkageError: (a `ValueError`) It belongs to another HyperStream, or to none.
        """
        self.workflow_manager.define_now(workflow)

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
        workflow = room.Workflow(
            workflow_id, name, description, owner, online, monitor, version_policy=version_policy
        )
        manager.add_workflow(workflow)
        return workflow

    def add_workflow(self, workflow: Workflow) -> None:
        """Take a workflow in, uncommitted; see `WorkflowManager.add_workflow`."""
        self.workflow_manager.add_workflow(workflow)
