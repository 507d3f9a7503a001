"""Tools as the command line lists them: one row a tool, broken files named below."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

from ..hyperstream import HyperStream
from ..tool.container import ToolReport, inspect_tools
from ..tool.shipped import shipped_plugins, shipped_tools

COLUMNS = ("tool", "versions", "kind", "from", "what it does", "parameters")
Found = tuple[str, ToolReport]
"""Channel id, and what there is to say about one version of a tool."""


def all_tools(hyperstream: HyperStream) -> list[Found]:
    """Every version of every tool of every tool channel, each loaded."""
    channels = hyperstream.channel_manager.tool_channels
    return [
        (channel.channel_id, report) for channel in channels for report in inspect_tools(channel.catalogue)
    ]


def tool_rows(tools: Iterable[Found], in_full: bool = False) -> list[tuple[str, ...]]:
    """For each tool its versions, and what its newest one is like.

    Args:
        tools: Of each channel and name one after the other.
        in_full: Parameters with what they take and their defaults, not their names only.
    """
    usable = [(channel_id, report) for channel_id, report in tools if report.error is None]
    rows: list[tuple[str, ...]] = []
    for _, group in groupby(usable, key=lambda found: (found[0], found[1].name)):
        versions = list(group)
        channel_id, newest = versions[-1]
        rows.append(
            (
                full_name(channel_id, newest.name),
                ", ".join(report.version for _, report in versions),
                newest.kind,
                _origin(newest.path.parent),
                newest.summary.replace("``", ""),
                ", ".join(str(one) if in_full else one.name for one in newest.parameters),
            )
        )
    return rows


def problems(tools: Iterable[Found]) -> list[str]:
    """Why files cannot be used."""
    return [str(report.error) for _, report in tools if report.error is not None]


def tool_json(channel_id: str, report: ToolReport) -> dict[str, Any]:
    """One version of a tool for programs."""
    return {
        "tool": full_name(channel_id, report.name),
        "version": report.version,
        "kind": report.kind,
        "parameters": [str(parameter) for parameter in report.parameters],
        "summary": report.summary,
        "channel": channel_id,
        "file": str(report.path),
        "error": None if report.error is None else str(report.error),
    }


def full_name(channel_id: str, name: str) -> str:
    """A tool's name as ``hs`` knows it: ``clock``, or ``plugin.tool`` for a plugin's."""
    plugin = channel_id.removesuffix("_tools")
    return name if plugin == channel_id else f"{plugin}.{name}"


def _origin(folder: Path) -> str:
    """``shipped``, or the folder, relative to the working directory where it lies within."""
    here, shipped = Path.cwd(), (shipped_tools(), *shipped_plugins().values())
    if any(folder.is_relative_to(home) for home in shipped):
        return "shipped"
    return str(folder.relative_to(here)) if folder.is_relative_to(here) else str(folder)
