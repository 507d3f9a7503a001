"""The workflows of one HyperStream: defined here or found in the store, committed, executed, deleted."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from ..channels import ChannelManager
from ..execution import Executor, SerialExecutor
from ..models.definitions import field
from ..stores.port import Document, Store
from ..time_interval import TimeIntervals
from ..tool import FunctionRegistry
from ..utils.clock import Clock
from ..utils.errors import ArgumentKeyError, HyperStreamError
from ..utils.time_utils import utcnow
from .being_defined import BeingDefined
from .documents import define, empty_workflow, normal_form, to_document
from .host import Hosted
from .online_workflows import OnlineWorkflows, unknown_workflow
from .plan_store import PlanStore
from .plate_manager import PlateManager
from .stored_workflows import StoredWorkflows
from .summary import WorkflowSummary, summary_of, to_summary
from .tool_loading import ToolLoader
from .workflow import Workflow

logger = logging.getLogger(__name__)


class WorkflowManager(OnlineWorkflows, BeingDefined):
    """Workflows by id. Those in the store are defined when first asked for.

    Args:
        channel_manager: The channels and tools.
        plate_manager: The plates.
        store: Where committed workflows are kept; with the plates unless given.
        functions: The registered functions, which stored parameters may name.
        clock: What "now" means.
        executor: Where work runs; in this process, one unit after the other, unless given.

    Attributes:
        uncommitted_workflows: Ids of those that the store does not have as they are.
        plans: The plans that the store keeps.
    """

    def __init__(
        self,
        channel_manager: ChannelManager,
        plate_manager: PlateManager,
        *,
        store: Store | None = None,
        functions: FunctionRegistry | None = None,
        clock: Clock = utcnow,
        executor: Executor | None = None,
    ) -> None:
        self.channel_manager = channel_manager
        self.plate_manager = plate_manager
        self.clock = clock
        self.executor: Executor = executor or SerialExecutor()
        self.uncommitted_workflows: set[str] = set()
        kept_in = plate_manager.store if store is None else store
        self.plans = PlanStore(kept_in)
        self._stored = StoredWorkflows(kept_in, clock)
        self._load_tool = ToolLoader(channel_manager, functions or FunctionRegistry())
        self._workflows: dict[str, Workflow] = {}
        self._listed = False

    # --- looking
    @property
    def workflows(self) -> Mapping[str, Workflow]:
        """All workflows by id. One in the store that cannot be defined here is left out, with a warning."""
        if not self._listed:
            self._listed = True
            for document in self._stored:
                self._try(document)
        return MappingProxyType(self._workflows)

    def _try(self, document: Document) -> None:
        workflow_id = document["_id"]
        if workflow_id in self._workflows:
            return
        try:
            self._define(document)
        except HyperStreamError as error:
            text = "Workflow %r is left out: %s Once that is mended, load_workflow(%r) loads it."
            logger.warning(text, workflow_id, error, workflow_id)

    def list_workflows(self) -> list[WorkflowSummary]:
        """All workflows, here and in the store, by id; those that cannot be defined here are listed, too."""
        stored = {document["_id"]: normal_form(document) for document in self._stored}
        here = {workflow_id: to_summary(workflow) for workflow_id, workflow in self._workflows.items()}
        found = {workflow_id: summary_of(document) for workflow_id, document in stored.items()} | here
        return [
            replace(found[workflow_id], committed=workflow_id not in self.uncommitted_workflows)
            for workflow_id in sorted(found)
        ]

    def exists(self, workflow_id: str) -> bool:
        """Whether there is a workflow of this id, here or in the store."""
        return workflow_id in self._workflows or self._stored.find(workflow_id) is not None

    # --- taking in
    def load_workflow(self, workflow_id: str) -> Workflow:
        """The workflow as it is in the store, defined anew: same nodes, same tools in the same versions.

        It takes the place of the one that is here. Where it cannot be defined, that one stays.

        Raises:
            ArgumentValueError: (a `ValueError`) The store has none of this id.
            ToolNotFoundError: A tool is not there in its version.
            UnregisteredFunctionError: A function is not registered, or was stored as code by 0.3.8.
            PlateNotFoundError, ChannelNotFoundError: (a `LookupError`) One of these is not there.
        """
        document = self._stored.find(workflow_id)
        if document is None:
            raise unknown_workflow(workflow_id, self._workflows)
        known = self._workflows.get(workflow_id)
        nodes = [] if known is None else list(known.nodes.values())
        try:
            workflow = self._define(document)
        except HyperStreamError:
            for node in nodes:
                node.hold()
            raise
        for node in nodes:
            node.let_go()
        return workflow

    def import_definition(self, document: Mapping[str, Any]) -> Workflow:
        """Define the workflow of a document, such as 0.3.8 kept; it is not committed.

        Tools without a version that counts (0.3.8 always wrote 0.0.0) are taken in their newest one.

        Raises: as `load_workflow`, and ArgumentKeyError (a `KeyError`) where there is one of this id.
        """
        found = normal_form(document)
        self._check_new(field(found, "_id", str))
        workflow = self._define(found)
        self._stored.forget(workflow.workflow_id)
        self.uncommitted_workflows.add(workflow.workflow_id)
        return workflow

    def _define(self, document: Document) -> Workflow:
        document = normal_form(document)
        workflow = empty_workflow(document, self)
        try:
            define(workflow, document, self._load_tool)
            workflow._requested = self._stored.requested(workflow.workflow_id)
        except BaseException:
            self.forget(workflow)  # Half a workflow computes nothing.
            raise
        self._workflows[workflow.workflow_id] = workflow
        self._stored.remember(document)
        self.uncommitted_workflows.discard(workflow.workflow_id)
        return workflow

    def add_workflow(self, workflow: Workflow, commit: bool = False) -> None:
        """Take a workflow in.

        Args:
            workflow: The workflow; it knows the channels and plates by their ids from now on.
            commit: Commit it, too.

        Raises:
            ArgumentKeyError: (a `KeyError`) There is one of this id already.
        """
        self._check_new(workflow.workflow_id)
        workflow.host = self
        self._workflows[workflow.workflow_id] = workflow
        self.uncommitted_workflows.add(workflow.workflow_id)
        if commit:
            self.commit_workflow(workflow.workflow_id)

    def _check_new(self, workflow_id: str) -> None:
        if self.exists(workflow_id):
            msg = (
                f"There is a workflow {workflow_id!r} already. Take it up by "
                f"create_workflow({workflow_id!r}, safe=False), delete it, or give the new one another id."
            )
            raise ArgumentKeyError(msg, workflow_id=workflow_id)

    # --- what workflows tell
    def changed(self, workflow: Hosted) -> None:
        """Something was defined; the store does not have it."""
        workflow_id = workflow.workflow_id
        if self._workflows.get(workflow_id) is workflow:
            self.uncommitted_workflows.add(workflow_id)

    def forget(self, workflow: Hosted) -> None:
        """Take a workflow out, with its factors; the store and the streams keep what they have."""
        workflow_id = workflow.workflow_id
        if self._workflows.get(workflow_id) is workflow:
            del self._workflows[workflow_id]
            self._stored.forget(workflow_id)
            self.uncommitted_workflows.discard(workflow_id)
        for node in workflow.nodes.values():
            node.let_go()

    def save_status(self, workflow_id: str, requested: TimeIntervals) -> None:
        """Keep what is requested of a committed workflow."""
        self._stored.put_requested(workflow_id, requested)

    # --- the store
    def commit_workflow(self, workflow_id: str) -> None:
        """Keep a workflow in the store; what was added to a committed one is kept, too.

        Where somebody else has committed another one of this id meanwhile, that stays, with a warning.

        Raises:
            ArgumentValueError: (a `ValueError`) There is no workflow of this id.
            UnregisteredFunctionError: A tool, or a function among its parameters, is defined in this
                session only.
            ValueNotStorableError: (a `ValueError`) The definition cannot be kept, such as a description of
                more than 4096 characters.
        """
        workflow = self.get_workflow(workflow_id)
        if self._stored.put(to_document(workflow)):
            self._stored.put_requested(workflow_id, workflow.requested_intervals)
            self.uncommitted_workflows.discard(workflow_id)

    def commit_all(self) -> None:
        """Commit every workflow that is not committed as it is.

        Raises: as `commit_workflow`, once all others are committed; notes tell of further ones.
        """
        refused: list[HyperStreamError] = []
        for workflow_id in sorted(self.uncommitted_workflows):
            try:
                self.commit_workflow(workflow_id)
            except HyperStreamError as error:
                refused.append(error)
        if refused:
            for other in refused[1:]:
                refused[0].add_note(str(other))
            raise refused[0]

    def delete_workflow(self, workflow_id: str) -> None:
        """Remove a workflow, here and in the store; streams and plates stay. One that is absent is fine."""
        if workflow_id in self._workflows:
            self.forget(self._workflows[workflow_id])
        self._stored.delete(workflow_id)

    def __repr__(self) -> str:
        return f"WorkflowManager({', '.join(self._workflows)})"
