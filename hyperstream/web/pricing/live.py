"""``GET /gbm/live``: prices that tick, as server-sent events.

A tick has a number, and a number has a price and a time; so nothing is kept for a client, and one that
comes back gets the ticks that it missed.
"""

from __future__ import annotations

import re
import time
from collections.abc import AsyncGenerator, Callable
from typing import Annotated, NamedTuple, Self

from fastapi import APIRouter, Query, Response
from fastapi.sse import format_sse_event

from ...prices import PricePath
from ...utils.errors import ArgumentValueError
from ..context import Web
from ..json_values import dumps, iso
from ..push.hub import Hub
from ..push.response import PushResponse
from ..push.routes import EVENTS, LastEventId, admit, dismiss
from .parameters import Prices

router = APIRouter(tags=["prices"])

PIECE_TICKS = 256
"""Ticks that are sent at once to who comes back."""

_ID = re.compile(r"(\d{1,20})\.(\d{1,14})\.(\d{1,15})", re.ASCII)


class Ticker(NamedTuple):
    """Which path ticks since when, and how far a client has followed it.

    Attributes:
        seed: Of the path.
        began: When tick 0 was, ms.
        tick: The next tick for the client.
    """

    seed: int
    began: int
    tick: int

    @classmethod
    def parse(cls, event_id: str, now: int) -> Self:
        """The place after the event of this id.

        Raises:
            ArgumentValueError: The text is none of our ids.
        """
        found = _ID.fullmatch(event_id)
        if found is None or int(found[2]) > now:
            msg = f"Last-Event-ID: {event_id!r} was not given by this server; leave it out to start anew."
            raise ArgumentValueError(msg, parameter="Last-Event-ID", value=event_id)
        return cls(int(found[1]), int(found[2]), int(found[3]) + 1)


@router.get("/gbm/live", summary="Ticking prices", response_class=Response, responses=EVENTS)
async def push_prices(
    web: Web,
    prices: Prices,
    interval: Annotated[float, Query(ge=0.05, le=3600, description="Seconds between two ticks")] = 1.0,
    last_event_id: LastEventId = None,
) -> PushResponse:
    """A tick of the model each `interval` seconds: `{"tick", "timestamp", "price"}`, tick 0 at once.

    A client that comes back with `Last-Event-ID` gets the ticks that it missed, then the live ones. With
    the same `seed` the same prices tick.
    """
    now = time.time_ns() // 1_000_000
    ticker = Ticker.parse(last_event_id, now) if last_event_id else Ticker(prices.seed, now, 0)
    prices.check_work(PIECE_TICKS, web.limits.points)
    path = prices.path(ticker.seed)
    admit(web)
    events = _ticks(web.push, path, ticker, interval, web.metrics.push_rows.inc)
    return PushResponse(events, lambda: dismiss(web))


async def _ticks(
    hub: Hub, path: PricePath, ticker: Ticker, interval: float, sent: Callable[[int], None]
) -> AsyncGenerator[bytes]:
    seed, began, tick = ticker
    while not hub.closing:
        due = int((time.time() - began / 1000) / interval) + 1
        if due <= tick:
            wait = began / 1000 + tick * interval - time.time()
            await hub.pause(max(wait, 0.001))
            continue
        last = min(due, tick + PIECE_TICKS)
        try:
            found = (await hub.read(path.prices, tick, last)).tolist()
        except ArgumentValueError as error:
            # The price has left the range of a float; a path does not come back from there.
            yield format_sse_event(event="end", data_str=dumps({"detail": str(error)}))
            return
        events = []
        for number, price in enumerate(found, tick):
            when = iso(began + round(1000 * number * interval))
            text = dumps({"tick": number, "timestamp": when, "price": price})
            events.append(format_sse_event(data_str=text, id=f"{seed}.{began}.{number}"))
        sent(len(events))
        yield b"".join(events)
        tick = last
