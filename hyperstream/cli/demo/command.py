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
from ...utils.time_texts import show_span, show_time
from ...utils.time_utils import parse_datetime
from ...utils.urls import without_password
from ..parameters import Instant
from .chart import draw
from .pipeline import build
from .progress import shown_progress
from .report import show_ledger, show_reach, show_reports, show_warmest

START, END, LATER = "2010-01-01", "2013-01-01", "2016-01-01"
FOLDER = Path("hyperstream_demo")
STORE_VARIABLE = "HYPERSTREAM_STORE"


@click.command(short_help="Import and compute real weather data, and draw it.")
@click.option(
    "--from", "start", type=Instant(), default=START, metavar="TIME", show_default=True, help="After this."
)
@click.option(
    "--to", "end", type=Instant(), default=END, metavar="TIME", show_default=True, help="Up to this."
)
@click.option("--store", metavar="URL", envvar=STORE_VARIABLE, help="A store instead of the one in --folder.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=FOLDER,
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
        _show_places(hs, files)
        _show_more(interval, _where(store, folder))


def _show_places(hs: HyperStream, files: list[Path]) -> None:
    info = hs.database.info()
    address = without_password(hs.database.url)
    size = f"{info['rows']:,} rows in {info['streams']} streams, {info['bytes'] / 1024:,.0f} KiB"
    click.echo(f"\nData   {address}  ({size})")
    click.echo(f"Chart  {files[0]}  and  {files[1].name}")
    click.echo(f"\nLook   {_program()} stream list{_option('--store', address)}")


def _show_more(interval: TimeInterval, where: str) -> None:
    """The commands that compute the rest, and nothing."""
    again = f"{_program()} demo{where}"
    if interval.start != parse_datetime(START):
        again += f" --from {_typed(interval.start_ms)}"
    lines = [("More", f"{again} --to {LATER}", "computes only the rest")] if interval.end.year < 2016 else []
    if interval.end != parse_datetime(END):
        again += f" --to {_typed(interval.end_ms)}"
    lines.append(("Again", again, "finds nothing to compute"))
    width = max(len(line) for _, line, _ in lines)
    for word, line, why in lines:
        click.echo(f"{word:5}  {line:{width}}   {why}")


def _where(store: str | None, folder: Path) -> str:
    """The options that name the same places again; what the environment says need not be said."""
    named = store is not None and store != os.environ.get(STORE_VARIABLE)
    chosen = _option("--store", without_password(store)) if store is not None and named else ""
    return chosen + (_option("--folder", str(folder)) if folder != FOLDER else "")


def _typed(ms: int) -> str:
    return show_time(ms).removesuffix(" 00:00").replace(" ", "T")


def _option(name: str, value: str) -> str:
    """An option as a shell takes it; of an address with a password only that there is one."""
    return f" {name} {'URL' if '***' in value else shlex.quote(value)}"


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
