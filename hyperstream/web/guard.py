"""Who may come in: tokens, and what a browser may be made to send.

It stands before all routes, so that none can forget to ask. A server without tokens is for this
machine only; then the ``Host`` header must name this machine, or any page in a browser could reach
it under a name of its own (DNS rebinding).
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as Connection

from .problems import problem
from .tokens import Scope, TokenBook

OPEN_PATHS = frozenset({"/healthz", "/docs", "/openapi.json"})
"""They tell nothing about the data."""

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
TOKEN_KEY, SCOPE_KEY = "hyperstream.token", "hyperstream.scope"
"""Where the name and the scope of the client's token stand in the connection's scope."""


class Guard:
    """Middleware that refuses who may not come in; see the module.

    Args:
        app: What is guarded.
        tokens: Who may come in; everybody where it is None.
        origins: Whose pages may write, beside the server's own.
        hosts: Names that the server answers to; any where it is None.
    """

    def __init__(
        self,
        app: ASGIApp,
        tokens: TokenBook | None = None,
        origins: Collection[str] = (),
        hosts: Collection[str] | None = None,
    ) -> None:
        self.app = app
        self._tokens = tokens
        self._origins = frozenset(origins)
        self._hosts = None if hosts is None else frozenset(hosts)

    async def __call__(self, scope: Connection, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._misdirected(headers) or self._foreign(scope, headers) or self._token(scope, headers)

        async def careful(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).setdefault("X-Content-Type-Options", "nosniff")
            await send(message)

        await (refusal or self.app)(scope, receive, careful)

    def _misdirected(self, headers: Headers) -> JSONResponse | None:
        host = _host(headers.get("host", ""))
        if self._hosts is None or host in self._hosts:
            return None
        detail = f"This server does not answer to the name {host!r}. Start it with --host, or with tokens."
        return problem(421, detail)

    def _foreign(self, scope: Connection, headers: Headers) -> JSONResponse | None:
        """What a page of somebody else makes a browser send is refused where it would change something."""
        origin = headers.get("origin")
        if scope["method"] in SAFE or origin is None or origin in self._origins:
            return None
        if urlsplit(origin).netloc == headers.get("host"):
            return None
        return problem(403, f"Pages of {origin} may not write here. Allow them with --cors-origin.")

    def _token(self, scope: Connection, headers: Headers) -> JSONResponse | None:
        if self._tokens is None or scope["path"] in OPEN_PATHS:
            return None
        kind, _, shown = headers.get("authorization", "").partition(" ")
        token = self._tokens.find(shown.strip()) if kind.lower() == "bearer" else None
        if token is None:
            detail = "A token is needed that is known here: Authorization: Bearer hs_..."
            return problem(401, detail, {"WWW-Authenticate": "Bearer"})
        needed: Scope = "read" if scope["method"] in SAFE else "write"
        scope[TOKEN_KEY], scope[SCOPE_KEY] = token.name, token.scope
        if not token.allows(needed):
            return problem(403, f"The token {token.name!r} allows reading only.")
        return None


def may_write(scope: Connection) -> bool:
    """Whether the client of this connection may change something."""
    return bool(scope.get(SCOPE_KEY, "write") == "write")


def _host(header: str) -> str:
    """The name without the port, lower case; IPv6 addresses keep their brackets."""
    name = header.rpartition(":")[0] if header.rpartition(":")[2].isdigit() else header
    return name.lower()
