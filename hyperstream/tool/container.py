"""``hs.tools``: tools by attribute, and what can be said about each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..utils.errors import ToolLoadError, ToolNotFoundError
from .catalogue import Catalogue
from .loading import ToolFile, load_tool_file
from .parameters import Parameter


class ToolNameError(ToolNotFoundError, AttributeError):
    """No tool of this name, asked for as an attribute; so `hasattr` and `getattr` work as usual."""


class ToolContainer:
    """The tools of a catalogue: ``hs.tools.clock`` is the class of its newest version.

    Args:
        catalogue: Where the tools are.

    Example::

        hs.tools.clock(stride=60.0)
        hs.tools.get("clock", version="^0.1")(stride=60.0)
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    # Any: which of the five kinds a tool is, and so what its execute() takes, is known at run time.
    def __getattr__(self, name: str) -> Any:
        # Protocols of Python, copy, pickle and notebooks ask for names like these.
        if name.startswith("_"):
            msg = f"{type(self).__name__} has no attribute {name!r}"
            raise AttributeError(msg)
        try:
            return self._catalogue.get(name)
        except ToolNotFoundError as error:
            raise ToolNameError(str(error), name=name, near=getattr(error, "near", [])) from None

    def get(self, name: str, version: str | None = None) -> Any:
        """The class of a tool; ``version`` is a specification such as ``"1.2.0"`` or ``"^0.1"``.

        Raises:
            ToolNotFoundError: No tool of this name, or none of its versions matches.
            ToolLoadError: The file that is meant cannot be used.
        """
        return self._catalogue.get(name, version)

    def __getitem__(self, name: str) -> Any:
        return self._catalogue.get(name)

    def __contains__(self, name: object) -> bool:
        return name in self._catalogue

    def __iter__(self) -> Iterator[str]:
        return iter(self._catalogue)

    def __len__(self) -> int:
        return len(self._catalogue)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._catalogue]

    def __repr__(self) -> str:
        return f"ToolContainer({', '.join(self._catalogue)})"


@dataclass(frozen=True, slots=True)
class ToolReport:
    """What there is to say about one version of a tool.

    Attributes:
        name: Tool name.
        version: Semantic version; empty for a file whose name does not tell.
        path: Its file.
        kind: Which of the five kinds, in a word; empty when it cannot be used.
        parameters: What it accepts.
        summary: The first line of its docstring.
        error: Why it cannot be used, or None.
    """

    name: str
    version: str
    path: Path
    kind: str = ""
    parameters: tuple[Parameter, ...] = ()
    summary: str = ""
    error: ToolLoadError | None = None


def inspect_tools(catalogue: Catalogue) -> Iterator[ToolReport]:
    """A report on every version of every tool, loading each; broken ones are reported, not raised."""
    for name in catalogue.all_names():
        listing = catalogue.listing(name)
        for file in listing.usable:
            yield _report(file)
        for problem in listing.problems:
            version = problem.duplicates[0].version if problem.duplicates else ""
            yield ToolReport(name, version, problem.file, error=problem)


def _report(file: ToolFile) -> ToolReport:
    try:
        cls = load_tool_file(file)
    except ToolLoadError as error:
        return ToolReport(file.name, file.version, file.path, error=error)
    return ToolReport(file.name, file.version, file.path, cls.kind, cls.accepts(), cls.summary())
