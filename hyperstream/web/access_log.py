"""One line of JSON for each answer, and its numbers for `/metrics`.

The line has what an operator needs and no secret: the path without its query, the name of the token
and never the token.
"""

from __future__ import annotations

import json
import logging
import time
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .guard import TOKEN_KEY
from .metrics import Metrics

access = logging.getLogger("hyperstream.access")

_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"})


class AccessLog:
    """Middleware that logs to ``hyperstream.access`` (level INFO) and counts.

    Args:
        app: What is logged.
        metrics: Where it is counted.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, then log."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        seen = {"status": 500, "bytes": 0}

        async def counting(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
            elif message["type"] == "http.response.body":
                seen["bytes"] += len(message.get("body", b""))
            await send(message)

        started = time.perf_counter()
        try:
            await self.app(scope, receive, counting)
        finally:
            self._note(scope, seen, time.perf_counter() - started)

    def _note(self, scope: Scope, seen: dict[str, int], seconds: float) -> None:
        # Labels come from a closed set: a client must not be able to make new ones.
        route = getattr(scope.get("route"), "path", "none")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._metrics.requests.labels(method, route, str(seen["status"])).inc()
        self._metrics.seconds.labels(route).observe(seconds)
        if access.isEnabledFor(logging.INFO):
            access.info("%s", json.dumps(_line(scope, seen, seconds)))


def _line(scope: Scope, seen: dict[str, int], seconds: float) -> dict[str, Any]:
    client = scope.get("client")
    return {
        "client": client[0] if client else None,
        "token": scope.get(TOKEN_KEY),
        "method": scope["method"],
        "path": scope["path"],
        **seen,
        "ms": round(1000 * seconds, 1),
    }
