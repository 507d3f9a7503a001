"""Which tools there are, in which versions, and the class of the one that is meant.

A catalogue reads folders when asked, so a new file is there at once, and loads a file only when
its class is wanted. Several folders stand together: a project's own tools beside the shipped
ones. Where both hold the same version of a tool, the first folder's is meant; two files of one
folder that claim the same version are an error, because nobody could tell later which of them
computed.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from ..utils.errors import ToolLoadError, ToolNotFoundError
from .base_tool import BaseTool
from .listing import ToolFiles, claimed_twice, list_files, list_names
from .loading import ToolFile, load_tool_file
from .versions import select

_LONGEST_SHOWN = 60
_MOST_SHOWN = 40


class Catalogue:
    """The tools in some folders, a mapping of names to versions.

    Args:
        folders: Folders of the form ``<folder>/<tool name>/<date>_v<version>.py``; one that does
            not exist holds no tools.
        up_to: Gives the instant up to which files count, by their date; None for all of them.
        label: What the catalogue is called in messages, a channel id.
    """

    def __init__(
        self,
        folders: Iterable[Path | str],
        up_to: Callable[[], datetime | None] | None = None,
        label: str = "tools",
    ) -> None:
        self.folders = tuple(Path(folder).absolute() for folder in folders)
        self.label = label
        self._up_to = up_to or _for_ever

    def __iter__(self) -> Iterator[str]:
        return iter(self.names())

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and bool(self.listing(name).versions)

    def __len__(self) -> int:
        return len(self.names())

    def names(self) -> list[str]:
        """The names of all tools that have a version, sorted."""
        return [name for name in list_names(self.folders) if name in self]

    def all_names(self) -> list[str]:
        """The names of all folders with Python files, usable or not, sorted."""
        return list_names(self.folders)

    def listing(self, name: str) -> ToolFiles:
        """The files of one tool; empty where there is none."""
        return list_files(self.folders, name, self._up_to())

    def versions(self, name: str) -> list[str]:
        """The usable versions of one tool, oldest first; none where there is no such tool."""
        return [file.version for file in self.listing(name).usable]

    def get(self, name: str, version: str | None = None) -> type[BaseTool]:
        """The class of a tool.

        Args:
            name: Tool name.
            version: None for the newest file (by date, ties by version), else a specification
                (``"1.2.0"``, ``"^0.1"``): the highest version that matches.

        Raises:
            ToolNotFoundError: No tool of this name, or none of its versions matches.
            ToolLoadError: The file that is meant cannot be used; another is not taken instead.
        """
        chosen = self.find(name, version)
        try:
            return load_tool_file(chosen)
        except ToolLoadError as error:
            other = self._newest_usable(name, chosen)
            if other is None:
                raise
            msg = f"{error} {other.full_name} is still the newest usable version (version={other.version!r})."
            raise ToolLoadError(msg, file=chosen.path, line=error.line, why=error.why) from error.__cause__

    def find(self, name: str, version: str | None = None) -> ToolFile:
        """The file that `get` loads; raises what it raises, unless only the content is bad."""
        listing = self.listing(name)
        if not listing.versions:
            raise listing.bad_names[0] if listing.bad_names else not_found(name, [self])
        chosen = select((file for files in listing.versions.values() for file in files), version)
        if chosen is None:
            known = ", ".join(listing.versions)
            msg = f"Tool {name!r} in {self.label!r} has no version matching {version!r}; there are: {known}."
            raise ToolNotFoundError(msg, name=name, version=version)
        same = listing.versions[chosen.version]
        if len(same) > 1:
            raise claimed_twice(same)
        return chosen

    def _newest_usable(self, name: str, broken: ToolFile) -> ToolFile | None:
        for file in reversed(self.listing(name).usable):
            if file != broken and _loads(file):
                return file
        return None


def search(catalogues: Sequence[Catalogue], name: str, version: str | None = None) -> type[BaseTool]:
    """The class of a tool, from the first catalogue that has it; raises as `Catalogue.get`."""
    for catalogue in catalogues:
        listing = catalogue.listing(name)
        if listing.versions or listing.bad_names:
            return catalogue.get(name, version)
    raise not_found(name, catalogues)


def not_found(name: str, catalogues: Sequence[Catalogue]) -> ToolNotFoundError:
    """The error for a tool that no catalogue has, with names that are near."""
    names = sorted({known for catalogue in catalogues for known in catalogue})
    near = difflib.get_close_matches(str(name)[:_LONGEST_SHOWN], names, n=3, cutoff=0.5)
    hint = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
    where = " or ".join(repr(catalogue.label) for catalogue in catalogues)
    more = f" and {len(names) - _MOST_SHOWN} more" if len(names) > _MOST_SHOWN else ""
    listed = ", ".join(names[:_MOST_SHOWN]) + more
    shown = str(name) if len(str(name)) <= _LONGEST_SHOWN else f"{str(name)[:_LONGEST_SHOWN]}..."
    msg = f"There is no tool {shown!r} in {where}.{hint} Known tools: {listed or 'none at all'}."
    return ToolNotFoundError(msg, name=name, near=near)


def _loads(file: ToolFile) -> bool:
    try:
        load_tool_file(file)
    except ToolLoadError:
        return False
    return True


def _for_ever() -> None:
    return None
