"""What can be wrong with tools: finding, loading, making and running them."""

from __future__ import annotations

from typing import Any

from .families import ToolError


class ToolNotFoundError(ToolError, LookupError):
    """No tool of this name or version."""


class ToolLoadError(ToolError, ImportError):
    """A tool file cannot be used; the others are unaffected.

    Attributes:
        file: Its path.
        line: Where in it, or None.
        why: What is wrong, in words.
        duplicates: The files that claim one version, where that is what is wrong.
    """

    code = "HS101"
    file: Any = None
    line: int | None = None
    why: str = ""
    duplicates: tuple[Any, ...] = ()


class ToolInitialisationError(ToolError, ValueError):
    """The tool does not accept these parameters."""

    code = "HS102"


class IncompatibleToolError(ToolError, TypeError):
    """The tool is of a kind that cannot be used here."""


class ToolExecutionError(ToolError, RuntimeError):
    """The tool failed; nothing of the attempt was recorded."""

    code = "HS103"


class ToolOutputError(ToolExecutionError):
    """The tool gave an instance that is outside the interval, repeated, or of a wrong kind."""

    code = "HS104"


class BadRowError(ToolExecutionError, ValueError):
    """A row of a file or table cannot be read.

    Attributes:
        file: The file, as text.
        line: Where in it: the line the row begins on, or the row's number, from 1.
        column: Name or place of the column; None where the whole row is meant.
        why: What is wrong, in words.
    """

    code = "HS105"
    file: str = ""
    line: int = 0
    column: str | None = None
    why: str = ""


class UnregisteredFunctionError(ToolError, ValueError):
    """A function parameter that another process could not load."""

    code = "HS601"
