"""Making versioned tool files: a first version from a template, a next one from the newest.

Published files are never edited, so a change begins as a copy under a new date and version.
"""

from __future__ import annotations

import datetime as dt
import keyword
import re
from pathlib import Path
from typing import NamedTuple

from ..tool.catalogue import Catalogue, not_found
from ..tool.listing import list_files
from ..tool.loading import ToolFile
from ..tool.versions import FileDateTimeVersion
from ..utils.errors import ArgumentValueError, ToolError
from ..utils.names import camel_to_snake, snake_to_camel
from .tool_templates import render

FIRST_VERSION = "1.0.0"
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


class Bumped(NamedTuple):
    """What a bump did: the new file, and the one it is a copy of."""

    new: Path
    copied_from: Path


def check_name(name: str) -> str:
    """The name, if a tool can have it: snake_case, and the class name leads back to it.

    Raises:
        ArgumentValueError: It cannot; the message proposes one that can.
    """
    class_name = snake_to_camel(name)
    if _NAME.fullmatch(name) and not keyword.iskeyword(name) and camel_to_snake(class_name) == name:
        return name
    words = re.findall(r"[a-z0-9]+", camel_to_snake(re.sub(r"\W", "_", name)))
    proposal = "_".join(words)
    hint = (
        f"such as {proposal!r}" if words and words[0][0].isalpha() and proposal != name else "as 'daily_max'"
    )
    msg = f"{name!r} cannot name a tool: write it in snake_case, {hint}; the class is then its CamelCase."
    raise ArgumentValueError(msg, name=name)


def create(folder: Path, name: str, kind: str, description: str, now: dt.datetime) -> Path:
    """Write the first version of a tool from the template of its kind; gives the file.

    Args:
        folder: The folder that holds the tools, made where it is missing.
        name: Tool name in snake_case.
        kind: A kind of `tool_templates.TEMPLATES`.
        description: First line of its docstring.
        now: The date in the file name is this one's.

    Raises:
        ArgumentValueError: The name cannot name a tool.
        ToolError: The tool is there already.
    """
    home = folder / check_name(name)
    files = _files(folder, name)
    if files:
        msg = f"The tool {name!r} is there already: {files[-1].path}. Change it: hyperstream tool bump {name}"
        raise ToolError(msg, tool=name)
    home.mkdir(parents=True, exist_ok=True)
    file = home / f"{now:%Y-%m-%d}_v{FIRST_VERSION}.py"
    _write_new(file, render(kind, name, description))
    return file


def bump(folder: Path, name: str, part: str, now: dt.datetime) -> Bumped:
    """Copy a tool's newest version into a new file with a higher version.

    Args:
        folder: The folder that holds the tools.
        name: Tool name.
        part: ``major``, ``minor`` or ``patch``: what the change means to those who use it.
        now: The date in the file name is this one's (with the time, where the newest is of today).

    Raises:
        ToolNotFoundError: No tool of this name lies in the folder.
        ToolLoadError: A file of the tool has no versioned name, or two have one version.
        ToolError: The newest file is still an unchanged copy, the new version is there already,
            or the newest file is dated in the future.
    """
    files = _files(folder, name)
    if not files:
        raise not_found(name, [Catalogue([folder], label=str(folder))])
    newest = files[-1]
    _refuse_unchanged_copy(newest.path, [older.path for older in files[:-1]])
    new_name = _next_name(newest, part, now)
    version = str(FileDateTimeVersion(new_name).version)
    for file in files:
        if file.version == version:
            msg = f"{file.full_name} is there already ({file.path}); bump another part of the version."
            raise ToolError(msg, tool=name)
    new = folder / name / new_name
    _write_new(new, newest.path.read_text("utf-8"))
    return Bumped(new, folder / name / newest.path.name)


def _files(folder: Path, name: str) -> list[ToolFile]:
    """The versions of a tool, oldest first; a file that cannot be one is an error that names it."""
    listing = list_files([folder], name)
    if listing.problems:
        raise listing.problems[0]
    return listing.usable


def _refuse_unchanged_copy(newest: Path, older: list[Path]) -> None:
    content = newest.read_bytes()
    for path in older:
        if path.read_bytes() == content:
            msg = (
                f"{newest} is still an unchanged copy of {path.name}; edit or remove it before the next bump."
            )
            raise ToolError(msg, files=(newest, path))


def _next_name(newest: ToolFile, part: str, now: dt.datetime) -> str:
    version = getattr(newest.file.version, f"next_{part}")()
    for date in (f"{now:%Y-%m-%d}", f"{now:%Y-%m-%dT%H%M%SZ}"):
        name = f"{date}_v{version}.py"
        if newest.file < FileDateTimeVersion(name):
            return name
    msg = f"{newest.path} is dated after now ({now:%Y-%m-%d %H:%M:%S} UTC): a bump would not be the newest."
    raise ToolError(msg, file=newest.path)


def _write_new(file: Path, content: str) -> None:
    with file.open("x", encoding="utf-8") as opened:
        opened.write(content)
