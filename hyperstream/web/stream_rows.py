"""``GET /api/streams/{channel}/{name}``: the rows of one stream."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from ..batch.batch import Batch
from ..stream.stream import Stream
from ..stream.view import StreamView
from ..time_interval import TimeInterval
from .context import Web, WebContext
from .guard import may_write
from .json_values import DateFormat, iso
from .negotiation import negotiated
from .problems import ProblemError
from .queries import Channel, End, Name, Start, Tags, interval, meta_data
from .row_formats import MEDIA_TYPES, RowFormat, encoded
from .stream_lookup import find_stream

router = APIRouter(prefix="/api/streams", tags=["streams"])

WHOLE_ROWS = 20_000
"""Answers of up to so many rows are sent whole; longer ones in pieces, as they are encoded."""

_ROW = {
    "type": "object",
    "required": ["timestamp", "value"],
    "properties": {"timestamp": {"type": ["string", "integer"]}, "value": {}},
}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["channel", "name", "meta_data", "next", "rows"],
    "properties": {
        "channel": {"type": "string"},
        "name": {"type": "string"},
        "meta_data": {"type": "object", "additionalProperties": {"type": "string"}},
        "next": {"type": ["string", "null"]},
        "rows": {"type": "array", "items": _ROW},
    },
    "example": {
        "channel": "mongo",
        "name": "temp_hour",
        "meta_data": {"house": "h1"},
        "next": None,
        "rows": [{"timestamp": "2026-11-10T01:00:00.000Z", "value": 20.5}],
    },
}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The rows",
        "content": {
            "application/json": {"schema": _SCHEMA},
            "text/csv": {"schema": {"type": "string"}},
            MEDIA_TYPES["arrow"]: {"schema": {"type": "string", "format": "binary"}},
        },
    },
    304: {"description": "Nothing has changed since the answer with this ETag"},
}
_First = Annotated[int | None, Query(ge=0, description="Only the first so many rows")]
_Last = Annotated[int | None, Query(ge=0, description="Only the last so many rows")]
_Format = Annotated[RowFormat | None, Query(alias="format", description="Instead of the Accept header")]
_Compute = Annotated[
    bool, Query(description="Compute first what is missing; the server must allow it, and the token writing")
]


@router.get(
    "/{channel}/{name:path}",
    summary="The rows of a stream",
    response_class=Response,
    responses=_ANSWERS,
)
def read_rows(
    web: Web,
    request: Request,
    channel: Channel,
    name: Name,
    tag: Tags = None,
    start: Start = None,
    end: End = None,
    head: _First = None,
    tail: _Last = None,
    format: _Format = None,
    date_format: DateFormat = "iso",
    compute: _Compute = False,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """The rows in `(start, end]`, oldest first: all of one committed version.

    Without `head` or `tail` an answer holds a page of rows; where there are more, `next` (and the `Link`
    header) is the address of the rest. NaN and infinities are null in JSON; CSV and Arrow keep them.
    """
    form = negotiated(format, request.headers.get("accept", ""), MEDIA_TYPES)
    stream = find_stream(web, channel, name, meta_data(tag))
    _check_counts(web, head, tail)
    wanted = interval(start, end)
    if compute:
        _compute(web, request, stream, wanted)
    headers = {"ETag": _etag(stream, request, form), "Vary": "Accept", "Cache-Control": "no-cache"}
    if if_none_match is not None and headers["ETag"] in if_none_match:
        return Response(status_code=304, headers=headers)
    batches, rest = _rows(stream.window(wanted), head, tail, web.limits.page)
    following = None if rest is None else _next(request, rest)
    if following is not None:
        headers["Link"] = f'<{following}>; rel="next"'
    described = {
        "channel": stream.channel_id,
        "name": stream.stream_id.name,
        "meta_data": dict(stream.stream_id.meta_data),
        "next": following,
    }
    return _answer(encoded(batches, form, date_format, described), batches, MEDIA_TYPES[form], headers)


def _check_counts(web: WebContext, head: int | None, tail: int | None) -> None:
    if head is not None and tail is not None:
        raise ProblemError(
            400, "head, tail: ask for the first rows or for the last, not both.", parameter="tail"
        )
    for parameter, count in (("head", head), ("tail", tail)):
        if count is not None and count > web.limits.points:
            detail = (
                f"{parameter}: {count} rows are more than this server gives at once ({web.limits.points})."
            )
            raise ProblemError(413, detail, parameter=parameter)


def _compute(web: WebContext, request: Request, stream: Stream, wanted: TimeInterval) -> None:
    """Bring the interval up to date, where that is allowed and somebody knows how."""
    if not web.allow_compute:
        raise ProblemError(403, "compute: this server computes nothing on demand (--allow-compute).")
    if not may_write(request.scope):
        raise ProblemError(403, "compute: the token allows reading only.")
    if stream.producer is None:
        # Workflows in the store are defined when first asked for, and streams then know their factors.
        len(web.hyperstream.workflow_manager.workflows)
    if stream.producer is None:
        raise ProblemError(409, f"compute: no workflow of this server computes '{stream.stream_id}'.")
    if wanted.end_ms > stream.home.now():
        wanted = TimeInterval.from_ms(wanted.start_ms, stream.home.now())
    stream.producer.compute(wanted)


def _rows(
    view: StreamView, head: int | None, tail: int | None, page: int
) -> tuple[list[Batch], datetime | None]:
    """The rows, and where the rest begins if there is any that was not ruled out."""
    if tail is not None:
        interval = view.time_interval
        last = view.stream.home.read_last(view.stream, interval.start_ms, interval.end_ms, tail)
        return [last] if len(last) else [], None
    most = page if head is None else head
    batches, count = [], 0
    for batch in view.batches() if most else ():
        batches.append(batch)
        count += len(batch)
        if count > most or (head is not None and count == most):
            break
    if count <= most:
        return batches, None
    batches[-1] = batches[-1][: len(batches[-1]) - (count - most)]
    kept = [batch for batch in batches if len(batch)]
    return kept, None if head is not None else kept[-1][-1].timestamp


def _next(request: Request, after: datetime) -> str:
    pairs = [(key, value) for key, value in request.query_params.multi_items() if key != "start"]
    instant = iso(round(after.timestamp() * 1000))
    return f"{request.url.path}?{urlencode([*pairs, ('start', instant)])}"


def _etag(stream: Stream, request: Request, form: RowFormat) -> str:
    """Changes whenever the answer might: with the ledger, the question and the format."""
    ledger = stream.home.ledger(stream)
    question = f"{request.url.query}|{form}|{stream.home.up_to_ms}"
    digest = hashlib.sha256(question.encode()).hexdigest()[:16]
    return f'W/"{ledger.inc.hex()}-{ledger.rev}-{digest}"'


def _answer(
    pieces: Iterator[bytes], batches: list[Batch], media_type: str, headers: dict[str, str]
) -> Response:
    if sum(map(len, batches)) <= WHOLE_ROWS:
        return Response(b"".join(pieces), media_type=media_type, headers=headers)
    return StreamingResponse(pieces, media_type=media_type, headers=headers)
