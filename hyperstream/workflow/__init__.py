"""Workflows: meta data, plates, nodes and factors; what shall be computed, and over what."""

from .meta_data_manager import MetaDataManager
from .meta_data_tree import MetaDataNode, MetaDataTree
from .plate import Plate, PlateValue
from .plate_definition import PlateDefinition
from .plate_manager import PlateManager

__all__ = [
    "MetaDataManager",
    "MetaDataNode",
    "MetaDataTree",
    "Plate",
    "PlateDefinition",
    "PlateManager",
    "PlateValue",
]
