"""One factor on its way into a workflow: checked, shared where it is there already, and joined."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, cast

from ..tool import BaseTool, MultiOutputTool, PlateCreationTool
from ..utils.errors import (
    ArgumentValueError,
    FactorAlreadyExistsError,
    FactorDefinitionError,
    IncompatibleToolError,
    LinkageError,
)
from .defined import Defined
from .factor import Factor
from .factor_base import FactorBase, StreamFactor
from .host import WorkflowHost, needed
from .linkage import as_node, as_nodes, check_known, check_no_circle
from .multi_output_factor import MultiOutputFactor
from .node import Node
from .node_creation_factor import NodeCreationFactor
from .options import PLAIN_OPTIONS, FactorOptions
from .ports import Computing
from .tool_choice import ToolChoice
from .values import Pairs, shown

F = TypeVar("F", bound=StreamFactor)

_KINDS: Mapping[type[FactorBase], str] = {
    Factor: "create_factor",
    MultiOutputFactor: "create_multi_output_factor",
    NodeCreationFactor: "create_node_creation_factor",
}


class Definer:
    """A factor that is being defined.

    Args:
        workflow: Where.
        kind: Its class.
        tool: Its tool.
        sources: The nodes that it reads.
        sink: The node that it computes, or None.
        beside: Its alignment or splitting node, or None.
        options: How it differs from the plain factor.

    Raises:
        ArgumentValueError: (a `ValueError`) The tool is none.
        IncompatibleToolError: (a `TypeError`) The tool is of another kind.
        LinkageError: (a `ValueError`) A node is of another workflow, or would rest on itself.
    """

    def __init__(
        self,
        workflow: Defined,
        kind: type[FactorBase],
        tool: Any,
        sources: Sequence[Node],
        sink: Node | None,
        beside: Node | None,
        options: FactorOptions = PLAIN_OPTIONS,
    ) -> None:
        self.workflow = workflow
        self.kind = kind
        self.tool = _checked(kind, tool)
        self.sources = sources
        self.sink = sink
        self.beside = beside
        self.options = options
        check_known(workflow, [*sources, sink, beside])

    @classmethod
    def of_lazy(cls, workflow: Defined, node: Node, factor: Mapping[str, Any]) -> Definer:
        """From what ``hs.factors.<tool>(...)`` gave.

        Raises:
            ArgumentValueError: (a `ValueError`) It gave something else.
            FactorDefinitionError: (a `ValueError`) Its tool fills a plate, not a node.
        """
        if not isinstance(factor, Mapping) or "tool" not in factor:
            msg = f"Only a factor can be assigned to a node, such as hs.factors.clock(), not {factor!r}."
            raise ArgumentValueError(msg, factor=factor)
        tool = factor["tool"]
        if isinstance(tool, PlateCreationTool):
            msg = (
                f"{tool.full_name} finds values of a plate, so it cannot compute node {node.node_id!r}. "
                "Make the plate with it: workflow.create_plate('plate id', hs.factors...)."
            )
            raise FactorDefinitionError(msg, tool=tool, node=node)
        if factor.get("workflow", workflow) is not workflow:
            msg = (
                f"The factor was made within workflow {factor['workflow'].workflow_id!r}, and node "
                f"{node.node_id!r} belongs to {workflow.workflow_id!r}. Assign it there."
            )
            raise LinkageError(msg, node=node)
        options = getattr(factor, "options", PLAIN_OPTIONS)
        if isinstance(tool, MultiOutputTool):
            beside = factor.get("splitting_node")
            return cls(
                workflow, MultiOutputFactor, tool, as_nodes(factor.get("source")), node, beside, options
            )
        beside = factor.get("alignment_node")
        align = None if beside is None else as_node(beside, "alignment node")
        return cls(workflow, Factor, tool, as_nodes(factor.get("sources")), node, align, options)

    @property
    def host(self) -> WorkflowHost:
        """The HyperStream around the workflow."""
        return needed(self.workflow.host)

    @property
    def shared_tool(self) -> BaseTool:
        """The tool; where a factor has an equal one, that."""
        return self.workflow.shared(self.tool)

    def check(self, plates: Callable[[BaseTool], None]) -> None:
        """Refuse it where its plates do not fit, or it would go round in a circle."""
        plates(self.tool)
        if self.sink is not None:
            beside = [] if self.beside is None else [self.beside]
            check_no_circle(self.workflow, self.sink, [*self.sources, *beside])

    def join(self, place: Pairs | None, make: Callable[[ToolChoice], F]) -> F:
        """The sink's factor: a new one, or the one that it has, with this tool at ``place`` too.

        Raises:
            FactorAlreadyExistsError: (a `ValueError`) The sink has a factor that differs in more than the
                parameters at one place.
        """
        known = None if self.sink is None else self.sink.factor
        if known is None:
            tools = ToolChoice()
            tools.assign(place, self.shared_tool)
            factor = make(tools)
            self.workflow.take(factor)
            return factor
        if not self._is_same_but_tool(known) or not self._may_assign(known.tools, place):
            raise self._exists(known, place)
        if known.tools.given(place) is None:
            known.tools.assign(place, self.shared_tool)
            self.workflow.changed()
        return cast(F, known)

    def _is_same_but_tool(self, known: Computing) -> bool:
        beside = [] if self.beside is None else [self.beside]
        return (
            isinstance(known, self.kind)
            and type(known.tool) is type(self.tool)
            and list(known.reads) == [*self.sources, *beside]
            and len(known.source_nodes) == len(self.sources)
            and known.options == self.options
        )

    def _may_assign(self, tools: ToolChoice, place: Pairs | None) -> bool:
        """Whether a place has no tool of its own yet, or this one."""
        return tools.given(place) in (None, self.tool)

    def _exists(self, known: Computing, place: Pairs | None) -> FactorAlreadyExistsError:
        node = known.sink_node.node_id
        sources = ", ".join(each.node_id for each in known.reads) or "nothing"
        where = "" if place is None else f" at {shown(place)}"
        msg = (
            f"Node {node!r} is computed by {known.tool!r} (version {known.tool.version}) from {sources} "
            f"already, so it cannot be computed by {self.tool!r} (version {self.tool.version}){where} too. "
            "Give the new factor a node of its own, or delete the workflow and define it anew; what was "
            "computed stays."
        )
        return FactorAlreadyExistsError(msg, factor=known, tool=self.tool)


def general_arguments(
    workflow: Defined, args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> tuple[Callable[..., FactorBase], inspect.BoundArguments]:
    """The method of a workflow that fits a tool and the arguments given with it.

    Raises:
        ArgumentValueError: (a `ValueError`) There is no tool among them.
        FactorDefinitionError: (a `ValueError`) They do not fit the method for tools of this kind.
    """
    tool = kwargs.get("tool", args[0] if args else None)
    if not isinstance(tool, BaseTool):
        msg = f"A factor needs a tool first, not {tool!r}; hs.tools.<name>(...) makes one."
        raise ArgumentValueError(msg, tool=tool)
    kind = next(kind for kind in _KINDS if isinstance(tool, kind.kinds))
    method: Callable[..., FactorBase] = getattr(workflow, _KINDS[kind])
    signature = inspect.signature(method)
    try:
        return method, signature.bind(*args, **kwargs)
    except TypeError as error:
        names = ", ".join(name for name in signature.parameters if name != "options")
        msg = (
            f"Could not find a matching signature: a tool of kind {tool.kind!r} takes "
            f"{_KINDS[kind]}({names}), and {error}."
        )
        raise FactorDefinitionError(msg, tool=tool) from error


def _checked(kind: type[FactorBase], tool: Any) -> BaseTool:
    if not isinstance(tool, BaseTool):
        msg = f"A factor needs a tool, not {tool!r}; hs.tools.<name>(...) makes one."
        raise ArgumentValueError(msg, tool=tool)
    if not isinstance(tool, kind.kinds):
        fitting = next(method for other, method in _KINDS.items() if isinstance(tool, other.kinds))
        msg = f"{tool.full_name} is a {tool.kind} tool; workflow.{fitting}(...) is for those."
        raise IncompatibleToolError(msg, tool=tool)
    return tool
