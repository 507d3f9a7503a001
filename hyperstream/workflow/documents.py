"""Workflows as documents: what the store keeps of one, and how it is defined again from that.

The fields are those of 0.3.8, so that its definitions load; what came later (tools that differ from place
to place, options) stands beside them. Code is never stored: functions are kept by reference, tools by name
and version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..models.definitions import field
from ..tool import BaseTool, ToolDefinition
from ..tool.run import VersionPolicy
from ..utils.errors import LinkageError, StoreFormatError, UnregisteredFunctionError
from .factor import Factor
from .factor_base import FactorBase, StreamFactor
from .host import WorkflowHost
from .lazy_factor import LazyFactor
from .multi_output_factor import MultiOutputFactor
from .node import Node
from .node_creation_factor import NodeCreationFactor
from .options import FactorOptions
from .tool_choice import ToolChoice
from .values import Pairs, as_pairs, canonical
from .workflow import Workflow

Load = Callable[[ToolDefinition], BaseTool]
"""Makes a tool of its definition."""


def to_document(workflow: Workflow) -> dict[str, Any]:
    """The definition of a workflow as a document of plain values.

    Raises:
        UnregisteredFunctionError: A tool, or a function among its parameters, is defined in this
            session only.
    """
    return {
        "_id": workflow.workflow_id,
        "name": workflow.name,
        "description": workflow.description,
        "owner": workflow.owner,
        "online": workflow.online,
        "monitor": workflow.monitor,
        **({} if workflow.version_policy is None else {"version_policy": str(workflow.version_policy)}),
        "nodes": [
            {"stream_name": node.node_id, "plate_ids": node.plate_ids, "channel_id": node.channel.channel_id}
            for node in workflow.nodes.values()
        ],
        "factors": [_factor_document(workflow, factor) for factor in workflow.factors],
    }


def _factor_document(workflow: Workflow, factor: FactorBase) -> dict[str, Any]:
    title = factor.sink_node.node_id if isinstance(factor, StreamFactor) else factor.tool.name
    document: dict[str, Any] = {
        "tool": _tool_document(workflow, title, factor.tool),
        "factor_type": type(factor).__name__,
        "sources": [node.node_id for node in factor.source_nodes],
        "sinks": [factor.sink_node.node_id] if isinstance(factor, StreamFactor) else [],
        "alignment_node": None,
        "splitting_node": None,
        "output_plate": None,
        **factor.options.as_document(),
    }
    if isinstance(factor, Factor) and factor.alignment_node is not None:
        document["alignment_node"] = factor.alignment_node.node_id
    if isinstance(factor, MultiOutputFactor) and factor.splitting_node is not None:
        document["splitting_node"] = factor.splitting_node.node_id
    if isinstance(factor, NodeCreationFactor):
        document["output_plate"] = factor.output_plate.as_document()
    if factor.tools.assigned:
        document["tools"] = list(_places(workflow, title, factor.tools))
    return document


def _places(workflow: Workflow, title: str, tools: ToolChoice) -> Iterator[dict[str, Any]]:
    """The tools of a factor that has several, each with the pairs of its place; None is all over."""
    if tools.default is not None:
        yield {"plate_value": None, "tool": _tool_document(workflow, title, tools.default)}
    for place, tool in tools.assigned.items():
        yield {
            "plate_value": [list(pair) for pair in place],
            "tool": _tool_document(workflow, title, tool),
        }


def _tool_document(workflow: Workflow, title: str, tool: BaseTool) -> dict[str, Any]:
    if not tool.source_hash:
        raise _uncommittable(
            workflow,
            title,
            f"the tool class {type(tool).__name__} that is defined in your session",
            f"Put it into a tool file: tools/{tool.name}/<date>_v{tool.version}.py",
            tool,
        )
    for where in tool.unportable.values():
        raise _uncommittable(
            workflow,
            title,
            f"a function defined in your session ({where})",
            "Register it: @hs.register('a_name', version='1.0.0')",
            tool,
        )
    return tool.get_model().as_document()


def _uncommittable(
    workflow: Workflow, title: str, what: str, way_out: str, tool: BaseTool
) -> UnregisteredFunctionError:
    msg = (
        f"Workflow {workflow.workflow_id} cannot be committed: factor {title} uses {what}, which another "
        f"process could not load. {way_out}, or run without commit."
    )
    return UnregisteredFunctionError(msg, workflow=workflow, factor=title, tool=tool)


def normal_form(document: Mapping[str, Any]) -> dict[str, Any]:
    """A definition with its id under ``_id``, as ours have it; 0.3.8 had it under ``workflow_id``."""
    found = dict(document)
    if "workflow_id" in found:
        found["_id"] = found.pop("workflow_id")
    return found


def empty_workflow(document: Mapping[str, Any], host: WorkflowHost) -> Workflow:
    """A workflow with what its document says about it, without nodes and factors.

    Raises:
        StoreFormatError: (a `ValueError`) The document is no workflow.
    """
    name, description, owner = (field(document, key, str, "") for key in ("name", "description", "owner"))
    online, monitor = (field(document, key, bool, False) for key in ("online", "monitor"))
    workflow = Workflow(
        field(document, "_id", str), name, description, owner, online=online, monitor=monitor, host=host
    )
    if (policy := document.get("version_policy")) is not None:
        workflow.version_policy = VersionPolicy.parse(policy)
    workflow.is_new = False
    return workflow


def define(workflow: Workflow, document: Mapping[str, Any], load: Load) -> None:
    """Define nodes and factors of an empty workflow from its document.

    Raises:
        StoreFormatError: (a `ValueError`) The document is no workflow.
        ToolNotFoundError: A tool is not there in its version.
        UnregisteredFunctionError: A function is not registered, or code was stored, as 0.3.8 did.
        PlateNotFoundError, ChannelNotFoundError: (a `LookupError`) One of these is not there.
    """
    for node in field(document, "nodes", list, []):
        workflow.create_node(
            field(node, "stream_name", str),
            field(node, "channel_id", str),
            field(node, "plate_ids", list, []),
        )
    for factor in field(document, "factors", list, []):
        _define_factor(workflow, factor, load)


def _define_factor(workflow: Workflow, document: Mapping[str, Any], load: Load) -> None:
    options = FactorOptions.from_document(document)
    kind = field(document, "factor_type", str)
    sources = _nodes(workflow, document, "sources")
    if kind == "NodeCreationFactor":
        tool = load(_tool_of(document))
        plate = field(document, "output_plate", dict)
        workflow.create_node_creation_factor(tool, _one(document, sources), plate, options=options)
        return
    sink = _one(document, _nodes(workflow, document, "sinks"))
    if sink is None or kind not in _LAZY:
        name = workflow.workflow_id
        msg = f"The stored workflow {name!r} has a factor that cannot be read: {dict(document)!r}."
        raise StoreFormatError(msg, document=document)
    for place, definition in _tools(document):
        lazy = LazyFactor(workflow=workflow, tool=load(definition))
        lazy.options = options
        lazy.update(_LAZY[kind](workflow, document, sources))
        workflow.assign(sink, place, lazy)


def _of_split(workflow: Workflow, document: Mapping[str, Any], sources: list[Node]) -> dict[str, Any]:
    splitting = _named(workflow, document.get("splitting_node"))
    return {"source": _one(document, sources), "splitting_node": splitting}


def _of_plain(workflow: Workflow, document: Mapping[str, Any], sources: list[Node]) -> dict[str, Any]:
    return {"sources": sources, "alignment_node": _named(workflow, document.get("alignment_node"))}


_LAZY: Mapping[str, Callable[[Workflow, Mapping[str, Any], list[Node]], dict[str, Any]]] = {
    "Factor": _of_plain,
    "MultiOutputFactor": _of_split,
}


def _tools(document: Mapping[str, Any]) -> Iterator[tuple[Pairs | None, ToolDefinition]]:
    """Each tool of a factor, and where it is used; None is all over."""
    if "tools" not in document:
        yield None, _tool_of(document)
    for item in field(document, "tools", list, []):
        place = item.get("plate_value")
        yield None if place is None else canonical(as_pairs(place)), _tool_of(item)


def _tool_of(document: Mapping[str, Any]) -> ToolDefinition:
    tool = field(document, "tool", dict)
    field(tool, "name", str)
    return ToolDefinition.from_document(tool)


def _nodes(workflow: Workflow, document: Mapping[str, Any], name: str) -> list[Node]:
    found = (_named(workflow, node) for node in field(document, name, list, []))
    return [node for node in found if node is not None]


def _named(workflow: Workflow, name: Any) -> Node | None:
    """The node of this name; no name, no node.

    Raises:
        LinkageError: (a `ValueError`) There is none.
    """
    if name is None:
        return None
    if name not in workflow.nodes:
        msg = (
            f"The stored workflow {workflow.workflow_id!r} has a factor with node {name!r}, but no such node."
        )
        raise LinkageError(msg, workflow=workflow, node_id=name)
    return workflow.nodes[name]


def _one(document: Mapping[str, Any], nodes: list[Node]) -> Node | None:
    """The only node, or None.

    Raises:
        StoreFormatError: (a `ValueError`) There are several.
    """
    if len(nodes) > 1:
        names = ", ".join(node.node_id for node in nodes)
        msg = f"A stored {document.get('factor_type')} has one node where {names} are given."
        raise StoreFormatError(msg, document=document)
    return nodes[0] if nodes else None
