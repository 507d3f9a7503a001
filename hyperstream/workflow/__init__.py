"""Workflows: meta data, plates, nodes and factors; what shall be computed, and over what."""

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
from .summary import WorkflowSummary
from .tool_choice import ToolChoice
from .workflow import Workflow
from .workflow_manager import WorkflowManager

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
    "StreamFactor",
    "ToolChoice",
    "Workflow",
    "WorkflowManager",
    "WorkflowMonitor",
    "WorkflowSummary",
]
