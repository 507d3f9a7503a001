"""``hyperstream stream``: look into a store; nothing is ever changed."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import click

from ..channels.base_channel import BaseChannel
from ..channels.stored_channel import StoredChannel
from ..stores.keys import KeyParts, parse_key
from ..stores.port import RunRecord
from ..stream.stream import Stream
from ..stream.stream_id import StreamId
from ..utils.plain_texts import counted
from .export import FORMATS, export_file, export_text, format_of, header, rows, value_keys
from .opening import interval, interval_options, open_hyperstream, store_options
from .output import show_json, show_table
from .stream_ledger import (
    PART_COLUMNS,
    RUN_COLUMNS,
    ledger_json,
    newest,
    part_rows,
    run_json,
    run_rows,
    summary,
)

_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_channel = click.option(
    "--channel", "channel_id", default="database", show_default=True, help="The channel to look into."
)
_name = click.argument("name")
_tags = click.argument("tags", nargs=-1, metavar="[TAG=VALUE]...")
kept_option = click.option("--kept", "version", metavar="VERSION", help="Of a kept version, such as 2.")


@click.group()
def stream() -> None:
    """Look into a store: its streams, and what computed them."""


@stream.command("list")
@click.argument("pattern", default="*")
@_channel
@store_options
@_json
def list_streams(
    pattern: str, channel_id: str, store: str | None, config_filename: str, as_json: bool
) -> None:
    """The streams whose name fits PATTERN (* and ? as in a shell)."""
    with open_hyperstream(store, config_filename) as hyperstream:
        channel = hyperstream.channel_manager.get_channel(channel_id)
        streams = [channel.streams[item] for item in sorted(channel.streams)]
        found = list(
            _with_kept(channel, [item for item in streams if fnmatchcase(item.stream_id.name, pattern)])
        )
        ledgers = channel.ledgers(found)
        described = [(item, ledgers[item.key]) for item in found]
    if as_json:
        show_json([{**_id_json(item), **ledger_json(ledger)} for item, ledger in described])
    elif described:
        table = [(_title(item), *summary(ledger)) for item, ledger in described]
        show_table(("stream", "newest", "computed", "by"), table)
    else:
        click.echo(f"No stream in channel {channel_id!r} fits {pattern!r}.")


@stream.command("show")
@_name
@_tags
@kept_option
@_channel
@interval_options
@store_options
@_json
def show_stream(
    name: str,
    tags: tuple[str, ...],
    version: str | None,
    channel_id: str,
    start: datetime | None,
    end: datetime | None,
    store: str | None,
    config_filename: str,
    as_json: bool,
) -> None:
    """The ledger of one stream and the runs that computed it."""
    wanted = interval(start, end)
    with open_hyperstream(store, config_filename) as hyperstream:
        channel = hyperstream.channel_manager.get_channel(channel_id)
        found = find_stream(channel, name, tags, version)
        ledger = channel.ledger(found)
        runs = _runs(channel, found, wanted.start_ms, wanted.end_ms)
        count = found.window(wanted).count()
    if as_json:
        entry = {**_id_json(found), "instances": count, **ledger_json(ledger)}
        show_json({**entry, "runs": [run_json(run) for run in runs]})
        return
    click.echo(f"{_title(found)}  in channel {channel_id}")
    click.echo(f"{counted(count, 'instance')}, newest {newest(ledger) or 'none'}")
    _show("Ledger", PART_COLUMNS, part_rows(ledger, wanted))
    _show("Runs", RUN_COLUMNS, run_rows(runs))


@stream.command("tail")
@_name
@_tags
@kept_option
@click.option("-n", "count", type=click.IntRange(min=1), default=10, show_default=True)
@_channel
@interval_options
@store_options
@_json
def tail_stream(
    name: str,
    tags: tuple[str, ...],
    version: str | None,
    count: int,
    channel_id: str,
    start: datetime | None,
    end: datetime | None,
    store: str | None,
    config_filename: str,
    as_json: bool,
) -> None:
    """The last instances of one stream."""
    with open_hyperstream(store, config_filename) as hyperstream:
        found = find_stream(hyperstream.channel_manager.get_channel(channel_id), name, tags, version)
        last = list(found.window(interval(start, end)).tail(count))
    if as_json:
        show_json([{"timestamp": timestamp, "value": value} for timestamp, value in last])
    else:
        keys = value_keys(value for _, value in last)
        show_table(header(keys), rows(last, keys))


@stream.command("export")
@_name
@_tags
@kept_option
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Default: print.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="Default: what the file's ending says.")
@_channel
@interval_options
@store_options
def export_stream(
    name: str,
    tags: tuple[str, ...],
    version: str | None,
    output: Path | None,
    form: str | None,
    channel_id: str,
    start: datetime | None,
    end: datetime | None,
    store: str | None,
    config_filename: str,
) -> None:
    """The instances of one stream as CSV, JSON lines or Parquet."""
    form = form or (format_of(output) if output else "csv")
    if form is None or (form == "parquet" and output is None):
        message = "Parquet needs --output FILE." if form else f"Say --format: {output} ends in none I know."
        raise click.UsageError(message)
    if output is not None and not output.parent.is_dir():
        message = f"There is no folder {output.parent} to write {output.name} into; make it first."
        raise click.UsageError(message)
    with open_hyperstream(store, config_filename) as hyperstream:
        found = find_stream(hyperstream.channel_manager.get_channel(channel_id), name, tags, version)
        view = found.window(interval(start, end))
        if output is None:
            export_text(view, form, sys.stdout)
        else:
            export_file(view, form, output)
            click.echo(f"Wrote {output}", err=True)


def find_stream(channel: BaseChannel, name: str, tags: Iterable[str], version: str | None = None) -> Stream:
    """The stream of exactly this id, else the one whose meta data fits; a kept version of it if asked for."""
    meta_data: dict[str, Any] = {}
    for item in tags:
        tag, equals, value = item.partition("=")
        if not (tag and equals):
            message = f"{item!r} is no TAG=VALUE."
            raise click.UsageError(message)
        meta_data[tag] = value
    exact = channel.streams.get(StreamId(name, meta_data))
    found = exact if exact is not None else channel.find_stream(**{**meta_data, "name": name})
    return found if version is None else found.kept_as(version)


def _with_kept(channel: BaseChannel, streams: Iterable[Stream]) -> Iterator[Stream]:
    """Streams, each with the versions that are kept of it after it."""
    kept: dict[KeyParts, list[str]] = {}
    for parts in map(parse_key, channel.store.store.keys()) if isinstance(channel, StoredChannel) else ():
        if parts.version:
            kept.setdefault(parts._replace(version=""), []).append(parts.version)
    for each in streams:
        yield each
        yield from (each.kept(version) for version in sorted(kept.get(parse_key(each.key), ())))


def _runs(channel: BaseChannel, found: Stream, a: int, b: int) -> list[RunRecord]:
    return channel.store.store.read_runs(found.key, a, b) if isinstance(channel, StoredChannel) else []


def _id_json(found: Stream) -> dict[str, Any]:
    named = {"name": found.stream_id.name, "meta_data": dict(found.stream_id.meta_data)}
    return {**named, "kept": found.version} if found.version else named


def _title(found: Stream) -> str:
    return f"{found.stream_id} ({found.version})" if found.version else str(found.stream_id)


def _show(title: str, columns: tuple[str, ...], table: list[Any]) -> None:
    if table:
        click.echo()
        show_table(columns, table, title=title)
