"""The command itself: ask for an interval, compute what is missing, show what there is."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import time
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

import click

from ...hyperstream import HyperStream
from ...time_interval import TimeInterval
from ...utils.errors import MissingExtraError
from ...utils.time_texts import show_span
from ...utils.urls import without_password
from ..parameters import Instant
from .chart import draw
from .pipeline import build
from .progress import shown_progress
from .report import show_ledger, show_reach, show_reports, show_warmest

START, END = "2010-01-01", "2013-01-01"


@click.command()
@click.option(
    "--from", "start", type=Instant(), default=START, metavar="TIME", show_default=True, help="After this."
)
@click.option(
    "--to", "end", type=Instant(), default=END, metavar="TIME", show_default=True, help="Up to this."
)
@click.option(
    "--store", metavar="URL", envvar="HYPERSTREAM_STORE", help="A store instead of the one in --folder."
)
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("hyperstream_demo"),
    show_default=True,
    help="Where the embedded store and the chart go.",
)
def demo(start: datetime, end: datetime, store: str | None, folder: Path) -> None:
    """Seattle's weather: import, compute, and draw, only what is missing.

    Run it twice: the second time there is nothing to compute. Run it with --to 2016-01-01: only
    the rest is computed.
    """
    _need("vega_datasets", "matplotlib")
    folder.mkdir(parents=True, exist_ok=True)
    interval = TimeInterval(start, end)
    with HyperStream(store or f"sqlite:///{(folder / 'store.db').resolve()}") as hs:
        click.echo(f"Asked for {show_span(interval.start_ms, interval.end_ms)}, all times UTC.\n")
        steps = build(hs)
        began = time.perf_counter()
        with shown_progress():
            reports = [(step, step.recipe.compute(interval)) for step in steps]
        seconds = time.perf_counter() - began
        show_reports(reports, interval, seconds)
        show_ledger(steps, interval)
        show_reach(steps, interval)
        streams = {step.name: step.stream for step in steps}
        show_warmest(next(step for step in steps if step.name == "warm_days"), interval)
        files = draw(streams, interval, folder)
        _show_places(hs, files, interval, given=store is not None)


def _show_places(hs: HyperStream, files: list[Path], interval: TimeInterval, *, given: bool) -> None:
    info = hs.database.info()
    address = without_password(hs.database.url)
    size = f"{info['rows']:,} rows in {info['streams']} streams, {info['bytes'] / 1024:,.0f} KiB"
    click.echo(f"\nData   {address}  ({size})")
    click.echo(f"Chart  {files[0]}  and  {files[1].name}")
    shown = f" --store {shlex.quote(address)}" if "***" not in address else ""
    again = shown if given else ""
    program = _program()
    click.echo(f"\nLook   {program} stream list{shown}")
    if interval.end.year < 2016:
        click.echo(f"More   {program} demo{again} --to 2016-01-01     computes only the rest")
    click.echo(f"Again  {program} demo{again}                     finds nothing to compute")


def _program() -> str:
    """How this command is called here: by name, or by path where it is not on the search path."""
    return "hyperstream" if shutil.which("hyperstream") else os.path.relpath(sys.argv[0])


def _need(*packages: str) -> None:
    """Raises `MissingExtraError` where a package of the extra ``demo`` is not installed."""
    missing = [package for package in packages if find_spec(package) is None]
    if missing:
        msg = (
            f"The demonstration needs {' and '.join(missing)}, which the extra 'demo' brings: "
            "pip install 'hyperstream[demo]'."
        )
        raise MissingExtraError(msg, missing=missing)
