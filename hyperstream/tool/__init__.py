"""Tools: versioned, parameterised, pure functions of streams and an interval.

`Tool` and its four siblings are what a tool file derives its class from; `catalogue` finds the
files, `loading` brings them to life, and `run` is the one loop that executes them.
"""

from .aggregate_tool import AggregateTool
from .base_tool import BaseTool
from .catalogue import Catalogue
from .container import ToolContainer, ToolReport, inspect_tools
from .decorators import check_input_stream_count, check_output_format, check_tool_defined
from .definition import ToolDefinition, ToolParameter
from .functions import FunctionRegistry
from .multi_output_tool import MultiOutputTool
from .plate_creation_tool import PlateCreationTool
from .selector_tool import SelectorTool
from .time_mapping import WHOLE_HISTORY
from .tool import Tool

__all__ = [
    "WHOLE_HISTORY",
    "AggregateTool",
    "BaseTool",
    "Catalogue",
    "FunctionRegistry",
    "MultiOutputTool",
    "PlateCreationTool",
    "SelectorTool",
    "Tool",
    "ToolContainer",
    "ToolDefinition",
    "ToolParameter",
    "ToolReport",
    "check_input_stream_count",
    "check_output_format",
    "check_tool_defined",
    "inspect_tools",
]
