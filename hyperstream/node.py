"""Nodes at the address that 0.3.8 had; inside HyperStream, import from ``hyperstream.workflow``."""

from .workflow import Node, NodeSlice

__all__ = ["Node", "NodeSlice"]
