"""Factors at the address that 0.3.8 had; inside HyperStream, import from ``hyperstream.workflow``."""

from .workflow import Factor, FactorBase, MultiOutputFactor, NodeCreationFactor

__all__ = ["Factor", "FactorBase", "MultiOutputFactor", "NodeCreationFactor"]
