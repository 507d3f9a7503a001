"""What the commands print: tables for people, JSON for programs.

On a terminal tables are drawn with rich; anywhere else they are plain ASCII, so that a pipe or a
log gets no escape codes and no box signs. All times are UTC.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click

from ..utils.time_utils import json_serial


def show_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str = "") -> None:
    """Print rows under their columns."""
    cells = [[_cell(value) for value in row] for row in rows]
    if is_terminal():
        _show_rich(columns, cells, title)
    else:
        _show_plain(columns, cells, title)


def is_terminal() -> bool:
    """Whether somebody looks at the output, rather than another program."""
    return sys.stdout.isatty()


def show_json(value: Any) -> None:
    """Print one JSON value, indented; times in ISO 8601."""
    click.echo(json.dumps(value, default=json_serial, ensure_ascii=False, indent=2))


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _show_plain(columns: Sequence[str], cells: Sequence[Sequence[str]], title: str) -> None:
    if title:
        click.echo(title)
    table = [list(columns), *cells]
    widths = [max(len(row[i]) for row in table) for i in range(len(columns))]
    for row in table:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _show_rich(columns: Sequence[str], cells: Sequence[Sequence[str]], title: str) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, title=title or None, title_justify="left", header_style="bold", box=None)
    for row in cells:
        table.add_row(*(Text(cell) for cell in row))  # Text: values may hold [brackets]
    Console().print(table)
