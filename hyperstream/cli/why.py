"""``hyperstream why``: where a value comes from."""

from __future__ import annotations

import click

from .opening import open_hyperstream, store_options
from .output import show_json
from .parameters import Instant
from .stream import find_stream, kept_option


@click.command()
@click.argument("name", metavar="STREAM")
@click.argument("rest", nargs=-1, required=True, metavar="[TAG=VALUE]... TIME")
@click.option(
    "--channel", "channel_id", default="database", show_default=True, help="Where the stream lives."
)
@kept_option
@click.option("--depth", type=click.IntRange(min=0), help="So many steps back; all unless given.")
@store_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def why(
    ctx: click.Context,
    name: str,
    rest: tuple[str, ...],
    channel_id: str,
    version: str | None,
    depth: int | None,
    store: str | None,
    config_filename: str,
    as_json: bool,
) -> None:
    """Where does the value of STREAM at TIME come from?

    Back to what was written by hand: which tool, version and parameters, when, and from what.
    """
    *tags, when = rest
    instant = Instant().convert(when, None, ctx)
    with open_hyperstream(store, config_filename) as hyperstream:
        stream = find_stream(hyperstream.channel_manager.get_channel(channel_id), name, tags, version)
        found = stream.provenance(instant, depth=depth)
        values = stream.window(found.interval).values()
        kept = [] if values or version else stream.versions()
    if as_json:
        show_json({**found.to_dict(), "value": values[0] if values else None})
        return
    head, *lines = str(found).splitlines()
    click.echo(f"{head}  =  {values[0]!r}" if values else f"{head}: there is no value at this time")
    for line in lines:
        click.echo(line)
    if kept:
        click.echo(f"Kept versions: {', '.join(kept)}; ask for one with --kept {kept[-1].rpartition('@')[2]}")
