"""What one client gets: first what it missed, then what is new, each row once, at its own pace.

Nothing is queued for a client. It has a place, and takes from there a piece of what the shared look
holds; if it is further behind than that, it reads a page from the store. So a slow one costs no memory but
for the piece that it is taking, and delays nobody; and those that keep up are sent the very same bytes.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from itertools import islice

from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event

from ...batch.batch import Batch
from ...stream.stream import Stream
from ..row_formats import json_rows
from .hub import Feed, Hub
from .pieces import PIECE_ROWS, Piece, in_order
from .places import Place, beginning

PING_SECONDS = 15.0
"""A comment is sent after so long without an event, so that nobody in between closes the connection."""


async def follow(
    hub: Hub, feed: Feed, place: Place | None, sent: Callable[[int], None]
) -> AsyncGenerator[bytes]:
    """The events for a client, until the server ends.

    Args:
        hub: Who looks.
        feed: What is followed.
        place: Where the client stands; None where the stream was made anew since.
        sent: Told how many rows each piece has.
    """
    if place is None:
        place = beginning(feed.look)
        yield format_sse_event(event="reset", data_str="{}", id=str(place))
    yield format_sse_event(event="open", data_str="{}", id=str(place))
    while not hub.closing:
        changed, look = feed.changed, feed.look
        if look.watch != place.watch:
            place = beginning(look)
            yield format_sse_event(event="reset", data_str="{}", id=str(place))
        data, rows, place = await _piece(hub, feed, place)
        if rows:
            sent(rows)
            yield data
        elif not await _waited(changed):
            yield KEEPALIVE_COMMENT


async def _waited(changed: asyncio.Event) -> bool:
    """Whether something happened before it was time for a sign of life."""
    try:
        async with asyncio.timeout(PING_SECONDS):
            await changed.wait()
    except TimeoutError:
        return False
    return True


async def _piece(hub: Hub, feed: Feed, place: Place) -> Piece:
    """Some events; none where there is nothing now."""
    pieces = feed.pieces
    piece = pieces.after(place)
    if piece.rows or pieces.has_all_after(place):
        return piece
    page = await hub.read(_page, feed.stream, piece.place, pieces.look.floor)
    return page if page.rows else pieces.from_floor(piece.place)


def _page(stream: Stream, place: Place, floor: int) -> Piece:
    """The first rows up to the floor, from the store; blocks."""
    for batch in islice(stream.home.read(stream, place.ms, floor), 1):
        rows: Batch = batch[:PIECE_ROWS]
        return in_order(place, rows.timestamps.tolist(), json_rows(rows))
    return in_order(place, (), ())
