"""``hyperstream demo``: the main job on real data, from import to chart, and only what is missing."""

from .command import demo

__all__ = ["demo"]
