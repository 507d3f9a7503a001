"""``hyperstream db``: what a store holds, whether it is sound, and a copy of it elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from ..config import DEFAULT_FILENAME, HyperStreamConfig
from ..maintenance.checking import check as check_store
from ..maintenance.copying import copy as copy_store
from ..maintenance.legacy import Step, import_legacy
from ..stores.keys import describe_key
from ..stores.opening import embedded_file, open_legacy, open_store
from ..stores.port import Store
from ..utils.errors import ConfigurationError, StoreUnavailableError
from ..utils.plain_texts import counted
from .opening import store_options
from .output import show_json, show_table


@click.group()
def db() -> None:
    """Look into the database under the streams, check it, copy it."""


@contextmanager
def opened(url: str | None, config_filename: str, *, may_be_new: bool = False) -> Iterator[Store]:
    """The store itself, closed at the end; looking never makes a file."""
    config = HyperStreamConfig(config_filename)
    address = url or config.store
    file = embedded_file(address, config.directory)
    if file is not None and not may_be_new and not file.exists():
        message = f"There is no store at {file}. Name another with --store, --config or HYPERSTREAM_STORE."
        raise StoreUnavailableError(message, file=str(file))
    store = open_store(address, config.directory)
    try:
        yield store
    finally:
        store.close()


@db.command()
@store_options
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
def info(store: str | None, config_filename: str, as_json: bool) -> None:
    """Tell what the store holds, and how large it is."""
    with opened(store, config_filename) as found:
        told = {"store": found.url, **found.info()}
    if as_json:
        show_json(told)
    else:
        rows = [(name, value) for name, value in told.items() if not isinstance(value, dict)]
        show_table(("what", "value"), rows)


@db.command(short_help="Hold every ledger against its segments.")
@store_options
@click.option("--repair", is_flag=True, help="Remove what is dead; never what is visible.")
@click.option("--quick", is_flag=True, help="Do not read the rows themselves.")
def check(store: str | None, config_filename: str, repair: bool, quick: bool) -> None:
    """Hold every ledger against its segments; exit status 1 where something is wrong."""
    with opened(store, config_filename) as found:
        report = check_store(found, payloads=not quick, repair=repair)
    for problem in report.problems:
        click.secho(problem, fg="red", err=True)
    names = ("streams", "segments", "rows", *(() if quick else ("bytes",)), "dead", "orphans", "removed")
    rows = [(name, getattr(report, name)) for name in names]
    show_table(("what", "value"), [*rows, ("fill", f"{report.fill:.0%}"), ("problems", len(report.problems))])
    if report.problems:
        raise SystemExit(1)


@db.command(short_help="Copy a store to another address; again: continue.")
@click.argument("source")
@click.argument("target")
@click.option(
    "--config", "config_filename", metavar="FILE", default=DEFAULT_FILENAME, help="Configuration file."
)
@click.option("-q", "--quiet", is_flag=True, help="Do not name each stream.")
def copy(source: str, target: str, config_filename: str, quiet: bool) -> None:
    """Copy the store at SOURCE to TARGET, two addresses; called again, it continues.

    Every stream is verified by a hash of its contents before it becomes visible in the copy.
    """

    def tell(key: str, now: bool) -> None:
        if not quiet:
            click.echo(describe_key(key) + ("" if now else ", there already"))

    with opened(source, config_filename) as old, opened(target, config_filename, may_be_new=True) as new:
        if old.url == new.url:
            message = f"SOURCE and TARGET are one store, {old.url}. Name another to copy to."
            raise ConfigurationError(message, url=old.url)
        done = copy_store(old, new, tell)
    click.echo(
        f"{counted(done.streams, 'stream')} copied ({counted(done.segments, 'segment')}), "
        f"{done.skipped:,} there already, {counted(done.documents, 'definition')}"
    )


@db.command("import-legacy", short_help="Bring a database of HyperStream 0.3.8 over.")
@click.argument("source")
@store_options
def import_legacy_command(source: str, store: str | None, config_filename: str) -> None:
    """Bring the MongoDB database at SOURCE, written by HyperStream 0.3.8, into the store.

    SOURCE is only read. Called again after an interruption, it continues. Exit status 1 where
    something had to be left out.
    """

    def tell(step: Step) -> None:
        text = f"{step.place}/{step.total} {describe_key(step.key)}: {counted(step.instances, 'instance')}"
        if step.done:
            click.echo(text)
        elif sys.stderr.isatty():
            click.echo(f"\r{text}\r", nl=False, err=True)

    old = open_legacy(source)
    try:
        with opened(store, config_filename, may_be_new=True) as new:
            done = import_legacy(old, new, tell)
    finally:
        old.close()
    now = counted(done.instances, "instance")
    click.echo(f"{counted(done.streams, 'stream')}, {now} now, {counted(done.documents, 'definition')}")
    for line in done.notes:
        click.echo(f"Note: {line}")
    for line in done.refused:
        click.secho(f"Left out: {line}", fg="red", err=True)
    if done.refused:
        raise SystemExit(1)
