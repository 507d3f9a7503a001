"""``/api/store``: the time-series store over HTTP. All times are UTC."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from ..frames.formats import FrameFormat, read_bytes, write_bytes
from ..frames.frame import Frame
from ..frames.joining import pieces_of
from ..frames.json_cells import DateFormat
from ..frames.json_writing import Orient
from ..frames.names import SeriesName
from ..frames.records import not_found, revision_of
from ..frames.schema import Schema
from ..frames.times import bounds
from ..stores.ledger.model import Ledger
from .context import Web, WebContext
from .json_values import iso
from .negotiation import negotiated
from .problems import ProblemError
from .queries import Instant
from .store_formats import MEDIA_TYPES, body_format
from .store_names import Reference, Series

router = APIRouter(prefix="/api/store", tags=["store"])

WHOLE_ROWS = 20_000
"""Answers of up to so many rows are sent whole; longer ones in pieces, as they are encoded."""

_EXAMPLE = {
    "close": {"2026-01-01T00:00:00.000Z": 70.0, "2026-01-02T00:00:00.000Z": 71.5},
    "volume": {"2026-01-01T00:00:00.000Z": 10, "2026-01-02T00:00:00.000Z": 12},
}
_FRAME = {"description": "A frame in one of the shapes of pandas", "example": _EXAMPLE}
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_CONTENT: dict[str, Any] = {
    MEDIA_TYPES["json"]: {"schema": _FRAME},
    "text/csv": {"schema": {"type": "string"}},
    MEDIA_TYPES["arrow"]: _BINARY,
    MEDIA_TYPES["parquet"]: _BINARY,
}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The rows", "content": _CONTENT},
    304: {"description": "Nothing has changed since the answer with this ETag"},
}

JsonFormat = Annotated[Orient, Query(description="Shape of JSON, as in pandas")]
Dates = Annotated[DateFormat, Query(description="ISO 8601, or milliseconds since 1970")]
Mode = Literal["replace_range", "upsert", "append"]


class Status(BaseModel):
    """The answer to a write."""

    status: bool = Field(examples=[True])


class SeriesEntry(BaseModel):
    """The two names of a series."""

    reference: str = Field(examples=["prices"])
    symbol: str = Field(examples=["ACME"])


class SeriesPage(BaseModel):
    """Some of the series, in order of their names; ``total`` says how many there are."""

    total: int
    series: list[SeriesEntry]


@dataclass(frozen=True)
class Form:
    """How an answer is written."""

    format: FrameFormat
    orient: Orient
    dates: DateFormat
    index: str | None


def _form(
    request: Request,
    json_format: JsonFormat = "columns",
    date_format: Dates = "iso",
    format: Annotated[FrameFormat | None, Query(description="Instead of the Accept header")] = None,
    index: Annotated[
        str | None, Query(description="Name under which records and CSV hold the time", max_length=512)
    ] = None,
) -> Form:
    chosen = negotiated(format, request.headers.get("accept", ""), MEDIA_TYPES)
    return Form(chosen, json_format, date_format, index)


# --- lists ----------------------------------------------------------------------------------
@router.get("", summary="The series that there are")
def list_series(
    web: Web,
    skip: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=100_000)] = 10_000,
) -> SeriesPage:
    """All series by their two names, sorted."""
    return _page(web.hyperstream.store.list(), skip, limit)


@router.get("/{reference}", summary="The series of a reference")
def list_reference(
    web: Web,
    reference: Reference,
    skip: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=100_000)] = 10_000,
) -> SeriesPage:
    """The series of one reference, sorted by symbol; none is an empty list."""
    return _page(web.hyperstream.store.list(reference), skip, limit)


def _page(names: Sequence[SeriesName], skip: int, limit: int) -> SeriesPage:
    some = [SeriesEntry(**name._asdict()) for name in names[skip : skip + limit]]
    return SeriesPage(total=len(names), series=some)


# --- reading --------------------------------------------------------------------------------
@router.get(
    "/{reference}/{symbol:path}", summary="The rows of a series", response_class=Response, responses=_ANSWERS
)
def retrieve(
    web: Web,
    request: Request,
    name: Series,
    form: Annotated[Form, Depends(_form)],
    start: Annotated[Instant | None, Query(description="From this time, included")] = None,
    end: Annotated[Instant | None, Query(description="To this time, included")] = None,
    columns: Annotated[
        list[str] | None, Query(description="Only these columns, in this order; given again for each")
    ] = None,
    limit: Annotated[int | None, Query(ge=1, description="Only the first so many rows")] = None,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """The rows from `start` to `end`, both included, ascending, of one committed version.

    With `limit` the `Link` header is the address of the rest, where there is one.
    """
    ledger, batches = web.hyperstream.store.look(name, *bounds(start, end))
    if ledger is None:
        raise not_found(name)
    headers = {"ETag": _etag(ledger, request, form), "Vary": "Accept", "Cache-Control": "no-cache"}
    if if_none_match is not None and headers["ETag"] in if_none_match:
        return Response(status_code=304, headers=headers)
    schema, pieces = pieces_of(batches, Schema.from_text(ledger.about))
    if columns is not None:
        schema = schema.select(columns)
    pieces, rest = _first(web, pieces, limit)
    if rest is not None:
        headers["Link"] = f'<{_following(request, rest)}>; rel="next"'
    shown = [replace(piece, schema=schema) for piece in pieces]
    body = write_bytes(schema, shown, form.format, form.orient, form.dates, form.index)
    media_type = MEDIA_TYPES[form.format]
    if sum(map(len, shown)) <= WHOLE_ROWS:
        return Response(b"".join(body), media_type=media_type, headers=headers)
    return StreamingResponse(body, media_type=media_type, headers=headers)


def _first(web: WebContext, pieces: list[Frame], limit: int | None) -> tuple[list[Frame], int | None]:
    """The first so many rows, and the time of the one after them."""
    most = web.limits.points
    if limit is not None and limit > most:
        detail = f"limit: {limit} rows are more than this server gives at once ({most})."
        raise ProblemError(413, detail, parameter="limit")
    total = sum(map(len, pieces))
    if limit is None and total > most:
        detail = f"These are {total} rows; this server gives {most} at once. Ask for a range, or with limit=."
        raise ProblemError(413, detail, parameter="limit")
    if limit is None or total <= limit:
        return pieces, None
    taken: list[Frame] = []
    left = limit
    for piece in pieces:
        if left < len(piece):
            kept = Frame(piece.times[:left], piece.table[:left], piece.schema)
            return [*taken, kept], int(piece.times[left])
        taken.append(piece)
        left -= len(piece)
    return taken, None


def _following(request: Request, start: int) -> str:
    pairs = [(key, value) for key, value in request.query_params.multi_items() if key != "start"]
    path = (request.scope.get("raw_path") or b"").decode("latin-1") or request.url.path
    return f"{path}?{urlencode([*pairs, ('start', iso(start))])}"


def _etag(ledger: Ledger, request: Request, form: Form) -> str:
    """Changes whenever the answer might: with the series, the question and the format."""
    digest = hashlib.sha256(f"{request.url.query}|{form.format}".encode()).hexdigest()[:16]
    return f'W/"{revision_of(ledger)}-{digest}"'


# --- writing --------------------------------------------------------------------------------
_REQUEST = {"requestBody": {"required": True, "content": _CONTENT}}


@router.put("/{reference}/{symbol:path}", summary="Write rows", openapi_extra=_REQUEST)
@router.post("/{reference}/{symbol:path}", summary="Write rows", openapi_extra=_REQUEST)
async def save(
    web: Web,
    request: Request,
    name: Series,
    json_format: JsonFormat = "columns",
    mode: Annotated[Mode, Query(description="What happens to rows that are there")] = "replace_range",
    index: Annotated[
        str, Query(description="Name under which records hold the time", max_length=512)
    ] = "index",
) -> Status:
    """Write a frame, whole or not at all; the series is made if it does not exist.

    `replace_range`: these rows become all there is from the first to the last of them. `upsert`: a row
    takes the place of the one of its time. `append`: another row at one of the times is an error (409).
    """
    form = body_format(request.headers.get("content-type", ""))
    body = await request.body()

    def write() -> None:
        rows = read_bytes(body, form, json_format, index)
        if len(rows) > web.limits.points:
            detail = f"{len(rows)} rows are more than this server takes at once ({web.limits.points})."
            raise ProblemError(413, detail)
        web.hyperstream.store.write(rows, name, mode)

    await run_in_threadpool(write)
    return Status(status=True)


@router.delete("/{reference}/{symbol:path}", summary="Remove a series")
def delete(web: Web, name: Series) -> Status:
    """Remove a series with everything that belongs to it; true, also where there was none."""
    return Status(status=web.hyperstream.store.delete(*name))
