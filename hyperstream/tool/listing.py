"""Tool files as they lie in folders: names are read, nothing is run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from ..utils.errors import ArgumentValueError, ToolLoadError
from .loading import ToolFile
from .versions import FileDateTimeVersion

_LONGEST_NAME = 200


@dataclass(slots=True)
class ToolFiles:
    """The files of one tool.

    Attributes:
        versions: Files by version; more than one where several claim the same.
        bad_names: Files whose names do not tell date and version.
    """

    versions: dict[str, tuple[ToolFile, ...]] = field(default_factory=dict)
    bad_names: list[ToolLoadError] = field(default_factory=list)

    @property
    def usable(self) -> list[ToolFile]:
        """The files that stand for a version alone, oldest first."""
        single = [files[0] for files in self.versions.values() if len(files) == 1]
        return sorted(single, key=lambda item: item.file.order)

    @property
    def problems(self) -> list[ToolLoadError]:
        """One error for each bad name and each version that is claimed twice."""
        return [
            *self.bad_names,
            *(claimed_twice(files) for files in self.versions.values() if len(files) > 1),
        ]


def list_files(folders: Iterable[Path], name: str, up_to: datetime | None = None) -> ToolFiles:
    """The files of one tool in some folders; for a version in several folders, the first one's."""
    found = ToolFiles()
    for folder in folders if is_tool_name(name) else ():
        in_this_folder: dict[str, list[ToolFile]] = {}
        for path in _python_files(folder / name):
            try:
                file = ToolFile(name, FileDateTimeVersion(path.name), path)
            except ArgumentValueError as error:
                found.bad_names.append(_unusable(path, str(error).rstrip("."), ()))
            else:
                if up_to is None or file.file.timestamp <= up_to:
                    in_this_folder.setdefault(file.version, []).append(file)
        for version, files in in_this_folder.items():
            found.versions.setdefault(version, tuple(files))
    return found


def list_names(folders: Iterable[Path]) -> list[str]:
    """The names of the folders that hold Python files, sorted."""
    entries = (entry for folder in folders if folder.is_dir() for entry in folder.iterdir())
    return sorted({entry.name for entry in entries if is_tool_name(entry.name) and any(_python_files(entry))})


def is_tool_name(name: Any) -> bool:
    """Whether a folder of this name can hold a tool."""
    return (
        isinstance(name, str)
        and len(name) <= _LONGEST_NAME
        and name.isidentifier()
        and not name.startswith("__")
    )


def claimed_twice(files: tuple[ToolFile, ...]) -> ToolLoadError:
    """The error for files of one folder that claim the same version."""
    listed = " and ".join(file.path.name for file in files)
    why = f"version {files[0].version} is claimed twice, by {listed}; give one of them a version of its own"
    return _unusable(files[-1].path, why, files)


def _python_files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(path for path in folder.glob("*.py") if not path.name.startswith(("__", ".")))


def _unusable(path: Path, why: str, duplicates: tuple[ToolFile, ...]) -> ToolLoadError:
    msg = f"Tool file {path} cannot be used: {why}. Other tools are unaffected."
    return ToolLoadError(msg, file=path, line=None, why=why, duplicates=duplicates)
