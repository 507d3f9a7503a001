"""Workflows: meta data, plates, nodes and factors; what shall be computed, and over what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..utils.lazy import lazy_names

if TYPE_CHECKING:
    from .factor import Factor
    from .factor_base import FactorBase, StreamFactor
    from .factories import FactorContainer
    from .lazy_factor import LazyFactor
    from .meta_data_manager import MetaDataManager
    from .meta_data_tree import MetaDataNode, MetaDataTree
    from .monitor import WorkflowMonitor
    from .multi_output_factor import MultiOutputFactor
    from .node import Node
    from .node_creation_factor import NodeCreationFactor
    from .node_slice import NodeSlice
    from .options import FactorOptions
    from .output_plate import OutputPlate
    from .plate import Plate, PlateValue
    from .plate_definition import PlateDefinition
    from .plate_manager import PlateManager
    from .plugin_tools import PluginContainer, PluginTools
    from .summary import WorkflowSummary
    from .tool_choice import ToolChoice
    from .workflow import Workflow
    from .workflow_manager import WorkflowManager
else:
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "Factor": "factor",
            "FactorBase": "factor_base",
            "FactorContainer": "factories",
            "FactorOptions": "options",
            "LazyFactor": "lazy_factor",
            "MetaDataManager": "meta_data_manager",
            "MetaDataNode": "meta_data_tree",
            "MetaDataTree": "meta_data_tree",
            "MultiOutputFactor": "multi_output_factor",
            "Node": "node",
            "NodeCreationFactor": "node_creation_factor",
            "NodeSlice": "node_slice",
            "OutputPlate": "output_plate",
            "Plate": "plate",
            "PlateDefinition": "plate_definition",
            "PlateManager": "plate_manager",
            "PlateValue": "plate",
            "PluginContainer": "plugin_tools",
            "PluginTools": "plugin_tools",
            "StreamFactor": "factor_base",
            "ToolChoice": "tool_choice",
            "Workflow": "workflow",
            "WorkflowManager": "workflow_manager",
            "WorkflowMonitor": "monitor",
            "WorkflowSummary": "summary",
        },
    )

__all__ = [
    "Factor",
    "FactorBase",
    "FactorContainer",
    "FactorOptions",
    "LazyFactor",
    "MetaDataManager",
    "MetaDataNode",
    "MetaDataTree",
    "MultiOutputFactor",
    "Node",
    "NodeCreationFactor",
    "NodeSlice",
    "OutputPlate",
    "Plate",
    "PlateDefinition",
    "PlateManager",
    "PlateValue",
    "PluginContainer",
    "PluginTools",
    "StreamFactor",
    "ToolChoice",
    "Workflow",
    "WorkflowManager",
    "WorkflowMonitor",
    "WorkflowSummary",
]
