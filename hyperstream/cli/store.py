"""``hyperstream store``: the time-series store, and files."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from ..frames.formats import FORMATS
from ..frames.json_writing import ORIENTS
from ..frames.names import SeriesName
from ..frames.records import not_found
from ..frames.store import MODES
from ..hyperstream import HyperStream
from ..utils.plain_texts import counted
from .opening import open_hyperstream, store_options
from .output import show_json, show_table
from .parameters import Instant
from .store_files import BINARY, STDIO, file_of, files_in, format_of, read_frame, write_frame

_format = click.option(
    "--format", "form", type=click.Choice(FORMATS), help="By the file's ending unless given; - is CSV."
)
_orient = click.option(
    "-j",
    "--json-format",
    type=click.Choice(ORIENTS),
    default="columns",
    show_default=True,
    help="Shape of JSON.",
)
_mode = click.option(
    "--mode",
    type=click.Choice(MODES),
    default="replace_range",
    show_default=True,
    help="What happens to old rows.",
)


@click.group(short_help="Tables over time: into the store, and out of it.")
def store() -> None:
    """Tables over time, by reference and symbol: into the store, out of it, and files of them."""


@contextmanager
def _writing(url: str | None, config_filename: str) -> Iterator[HyperStream]:
    """A `HyperStream` without a session; its store is made where there is none."""
    hyperstream = HyperStream(url, config_filename=config_filename)
    try:
        yield hyperstream
    finally:
        hyperstream.close()


@store.command("put", short_help="Write the rows of a file into a series.")
@click.argument("reference")
@click.argument("symbol")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@_format
@_orient
@click.option("--index", default="index", help="Name of the time in JSON records.")
@_mode
@store_options
def put(
    reference: str,
    symbol: str,
    file: str,
    form: str | None,
    json_format: str,
    index: str,
    mode: str,
    store: str | None,
    config_filename: str,
) -> None:
    """Write the rows of FILE (CSV, JSON, Parquet, Arrow; - is the standard input) into a series."""
    frame = read_frame(file, format_of(file, form), json_format, index)
    with _writing(store, config_filename) as hyperstream:
        count = hyperstream.store.save(frame, reference, symbol, mode)
    click.echo(f"{counted(count, 'row')} written to {reference} {symbol}.", err=True)


@store.command("get", short_help="Write the rows of a series into a file.")
@click.argument("reference")
@click.argument("symbol")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True), default=STDIO)
@click.option("--from", "start", type=Instant(), metavar="TIME", help="From this time, included (UTC).")
@click.option("--to", "end", type=Instant(), metavar="TIME", help="To this time, included (UTC).")
@click.option("-c", "--column", "columns", multiple=True, help="Only this column; may be given again.")
@_format
@_orient
@click.option("--index", default=None, help="Name of the time in CSV and JSON records.")
@store_options
def get(
    reference: str,
    symbol: str,
    file: str,
    start: datetime | None,
    end: datetime | None,
    columns: tuple[str, ...],
    form: str | None,
    json_format: str,
    index: str | None,
    store: str | None,
    config_filename: str,
) -> None:
    """Write the rows of a series into FILE, or on the standard output as CSV."""
    chosen = format_of(file, form)
    if file == STDIO and chosen in BINARY and sys.stdout.isatty():
        message = f"{chosen} is not for a terminal; name a file."
        raise click.UsageError(message)
    with open_hyperstream(store, config_filename) as hyperstream:
        found = hyperstream.store.retrieve(reference, symbol, start, end, columns or None, form="frame")
    if found is None:
        raise not_found(SeriesName(reference, symbol))
    write_frame(found, file, chosen, json_format, index)


@store.command("delete")
@click.argument("reference")
@click.argument("symbol")
@store_options
def delete(reference: str, symbol: str, store: str | None, config_filename: str) -> None:
    """Remove a series; fine where there is none."""
    with open_hyperstream(store, config_filename) as hyperstream:
        hyperstream.store.delete(reference, symbol)


@store.command("list", short_help="The series: rows, first and last time, columns.")
@click.argument("reference", required=False)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@store_options
def list_series(reference: str | None, as_json: bool, store: str | None, config_filename: str) -> None:
    """The series that there are, or those of a reference: rows, first and last time, columns."""
    with open_hyperstream(store, config_filename) as hyperstream:
        found = [hyperstream.store.info(*name) for name in hyperstream.store.list(reference)]
    if as_json:
        show_json([{**info._asdict(), "columns": _typed(info.columns)} for info in found])
        return
    rows = [
        (info.reference, info.symbol, info.rows, _day(info.first), _day(info.last), ", ".join(info.columns))
        for info in found
    ]
    show_table(("reference", "symbol", "rows", "first", "last", "columns"), rows)


def _typed(columns: dict[str, Any]) -> dict[str, str]:
    return {name: str(kind) for name, kind in columns.items()}


def _day(when: datetime | None) -> str:
    return "" if when is None else f"{when.isoformat(sep=' ', timespec='seconds').removesuffix('+00:00')}"


@store.command("export", short_help="Write all series into a folder.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.argument("reference", required=False)
@click.option("--format", "form", type=click.Choice(FORMATS), default="parquet", show_default=True)
@store_options
def export(folder: Path, reference: str | None, form: Any, store: str | None, config_filename: str) -> None:
    """Write all series, or those of a reference, into FOLDER as reference/symbol.FORMAT."""
    with open_hyperstream(store, config_filename) as hyperstream:
        names = hyperstream.store.list(reference)
        for name in _progress(names, "Exporting"):
            file = file_of(folder, name, form)
            file.parent.mkdir(parents=True, exist_ok=True)
            frame = hyperstream.store.retrieve(*name, form="frame")
            if frame is not None:  # somebody may have deleted it meanwhile
                write_frame(frame, str(file), form, "columns", None)
    click.echo(f"{len(names)} series written to {folder}.", err=True)


@store.command("import", short_help="Write all files of a folder into their series.")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@_mode
@store_options
def import_(folder: Path, mode: str, store: str | None, config_filename: str) -> None:
    """Write all files of FOLDER, reference/symbol.csv (or .json, .parquet, .arrow), into their series."""
    files = list(files_in(folder))
    rows = 0
    with _writing(store, config_filename) as hyperstream:
        for file, name in _progress(files, "Importing"):
            frame = read_frame(str(file), format_of(str(file), None), "columns", "index")
            rows += hyperstream.store.save(frame, name.reference, name.symbol, mode)
    click.echo(f"{rows} rows of {len(files)} files written.", err=True)


def _progress(items: Iterable[Any], label: str) -> Iterator[Any]:
    """The items; a bar on the error output while they are worked on, where that is a terminal."""
    if not sys.stderr.isatty():
        yield from items
        return
    with click.progressbar(list(items), label=label, file=sys.stderr) as bar:
        yield from bar
