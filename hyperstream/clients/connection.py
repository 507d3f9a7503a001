"""Requests to a server: time-outs, tokens, quoting, and trying again where that is safe."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from ..utils.errors import ArgumentValueError
from ..utils.extras import require

TRANSIENT = frozenset({408, 425, 429, 502, 503, 504})
"""Statuses that may be another one a moment later."""


@dataclass(frozen=True)
class Retry:
    """How often and when a request is sent again.

    Attributes:
        attempts: Requests in all, at least 1.
        first: Seconds before the second one; doubled each time, up to ``most``.
        most: Seconds before any one at most; a server's ``Retry-After`` counts up to here as well.
        jitter: Part of each pause that is left to chance, so that many clients do not come at once.
        sleep: Waits so many seconds.
    """

    attempts: int = 4
    first: float = 0.2
    most: float = 5.0
    jitter: float = 0.5
    sleep: Callable[[float], object] = time.sleep

    def __post_init__(self) -> None:
        if self.attempts < 1:
            msg = f"attempts={self.attempts} must be at least 1."
            raise ArgumentValueError(msg, attempts=self.attempts)

    def pause(self, attempt: int, asked: str | None) -> float:
        """Seconds after the attempt of this number (from 1); ``asked`` is the server's ``Retry-After``."""
        usual = min(self.most, self.first * float(2 ** (attempt - 1)))
        if asked is not None and asked.isascii() and asked.isdigit():
            return min(self.most, max(usual, float(asked)))
        return usual * (1 - self.jitter * random.random())


class Connection:
    """A connection to one server; a context manager.

    Args:
        host: ``http://localhost:8000``, also with a path.
        token: Sent as bearer token.
        timeout: Seconds for each step (connect, write, read).
        retry: When to try again.

    Raises:
        MissingExtraError: (an `ImportError`) httpx is not installed.
    """

    def __init__(
        self, host: str, *, token: str | None = None, timeout: float = 30.0, retry: Retry | None = None
    ) -> None:
        self._httpx = require("httpx", "client")
        self.host = host.rstrip("/")
        self._retry = retry or Retry()
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        self._client = self._httpx.Client(headers=headers, timeout=timeout, follow_redirects=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the sockets; twice is fine."""
        self._client.close()

    def send(
        self,
        method: str,
        parts: tuple[str, ...],
        params: Mapping[str, Any] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        repeat: bool = True,
    ) -> Any:
        """The answer (an ``httpx.Response``) to a request, sent again where that may help.

        Args:
            method: ``GET`` ...
            parts: Parts of the path below the host; each is quoted whole.
            params: The query; what is None is left out.
            content: The body.
            headers: Further headers.
            repeat: Whether the request does the same when it is sent twice.

        Raises:
            httpx.TransportError: The server was not reached, at the last attempt too.
        """
        url = "/".join((self.host, *map(quoted, parts)))
        query = {name: value for name, value in (params or {}).items() if value is not None}
        last = self._retry.attempts if repeat else 1
        for attempt in range(1, last):
            answer = self._once(method, url, query, content, headers)
            if answer is not None and answer.status_code not in TRANSIENT:
                return answer
            asked = None if answer is None else answer.headers.get("retry-after")
            self._retry.sleep(self._retry.pause(attempt, asked))
        return self._request(method, url, query, content, headers)

    def _once(self, *request: Any) -> Any:
        """The answer, or None where none came."""
        try:
            return self._request(*request)
        except self._httpx.TransportError:
            return None

    def _request(
        self,
        method: str,
        url: str,
        query: Mapping[str, Any],
        content: bytes | None,
        headers: Mapping[str, str] | None,
    ) -> Any:
        return self._client.request(method, url, params=query, content=content, headers=headers)


def quoted(part: str) -> str:
    """A part of a path; dots alone are quoted too, because they would mean the folder above."""
    return part.replace(".", "%2E") if part in (".", "..") else quote(part, safe="")
