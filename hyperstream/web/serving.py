"""Running the application: on loopback unless a token guards it, ending push connections on a signal."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Collection
from types import FrameType

import uvicorn

from ..hyperstream import HyperStream
from ..utils.errors import ConfigurationError
from .app import create_app
from .limits import Limits
from .tokens import TokenBook

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""What a client on this machine calls it."""

GRACE_SECONDS = 10
"""Requests that are under way when a signal asks to end have so long."""

KEEP_ALIVE_SECONDS = 75
"""An idle connection stays open for so long: longer than proxies keep theirs (nginx: 60 s), because a
request that is sent just when the server closes fails without an answer."""


class Server(uvicorn.Server):
    """uvicorn that tells the application at once when it is to end.

    Args:
        config: uvicorn's own.
        ending: Called when a signal asks to end; push connections would never end by themselves.
    """

    def __init__(self, config: uvicorn.Config, ending: Callable[[], None]) -> None:
        super().__init__(config)
        self._ending = ending

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The signal's handler."""
        self._ending()
        super().handle_exit(sig, frame)


def serve(
    hyperstream: HyperStream,
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    tokens: TokenBook | None = None,
    insecure: bool = False,
    limits: Limits | None = None,
    cors_origins: Collection[str] = (),
    allow_compute: bool = False,
    started: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve until a signal ends it (SIGINT, SIGTERM).

    Args:
        hyperstream: What is served.
        host: Address or name to listen on.
        port: TCP port; 0 for a free one.
        tokens: Who may come in.
        insecure: Listen on other addresses than loopback although everybody may come in.
        limits: How much one client may ask for.
        cors_origins: Whose pages in a browser may use it.
        allow_compute: Whether reading may compute what is missing.
        started: Called with ``http://host:port`` once it listens.

    Raises:
        ConfigurationError: (a `ValueError`) The address is taken or not of this machine, or it is open
            to others without a token.
    """
    check_exposure(host, tokens, insecure)
    alone = is_loopback(host) and not tokens
    app = create_app(
        hyperstream,
        limits=limits,
        tokens=tokens or None,
        cors_origins=cors_origins,
        hosts=LOOPBACK_NAMES | {host} if alone else None,
        allow_compute=allow_compute,
    )
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    with listening(host, port) as opened:
        shown = f"[{host}]" if ":" in host else host
        started(f"http://{shown}:{opened.getsockname()[1]}")
        Server(config, app.state.web.push.close).run(sockets=[opened])


def check_exposure(host: str, tokens: TokenBook | None, insecure: bool) -> None:
    """Refuse to be open to other machines without a token.

    Raises:
        ConfigurationError: (a `ValueError`) It would be.
    """
    if insecure or tokens or is_loopback(host):
        return
    msg = (
        f"On {host} other machines could reach this server, and it has no token. Make one with "
        "'hyperstream token new NAME', or say --insecure if something in front of it decides who comes in."
    )
    raise ConfigurationError(msg, host=host)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there.

    Raises:
        ConfigurationError: (a `ValueError`) It cannot.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=2048)
    except (OSError, OverflowError) as error:
        msg = f"Cannot listen on {host}, port {port}: {error}. Name another with --host and --port."
        raise ConfigurationError(msg, host=host, port=port) from error
