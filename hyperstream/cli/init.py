"""``hyperstream init``: a folder to start from; what is there already is left alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click

from ..config import DEFAULT_FILENAME
from ..utils.time_utils import utcnow
from .output import show_json
from .project_template import CONFIGURATION, EXAMPLE, IGNORED, PLUGINS, TOOL, TOOL_NAME
from .tool_files import FIRST_VERSION


class Scaffolded(NamedTuple):
    """Files that were written, and files that were there."""

    created: list[Path]
    kept: list[Path]


def scaffold(folder: Path) -> Scaffolded:
    """Write the files of a new project that are not there yet."""
    done = Scaffolded([], [])
    for file, content in _files(folder):
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with file.open("x", encoding="utf-8") as opened:
                opened.write(content)
        except FileExistsError:
            done.kept.append(file)
        else:
            done.created.append(file)
    return done


def _files(folder: Path) -> Iterator[tuple[Path, str]]:
    yield folder / DEFAULT_FILENAME, CONFIGURATION
    # The tool keeps the date of the day on which it was first written.
    tool = folder / "tools" / TOOL_NAME
    written = sorted(tool.glob(f"*_v{FIRST_VERSION}.py"))
    yield written[0] if written else tool / f"{utcnow():%Y-%m-%d}_v{FIRST_VERSION}.py", TOOL
    yield folder / "plugins" / "README.md", PLUGINS
    yield folder / "example.py", EXAMPLE
    yield folder / ".gitignore", IGNORED


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path())
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def init(folder: Path, as_json: bool) -> None:
    """Start a project: configuration, tools, an example.

    They are written into FOLDER (the present one by default), and the example runs. Files that
    are there already are never overwritten.
    """
    done = scaffold(folder)
    if as_json:
        show_json(
            {"created": [str(file) for file in done.created], "kept": [str(file) for file in done.kept]}
        )
        return
    for file in done.created:
        click.echo(f"  created  {file}")
    for file in done.kept:
        click.echo(f"  kept     {file}")
    click.echo("\nNext:")
    if folder != Path():
        click.echo(f"  cd {folder}")
    click.echo("  python example.py                     # twice: the second time nothing is computed")
    click.echo("  hyperstream stream list               # what is in the store now")
    click.echo("  hyperstream tool bump above --minor   # a new version of the tool, to be edited")
