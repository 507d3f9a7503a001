"""Packages that only some users need: imported when used, and named when absent."""

from __future__ import annotations

import importlib
from types import ModuleType

from .errors import MissingExtraError


def require(module: str, extra: str) -> ModuleType:
    """The module, imported now.

    Args:
        module: Full module name, as ``matplotlib.pyplot``.
        extra: The extra of HyperStream that brings it.

    Raises:
        MissingExtraError: (an `ImportError`) It is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        msg = f"This needs {package}, which is not installed: pip install 'hyperstream[{extra}]'"
        raise MissingExtraError(msg, package=package, extra=extra) from error
