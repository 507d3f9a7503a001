"""Tools made again from what the store keeps of them: name, version, parameters, functions by reference."""

from __future__ import annotations

from typing import Any

from ..channels import ChannelManager
from ..tool import BaseTool, FunctionRegistry, ToolDefinition
from ..tool.functions import follow
from ..utils.errors import ToolNotFoundError

UNKNOWN_VERSION = "0.0.0"
"""What 0.3.8 wrote as the version of every tool."""


class ToolLoader:
    """Makes tools of their definitions; called with one, it gives the tool.

    Args:
        channel_manager: Where tools are found.
        functions: The registered functions, which stored parameters may name.
    """

    def __init__(self, channel_manager: ChannelManager, functions: FunctionRegistry) -> None:
        self._channels = channel_manager
        self._functions = functions

    def __call__(self, definition: ToolDefinition) -> BaseTool:
        """The tool in the version that the definition names.

        Raises:
            ToolNotFoundError: It is not there in this version.
            ToolInitialisationError: (a `ValueError`) It does not accept the parameters.
            UnregisteredFunctionError: A function is not registered, or was stored as code by 0.3.8.
        """
        kind = self._tool_class(definition.name, definition.version)

        def resolve(reference: str) -> Any:
            return follow(reference, self._functions, self._tool_class)

        tool: BaseTool = kind(**BaseTool.parameters_from_model(definition.parameters, resolve))
        tool.name = definition.name
        return tool

    def _tool_class(self, name: str, version: str) -> type[BaseTool]:
        try:
            return self._channels.get_tool_class(name, version)
        except ToolNotFoundError:
            if version != UNKNOWN_VERSION:
                raise
            return self._channels.get_tool_class(name)
