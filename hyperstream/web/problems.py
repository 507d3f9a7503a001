"""Errors as ``application/problem+json`` (RFC 9457): which of ours is which status.

What a client sent never ends as a 5xx. What went wrong in here ends as one, says little to the
client, and everything to the log.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from ..utils import errors

logger = logging.getLogger(__name__)

STATUSES: Mapping[type[errors.HyperStreamError], int] = {
    errors.HyperStreamError: 500,
    # what was asked for is not there
    errors.ChannelNotFoundError: 404,
    errors.StreamNotFoundError: 404,
    errors.ToolNotFoundError: 404,
    errors.PlateNotFoundError: 404,
    errors.SeriesNotFoundError: 404,
    # it cannot be read
    errors.ArgumentTypeError: 400,
    errors.ArgumentValueError: 400,
    errors.ArgumentKeyError: 400,
    errors.MissingExtraError: 406,
    # it can be read, and cannot be done
    errors.FutureIntervalError: 422,
    errors.FrameError: 422,
    errors.ValueNotStorableError: 422,
    errors.BadRowError: 422,
    errors.ReadOnlyChannelError: 403,
    errors.ChannelError: 409,
    errors.StreamError: 409,
    errors.PlateError: 409,
    errors.WorkflowError: 409,
    errors.LeaseLostError: 409,
    errors.ClaimedElsewhereError: 409,
    # it is not the client's
    errors.StoreUnavailableError: 503,
    errors.LedgerFullError: 507,
}
"""The status of each kind of error; a subclass has that of its nearest ancestor."""

MEDIA_TYPE = "application/problem+json"

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "parameter": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}

RESPONSES: dict[int | str, dict[str, Any]] = {
    "4XX": {"description": "It cannot be done, and why", "content": {MEDIA_TYPE: {"schema": SCHEMA}}},
    "5XX": {"description": "The server's own trouble", "content": {MEDIA_TYPE: {"schema": SCHEMA}}},
}
"""For the description of every route."""

_TITLES = {
    400: "Bad request",
    401: "Token needed",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    409: "Conflict",
    413: "Too large",
    415: "Unsupported media type",
    421: "Misdirected request",
    422: "Cannot be processed",
    429: "Too many",
    500: "Error of the server",
    503: "Not available now",
    507: "No room",
}
_STANDARD = {
    404: "There is nothing at {path}.",
    405: "{method} is not possible at {path}.",
}
"""Instead of the bare phrase of HTTP."""

_OWN_TROUBLE = {
    500: "Something went wrong in the server; its log says what.",
    503: "The store does not answer now; try again later.",
    507: "There is no room for more in the store.",
}


class ProblemError(Exception):
    """Raised by a route to answer with a problem of its own.

    Args:
        status: HTTP status.
        detail: What happened, why, and the way out.
        headers: Further headers of the answer.
        **extra: Further members, such as ``parameter``.
    """

    def __init__(
        self, status: int, detail: str, headers: Mapping[str, str] | None = None, **extra: Any
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers
        self.extra = extra


def problem(
    status: int,
    detail: str,
    headers: Mapping[str, str] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> JSONResponse:
    """The answer that says what the problem is; the members of ``extra`` come last."""
    title = _TITLES.get(status, "Error")
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **(extra or {})}
    return _ASCIIResponse(body, status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


class _ASCIIResponse(JSONResponse):
    """JSON in ASCII: a problem may quote what is no valid text, such as half a surrogate pair."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content, separators=(",", ":")).encode("ascii")


def status_of(error: errors.HyperStreamError) -> int:
    """The HTTP status that an error of ours means."""
    return next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)


def install(app: FastAPI) -> None:
    """Let every error of this application end as a problem."""
    app.add_exception_handler(errors.HyperStreamError, _own)
    app.add_exception_handler(ProblemError, _raised)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


async def _own(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, errors.HyperStreamError)
    status = status_of(error)
    if status >= 500:
        logger.error("%s %s: %s", request.method, request.url.path, error, exc_info=error)
        headers = {"Retry-After": "5"} if status == 503 else None
        return problem(status, _OWN_TROUBLE[status], headers, _code(error))
    named = getattr(error, "parameter", None)
    extra = {"parameter": named} if isinstance(named, str) else {}
    return problem(status, str(error), extra={**_code(error), **extra})


def _code(error: errors.HyperStreamError) -> dict[str, str]:
    return {"code": error.code} if error.code else {}


async def _raised(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ProblemError)
    return problem(error.status, error.detail, error.headers, error.extra)


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    """A parameter that is absent or cannot be read: 400; a body that cannot: 422. It is named."""
    assert isinstance(error, RequestValidationError)
    found = [_entry(entry) for entry in error.errors()]
    status = 422 if any(entry["where"] == "body" for entry in found) else 400
    detail = "; ".join(f"{entry['parameter'] or entry['where']}: {entry['why']}" for entry in found)
    return problem(status, detail, extra={"parameter": found[0]["parameter"], "errors": found})


def _entry(entry: Mapping[str, Any]) -> dict[str, str]:
    where, *names = [str(part) for part in entry["loc"]]
    # What a check of ours says stands behind the name of Python's error.
    why = str(entry["msg"]).removeprefix("Value error, ")
    return {"where": where, "parameter": ".".join(names), "why": why}


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    detail = str(error.detail)
    if detail == HTTPStatus(error.status_code).phrase:
        what = _STANDARD.get(error.status_code, detail)
        detail = what.format(method=request.method, path=request.url.path)
    return problem(error.status_code, detail, error.headers)


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    logger.critical("%s %s: nobody expected this", request.method, request.url.path, exc_info=error)
    return problem(500, _OWN_TROUBLE[500])
