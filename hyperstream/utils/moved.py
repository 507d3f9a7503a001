"""Names that 0.3.8 kept in ``hyperstream.utils`` and that need rooms above this one.

Each is found when a user asks for it, so that nothing in here stands on what stands on it. Inside,
they are imported from where they live.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

MOVED: Mapping[str, str] = {
    "FactorContainer": "workflow.factories",
    "MetaDataTree": "workflow.meta_data_tree",
    "PluginContainer": "workflow.plugin_tools",
    "PluginWrapper": "workflow.plugin_tools",
    "ToolContainer": "tool",
    "check_input_stream_count": "tool",
    "check_output_format": "tool",
    "check_tool_defined": "tool",
    "construct_experiment_id": "time_interval",
    "reconstruct_interval": "time_interval",
}
"""Each name, and the module under ``hyperstream`` that has it now."""


def moved(name: str) -> Any:
    """What ``hyperstream.utils.<name>`` was.

    Raises:
        AttributeError: It never was there.
    """
    if name not in MOVED:
        msg = f"module 'hyperstream.utils' has no attribute {name!r}"
        raise AttributeError(msg)
    root = __name__.partition(".")[0]
    return getattr(importlib.import_module(f"{root}.{MOVED[name]}"), name)
