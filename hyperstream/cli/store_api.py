"""``store_api rest``: the command of flask-bigtempo, with its options and exit codes.

Exit status 0, or 1 with a line ``ERROR: ...`` on the standard output.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from ..clients.rest import DATE_FORMAT, HOST, JSON_FORMAT, JSONStoreRestClient
from ..frames.json_writing import ORIENTS
from ..utils.errors import HyperStreamError
from ..utils.extras import require

DATES = ("iso", "epoch")

_host = click.option("--host", default=HOST, show_default=True, help="Address of the server.")
_token = click.option(
    "--token", envvar="HYPERSTREAM_TOKEN", help="Token of the server; or HYPERSTREAM_TOKEN."
)
_json_format = click.option(
    "-j",
    "--json-format",
    type=click.Choice(ORIENTS),
    default=JSON_FORMAT,
    show_default=True,
    help="Shape of JSON.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """The time-series store of a server."""


@main.group()
def rest() -> None:
    """By its REST interface."""


@rest.command()
@click.argument("reference")
@click.argument("symbol")
@click.argument("jsondata")
@_json_format
@_host
@_token
def save(reference: str, symbol: str, jsondata: str, json_format: str, host: str, token: str | None) -> None:
    """Write JSONDATA: JSON text, a file, a URL, or - for the standard input."""
    _run(host, token, lambda client: client.save(_text(jsondata), reference, symbol, json_format))


@rest.command()
@click.argument("reference")
@click.argument("symbol")
@click.option("-s", "--start", help="From this time, included.")
@click.option("-e", "--end", help="To this time, included.")
@_json_format
@click.option(
    "-d", "--date-format", type=click.Choice(["iso", "epoch"]), default=DATE_FORMAT, show_default=True
)
@_host
@_token
def retrieve(
    reference: str,
    symbol: str,
    start: str | None,
    end: str | None,
    json_format: str,
    date_format: str,
    host: str,
    token: str | None,
) -> None:
    """Print the JSON of a series."""
    text = _run(
        host,
        token,
        lambda client: client.retrieve(reference, symbol, start, end, json_format, date_format),
    )
    click.echo(text)


@rest.command()
@click.argument("reference")
@click.argument("symbol")
@_host
@_token
def delete(reference: str, symbol: str, host: str, token: str | None) -> None:
    """Remove a series; fine where there is none."""
    _run(host, token, lambda client: client.delete(reference, symbol))


def _run(host: str, token: str | None, ask: Callable[[JSONStoreRestClient], Any]) -> Any:
    """What the server gives; ends the program where it refuses or is not there."""
    try:
        httpx = require("httpx", "client")
        with JSONStoreRestClient(host, token=token) as client:
            try:
                found = ask(client)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                _fail(f"{host}: {error or type(error).__name__}")
            problem = client.problem
    except (HyperStreamError, OSError) as error:
        _fail(str(error))
    if found is None or found is False:
        _fail(str((problem or {}).get("detail", problem)))
    return found


def _fail(reason: str) -> NoReturn:
    click.echo(f"ERROR: {reason}")
    sys.exit(1)


def _text(jsondata: str) -> bytes:
    """The JSON itself, or what is in the file or at the URL that is named."""
    if jsondata == "-":
        return sys.stdin.buffer.read()
    if jsondata.startswith(("http://", "https://")):
        answer = require("httpx", "client").get(jsondata, timeout=30, follow_redirects=True)
        answer.raise_for_status()
        return bytes(answer.content)
    if jsondata.lstrip()[:1] in ("{", "["):
        return jsondata.encode()
    return Path(jsondata).read_bytes()
