"""Making versioned tool files: a first version from a template, a next one from the newest.

Published files are never edited, so a change begins as a copy under a new date and version.
"""

from __future__ import annotations

import datetime as dt
import keyword
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ..tool.versions import FileDateTimeVersion
from ..utils.errors import ArgumentValueError, ToolError, ToolNotFoundError
from ..utils.names import camel_to_snake, snake_to_camel
from .tool_templates import render

FIRST_VERSION = "1.0.0"
PARTS = ("major", "minor", "patch")
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
    files = [path.name for path in _versions(home)]
    if files:
        msg = f"The tool {name!r} is there already ({home / files[-1]}). Change it: hyperstream tool bump {name}"
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
        ToolError: Two files have one version; the newest is still an unchanged copy; the new
            version is there already; the newest is dated in the future.
        ArgumentValueError: A file of the tool has no versioned name.
    """
    paths = _versions(folder / name)
    if not paths:
        known = ", ".join(sorted(home.name for home in _homes(folder))) or "none"
        msg = f"No tool {name!r} lies in {folder}; tools there: {known}. Make it: hyperstream tool new {name}"
        raise ToolNotFoundError(msg, tool=name)
    _refuse_same_versions(paths)
    newest = paths[-1]
    _refuse_unchanged_copy(newest, paths[:-1])
    new = newest.with_name(_next_name(newest, part, now))
    clash = [path for path in paths if _parse(path).version == _parse(new).version]
    if clash:
        msg = f"{name} {_parse(new).version} is there already ({clash[0]}); bump another part of the version."
        raise ToolError(msg, tool=name)
    _write_new(new, newest.read_text("utf-8"))
    return Bumped(new, newest)


def _homes(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (home for home in folder.iterdir() if home.is_dir() and any(home.glob("*_v*.py")))


def _versions(home: Path) -> list[Path]:
    """The files of a tool, oldest first, by date and then version."""
    return sorted((path for path in home.glob("*.py") if not path.name.startswith("__")), key=_parse)


def _parse(path: Path) -> FileDateTimeVersion:
    return FileDateTimeVersion(path.name)


def _refuse_same_versions(paths: list[Path]) -> None:
    seen: dict[str, Path] = {}
    for path in paths:
        twin = seen.setdefault(str(_parse(path).version), path)
        if twin is not path:
            msg = f"{twin} and {path} have the same version; remove one before the next bump."
            raise ToolError(msg, files=(twin, path))


def _refuse_unchanged_copy(newest: Path, older: list[Path]) -> None:
    content = newest.read_bytes()
    for path in older:
        if path.read_bytes() == content:
            msg = f"{newest} is still an unchanged copy of {path}; edit or remove it before the next bump."
            raise ToolError(msg, files=(newest, path))


def _next_name(newest: Path, part: str, now: dt.datetime) -> str:
    file = _parse(newest)
    version = getattr(file.version, f"next_{part}")()
    for date in (f"{now:%Y-%m-%d}", f"{now:%Y-%m-%dT%H%M%SZ}"):
        name = f"{date}_v{version}.py"
        if file < FileDateTimeVersion(name):
            return name
    msg = f"{newest} is dated after now ({now:%Y-%m-%d %H:%M:%S} UTC): a new version would not be the newest."
    raise ToolError(msg, file=newest)


def _write_new(file: Path, content: str) -> None:
    with file.open("x", encoding="utf-8") as opened:
        opened.write(content)
