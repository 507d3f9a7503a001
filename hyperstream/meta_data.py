"""Meta data at the address that 0.3.8 had; inside HyperStream, import from ``hyperstream.workflow``."""

from .workflow import MetaDataManager, MetaDataTree

__all__ = ["MetaDataManager", "MetaDataTree"]
