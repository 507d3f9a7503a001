"""``hs.plugins``: the tools of the plugins, and the factories of their factors."""

from __future__ import annotations

from ..tool import ToolContainer
from .factories import FactorContainer


class PluginTools:
    """What ``hs.plugins.<prefix>`` gives: the tools of one plugin.

    Attributes:
        tools: Its tools by name, like ``hs.tools``.
        factors: Their factories, like ``hs.factors``.
    """

    def __init__(self, tools: ToolContainer, factors: FactorContainer) -> None:
        self.tools = tools
        self.factors = factors

    def __repr__(self) -> str:
        return f"PluginTools({', '.join(self.tools)})"


PluginWrapper = PluginTools
"""Its name in 0.3.8."""


class PluginContainer(dict[str, PluginTools]):
    """The plugins with tools, by prefix, as items and as attributes."""

    def __getattr__(self, name: str) -> PluginTools:
        try:
            return self[name]
        except KeyError as error:
            msg = f"There is no plugin {name!r} with tools; there are {', '.join(map(repr, self)) or 'none'}."
            raise AttributeError(msg) from error
