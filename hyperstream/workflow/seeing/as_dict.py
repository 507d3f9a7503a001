"""A workflow as plain values: nodes, factors and plates, for programs and for factor graph viewers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..definition import WorkflowDefinition
from ..factor_base import FactorBase, StreamFactor
from ..node_creation_factor import NodeCreationFactor

ROOT = "root"
"""Key of what lies on no plate."""


def as_dict(workflow: WorkflowDefinition, tool_long_names: bool = True) -> dict[str, Any]:
    """Nodes, factors and plates; see `Seen.to_dict`."""
    names = _names(workflow.factors, tool_long_names)
    plates: dict[str, list[dict[str, str]]] = {}
    for node in workflow.nodes.values():
        for key in node.plate_ids or [ROOT]:
            plates.setdefault(key, []).append({"id": node.node_id, "type": "node"})
    for name, factor in zip(names, workflow.factors, strict=True):
        for key in plate_ids(factor) or [ROOT]:
            plates.setdefault(key, []).append({"id": name, "type": "factor"})
    return {
        "nodes": [{"id": node_id} for node_id in workflow.nodes],
        "factors": [_factor(name, factor) for name, factor in zip(names, workflow.factors, strict=True)],
        "plates": plates,
    }


def factor_graph(description: Mapping[str, Any]) -> dict[str, list[dict[str, str]]]:
    """The bipartite graph of a description; see `Seen.factorgraph_viz`."""
    nodes = [{"id": node["id"], "type": "rv"} for node in description["nodes"]]
    links = []
    for factor in description["factors"]:
        nodes.append({"id": factor["id"], "type": "fac"})
        links += [{"source": source, "target": factor["id"]} for source in factor["sources"]]
        if factor["sink"] is not None:
            links.append({"source": factor["id"], "target": factor["sink"]})
    return {"nodes": nodes, "links": links}


def plate_ids(factor: FactorBase) -> Sequence[str]:
    """The plates that a factor runs over: those of its sink; without one, those of what it reads."""
    if isinstance(factor, StreamFactor):
        return factor.sink_node.plate_ids
    return [plate_id for node in factor.reads for plate_id in node.plate_ids]


def _factor(name: str, factor: FactorBase) -> dict[str, Any]:
    described: dict[str, Any] = {
        "id": name,
        "sources": [node.node_id for node in factor.reads],
        "sink": factor.sink_node.node_id if isinstance(factor, StreamFactor) else None,
    }
    if isinstance(factor, NodeCreationFactor):
        described["output_plate"] = factor.output_plate.plate_id
    return described


def _names(factors: Sequence[FactorBase], long: bool) -> list[str]:
    """A name for each factor; where the same tool is used again, numbered, since a graph tells by names."""
    found: list[str] = []
    counts: dict[str, int] = {}
    for factor in factors:
        name = repr(factor.tool) if long else factor.tool.name
        counts[name] = counts.get(name, 0) + 1
        found.append(name if counts[name] == 1 else f"{name} #{counts[name]}")
    return found
