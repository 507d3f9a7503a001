"""Definitions as documents: what a store keeps of streams, sessions, plates and workflows.

The models are imported from here as in 0.3.8, or from the module that holds them. Importing this
package imports no mongoengine; that happens when the first model is asked for.
"""

from __future__ import annotations

import importlib
from typing import Any

_MODULES = {
    "FactorDefinitionModel": "workflow",
    "MetaDataModel": "meta_data",
    "NodeDefinitionModel": "workflow",
    "PlateDefinitionModel": "plate",
    "SessionModel": "session",
    "StreamDefinitionModel": "stream",
    "TimeIntervalModel": "workflow",
    "ToolModel": "workflow",
    "ToolParameterModel": "workflow",
    "WorkflowDefinitionModel": "workflow",
    "WorkflowStatusModel": "workflow",
}

__all__ = sorted(_MODULES)


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(importlib.import_module(f".{_MODULES[name]}", __name__), name)
