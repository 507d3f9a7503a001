"""HyperStream: a channel/stream workflow engine that computes only what is missing, exactly once."""

from .version import __version__

__all__ = ["__version__"]
