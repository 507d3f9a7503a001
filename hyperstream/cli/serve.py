"""``hyperstream serve`` and ``hyperstream token``: the server, and who may use it."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..config import HyperStreamConfig
from ..hyperstream import HyperStream
from ..utils.extras import require
from ..utils.hyperstream_logger import HyperStreamLogger
from ..utils.urls import without_password
from .opening import store_options
from .output import show_table

if TYPE_CHECKING:
    from ..web.tokens import Scope, TokenBook

TOKENS = Path(".hyperstream") / "tokens.json"
"""Where tokens are kept beside the configuration, unless another file is named."""

_tokens = click.option(
    "--tokens", "file", type=click.Path(dir_okay=False, path_type=Path), help=f"Default: {TOKENS}."
)
_config = click.option(
    "--config", "config_filename", metavar="FILE", default="hyperstream_config.json", help="Configuration."
)


@click.command(short_help="Serve the store, the streams and prices over HTTP.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: a free one.")
@_tokens
@click.option("--insecure", is_flag=True, help="Let other machines in although there is no token.")
@click.option("--cors-origin", "origins", multiple=True, metavar="URL", help="Whose pages may use it.")
@click.option("--allow-compute", is_flag=True, help="Let clients who may write compute what is missing.")
@click.option("--max-body", type=click.IntRange(min=1), default=64 << 20, help="Bytes of a request's body.")
@click.option("--max-points", type=click.IntRange(min=1), default=1_000_000, help="Rows of one answer.")
@click.option("--quiet", is_flag=True, help="No access log.")
@store_options
def serve(
    host: str,
    port: int,
    file: Path | None,
    insecure: bool,
    origins: tuple[str, ...],
    allow_compute: bool,
    max_body: int,
    max_points: int,
    quiet: bool,
    store: str | None,
    config_filename: str,
) -> None:
    """Serve the store, the streams and the prices over HTTP until Ctrl+C."""
    require("fastapi", "web")
    from ..web import Limits
    from ..web import serve as run
    from ..web.serving import check_exposure

    tokens = _book(file, config_filename)
    check_exposure(host, tokens, insecure)
    _log_access(quiet)
    hyperstream = HyperStream(store, config_filename=config_filename)
    # What went wrong is for who runs the server: a client is told no more than that it did.
    log = HyperStreamLogger("WARNING", console_logger=True)
    try:
        run(
            hyperstream,
            host,
            port,
            tokens=tokens,
            insecure=insecure,
            limits=Limits(body_bytes=max_body, points=max_points, page=min(100_000, max_points)),
            cors_origins=origins,
            allow_compute=allow_compute,
            started=lambda address: _say(address, hyperstream, tokens),
        )
    finally:
        hyperstream.close()
        log.close()


def _say(address: str, hyperstream: HyperStream, tokens: TokenBook) -> None:
    click.echo(f"Serving {without_password(hyperstream.store.url)} at {address} (pages: {address}/docs)")
    click.echo(f"{len(tokens)} tokens" if tokens else "No token is needed.")


def _log_access(quiet: bool) -> None:
    """Access lines go to the error output, as they are."""
    logger = logging.getLogger("hyperstream.access")
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger.addHandler(handler)
    logger.propagate = False
    logger.setLevel(logging.CRITICAL if quiet else logging.INFO)


@click.group()
def token() -> None:
    """Who may use the server: tokens, kept as hashes."""


@token.command("new")
@click.argument("name")
@click.option("--write", is_flag=True, help="It allows writing too.")
@_tokens
@_config
def new_token(name: str, write: bool, file: Path | None, config_filename: str) -> None:
    """Make a token and print it, this once."""
    scope: Scope = "write" if write else "read"
    book = _book(file, config_filename)
    click.echo(book.new(name, scope))
    click.echo(f"It allows to {scope}. Only its hash is kept, in {book.file}.", err=True)


@token.command("list")
@_tokens
@_config
def list_tokens(file: Path | None, config_filename: str) -> None:
    """The tokens: names, what they allow, since when."""
    book = _book(file, config_filename)
    show_table(("name", "allows", "since"), [(item.name, item.scope, item.created) for item in book.tokens])


@token.command("revoke")
@click.argument("name")
@_tokens
@_config
def revoke_token(name: str, file: Path | None, config_filename: str) -> None:
    """Refuse a token from now on, in running servers too."""
    _book(file, config_filename).revoke(name)
    click.echo(f"Revoked {name}.")


def _book(file: Path | None, config_filename: str) -> TokenBook:
    require("fastapi", "web")
    from ..web import TokenBook

    return TokenBook(file or HyperStreamConfig(config_filename).directory / TOKENS)
