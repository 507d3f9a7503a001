"""How tools are made: the arguments are checked first, and the parameters fixed afterwards."""

from __future__ import annotations

import inspect
from typing import Any

from ..utils.errors import ToolInitialisationError
from ..utils.names import camel_to_snake
from .parameters import Declaration


class ToolType(type):
    """Makes tools: checks the arguments first, and fixes the parameters afterwards."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        """A tool of this class.

        Raises:
            ToolInitialisationError: (a `ValueError`) The parameters are not accepted.
        """
        declaration: Declaration = cls.declaration()  # type: ignore[attr-defined]
        values = declaration.bind(args, kwargs)
        try:
            tool = super().__call__(**values) if declaration.annotated else super().__call__(*args, **kwargs)
            tool.validate()
            tool._fix(values)
        except ToolInitialisationError:
            raise
        except Exception as error:
            msg = f"Tool {cls.full_name} cannot be made with {values!r}: {error}"
            raise ToolInitialisationError(msg, tool=cls.full_name, parameters=values) from error
        return tool

    @property
    def __signature__(cls) -> inspect.Signature:
        """What it is called with, for `help` and for editors."""
        declaration: Declaration = cls.declaration()  # type: ignore[attr-defined]
        return declaration.signature

    @property
    def full_name(cls) -> str:
        """Name and version, ``clock 1.0.0``."""
        return f"{tool_name(cls)} {cls.tool_version}"  # type: ignore[attr-defined]


def tool_name(cls: type) -> str:
    """The name of a tool class: that of its folder, else its class name in snake case."""
    return getattr(cls, "tool_name", "") or camel_to_snake(cls.__name__)
