"""``hyperstream coverage``: stream × time, as strips."""

from __future__ import annotations

import shutil
import sys
from datetime import datetime, timedelta
from itertools import groupby

import click

from ..drawing.diagram import percent
from ..drawing.states import IN_ORDER
from ..utils.time_utils import utcnow
from ..workflow.seeing import Coverage
from ..workflow.seeing.strips import NOTE
from .opening import interval_options, store_options
from .output import show_json
from .parameters import Duration
from .workflows import open_workflow

SHARE = 9
"""Characters beside a strip, for the share."""

LEAST = 10
"""Cells of a strip, however narrow the terminal is."""

DAY = timedelta(days=1)


@click.command(short_help="Draw which time is current, stale, failed or missing.")
@click.argument("workflow")
@interval_options
@click.option("--cell", type=Duration(), metavar="DURATION", help="Time of one character; what fits, else.")
@click.option("--quick", is_flag=True, help="Do not look for current time without data: no row is read.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@store_options
def coverage(
    workflow: str,
    start: datetime | None,
    end: datetime | None,
    cell: int | None,
    quick: bool,
    as_json: bool,
    store: str | None,
    config_filename: str,
) -> None:
    """Show which time of which stream is current, stale, failed, running or missing.

    WORKFLOW is a committed workflow, or a Python file that defines one. Without --from and --to, the last 24
    hours are shown. Nothing is computed.
    """
    with open_workflow(workflow, store, config_filename) as found:
        until = end or (utcnow() if found.host is None else found.host.clock())
        covered = found.coverage((start or until - DAY, until), data=not quick)
        if as_json:
            show_json(covered.to_dict())
        elif sys.stdout.isatty():
            _draw(covered, cell)
        else:
            click.echo(covered.strips(cell).text(plain=True))


def _draw(covered: Coverage, cell: int | None) -> None:
    """The strips in colour, as wide as the terminal allows."""
    from rich.console import Console
    from rich.text import Text

    margin = max(map(len, covered.strips(cell).labels()), default=0)
    room = shutil.get_terminal_size().columns - margin - SHARE - 4
    strips = covered.strips(cell, max(room, LEAST))
    console = Console(highlight=False, soft_wrap=True)
    console.print(Text(f"{'':<{margin}}  {strips.ruler}  current", style="dim"))
    for label, line in zip(strips.labels(), strips.lines, strict=True):
        text = Text(f"{label}  ")
        for state, run in groupby(line.states):
            text.append(state.glyph * len(list(run)), style=state.terminal)
        console.print(text.append(f"  {percent(line.current):>7}"))
    pieces = [((state.glyph, state.terminal), f" {state.words}  ") for state in IN_ORDER]
    console.print(Text.assemble(*(part for piece in pieces for part in piece)))
    console.print(Text(NOTE, style="dim"))
