"""``GET /api/push/{channel}/{name}``: the rows of a stream as they come."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Response
from starlette.concurrency import run_in_threadpool

from ...utils.time_utils import to_ms
from ..context import Web, WebContext
from ..problems import ProblemError
from ..queries import Channel, Name, Start, Tags, meta_data
from ..stream_lookup import find_stream
from .following import follow
from .hub import Feed
from .places import Place
from .response import PushResponse

router = APIRouter(prefix="/api/push", tags=["push"])

_EXAMPLE = (
    'id: 1762736400000.1f3a9c02.77aa01be.0\ndata: {"timestamp":"2025-11-10T01:00:00.000Z","value":20.5}\n\n'
)
EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events until one side ends",
        "content": {"text/event-stream": {"schema": {"type": "string"}, "example": _EXAMPLE}},
    }
}
LastEventId = Annotated[
    str | None, Header(description="Id of the last event that was received: go on after it", max_length=100)
]


@router.get("/{channel}/{name:path}", summary="Follow a stream", response_class=Response, responses=EVENTS)
async def push_rows(
    web: Web,
    channel: Channel,
    name: Name,
    tag: Tags = None,
    start: Start = None,
    last_event_id: LastEventId = None,
) -> PushResponse:
    """Server-sent events, a row each, in the order of time: those after `start`, without it only new ones.

    A client that comes back with `Last-Event-ID` (an `EventSource` does so by itself) gets what it
    missed, each row once. A row that arrives late comes as such a message too, out of order; `changed` is
    a row with another value, `removed` a row that is gone, `reset` says that the stream was made anew and
    follows from its beginning. Late, changed and removed rows are told as far back as the newest 1,000
    rows of the stream (unless the server is set otherwise); for older ones read the interval again.
    """
    resumed = Place.parse(last_event_id) if last_event_id else None
    stream = await run_in_threadpool(find_stream, web, channel, name, meta_data(tag))
    admit(web)
    try:
        feed = await web.push.join(stream)
    except BaseException:
        dismiss(web)
        raise
    if resumed is not None:
        place = resumed.resumed(feed.look)
    else:
        place = Place.at(feed.look, feed.look.end if start is None else to_ms(start))
    return _response(web, feed, place)


def admit(web: WebContext) -> None:
    """Count one more push client.

    Raises:
        ProblemError: There are as many as there may be (429).
    """
    if not web.slots.acquire(blocking=False):
        detail = f"{web.limits.push_clients} clients follow streams already; come back later."
        raise ProblemError(429, detail, {"Retry-After": "5"})
    web.metrics.push_clients.inc()


def dismiss(web: WebContext) -> None:
    """One push client less."""
    web.slots.release()
    web.metrics.push_clients.dec()


def _response(web: WebContext, feed: Feed, place: Place | None) -> PushResponse:
    def ended() -> None:
        web.push.leave(feed)
        dismiss(web)

    return PushResponse(follow(web.push, feed, place, web.metrics.push_rows.inc), ended)
