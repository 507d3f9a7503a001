"""What one client gets: first what it missed, then what is new, each row once, at its own pace.

Nothing is queued for a client. It has a place, and takes from there what the shared look holds; if it
is further behind than that, it reads a page from the store. So a slow one costs no memory and delays
nobody.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import AsyncGenerator, Callable
from itertools import islice

from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event

from ...batch.batch import Batch
from ...stream.stream import Stream
from ..row_formats import json_rows
from .hub import Feed, Hub
from .looks import Look
from .places import Place, beginning

PIECE_ROWS = 256
"""Rows that are sent at once."""

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
        events, place = await _piece(hub, feed.stream, look, place)
        if events:
            sent(len(events))
            yield b"".join(events)
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


async def _piece(hub: Hub, stream: Stream, look: Look, place: Place) -> tuple[list[bytes], Place]:
    """Some events, and the place after them; none where there is nothing now."""
    events, place = _late(look, place)
    if events:
        return events, place
    times, texts = await hub.read(_page, stream, place.ms, look.floor) if place.ms < look.floor else ([], [])
    if not times:
        # From the floor on everything is in the look.
        first = bisect_right(look.times, place.ms)
        times, texts = look.times[first : first + PIECE_ROWS], look.texts[first : first + PIECE_ROWS]
    for ms, text in zip(times, texts, strict=True):
        place = place._replace(ms=ms)
        events.append(format_sse_event(data_str=text, id=str(place)))
    return events, place


def _late(look: Look, place: Place) -> tuple[list[bytes], Place]:
    """What happened behind the place since the client was told last."""
    events = []
    for number, ms, kind, text in look.late:
        if number > place.number and ms <= place.ms:
            place = place._replace(number=number)
            name = None if kind == "late" else kind
            events.append(format_sse_event(event=name, data_str=text, id=str(place)))
    return events, place._replace(number=look.number)


def _page(stream: Stream, a: int, b: int) -> tuple[list[int], list[str]]:
    """The first rows in ``(a, b]``, from the store; blocks."""
    for batch in islice(stream.home.read(stream, a, b), 1):
        rows: Batch = batch[:PIECE_ROWS]
        return rows.timestamps.tolist(), json_rows(rows)
    return [], []
