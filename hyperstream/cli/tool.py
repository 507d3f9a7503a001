"""``hyperstream tool``: new files for tools and their versions, and which tools there are."""

from __future__ import annotations

from pathlib import Path

import click

from ..config import DEFAULT_FILENAME
from ..utils.time_utils import utcnow
from .opening import open_hyperstream
from .output import show_json, show_table
from .tool_files import FIRST_VERSION, bump, create
from .tool_list import COLUMNS, all_tools, problems, tool_json, tool_rows
from .tool_templates import TEMPLATES

_folder = click.option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("tools"),
    show_default=True,
    help="The folder that holds the tools.",
)
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def tool() -> None:
    """Make tools and their versions, and list them."""


@tool.command("new", short_help="Write the first version of a tool from a template.")
@click.argument("name")
@click.option("--kind", type=click.Choice(list(TEMPLATES)), default="tool", show_default=True)
@click.option("--description", default="", help="What it gives, in one line.")
@_folder
@_json
def new_tool(name: str, kind: str, description: str, folder: Path, as_json: bool) -> None:
    """Write the first version of the tool NAME (snake_case) from a template."""
    file = create(folder, name, kind, description, utcnow())
    if as_json:
        show_json({"tool": name, "version": FIRST_VERSION, "kind": kind, "file": str(file)})
        return
    click.echo(f"Created {file}")
    click.echo(f"Edit it, then use it as hs.tools.{name} and hs.factors.{name}.")


@tool.command("bump", short_help="Make a new version of a tool, a copy to be edited.")
@click.argument("name")
@click.option("--major", "part", flag_value="major", help="Results change: recompute them.")
@click.option("--minor", "part", flag_value="minor", help="More can be done; recompute on request.")
@click.option("--patch", "part", flag_value="patch", help="Results stay the same.")
@_folder
@_json
def bump_tool(name: str, part: str | None, folder: Path, as_json: bool) -> None:
    """Copy the newest version of the tool NAME into a new file with a higher version."""
    if part is None:
        message = "Say what changes: --major, --minor or --patch."
        raise click.UsageError(message)
    done = bump(folder, name, part, utcnow())
    if as_json:
        show_json({"tool": name, "file": str(done.new), "copied_from": str(done.copied_from)})
        return
    click.echo(f"Created {done.new}, a copy of {done.copied_from.name}")
    click.echo("Edit the new file; the old one stays as it is, and its results keep its version.")


@tool.command("list", short_help="Every tool: versions, kind, origin, what it does.")
@click.option(
    "--config", "config_filename", metavar="FILE", default=DEFAULT_FILENAME, help="Configuration file."
)
@click.option("-v", "--verbose", is_flag=True, help="Parameters with what they take and their defaults.")
@_json
def list_tools(config_filename: str, verbose: bool, as_json: bool) -> None:
    """Every tool: versions, kind, where it comes from, what it does, and its parameters.

    The exit status is 1 where a tool file cannot be used; the others are listed all the same.
    """
    # Tools are the same whatever the store: one in memory leaves no file behind.
    with open_hyperstream("memory://", config_filename) as hyperstream:
        tools = all_tools(hyperstream)
    if as_json:
        show_json([tool_json(channel_id, report) for channel_id, report in tools])
    else:
        show_table(COLUMNS, tool_rows(tools, verbose))
    found = problems(tools)
    for problem in found:
        click.secho(problem if as_json else f"\n{problem}", fg="red", err=True)
    if found:
        raise SystemExit(1)
