"""Plates at the address that 0.3.8 had; inside HyperStream, import from ``hyperstream.workflow``."""

from .workflow import Plate, PlateDefinition, PlateManager, PlateValue

__all__ = ["Plate", "PlateDefinition", "PlateManager", "PlateValue"]
