"""Server-sent events to one client: counted, and let go when it does not read for too long."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable

from fastapi.sse import EventSourceResponse
from starlette.types import Message, Receive, Scope, Send

logger = logging.getLogger(__name__)

STALLED_SECONDS = 300.0
"""A client that takes nothing for so long is let go; it may come back and resume."""


class PushResponse(EventSourceResponse):
    """Events until the client or the server ends.

    Args:
        events: Encoded events; closed at the end, whatever happens.
        ended: Called at the end.
    """

    def __init__(self, events: AsyncGenerator[bytes], ended: Callable[[], None]) -> None:
        # Proxies must pass each event on at once.
        super().__init__(events, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        self._events = events
        self._ended = ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the events."""

        async def patient(message: Message) -> None:
            async with asyncio.timeout(STALLED_SECONDS):
                await send(message)

        try:
            await super().__call__(scope, receive, patient)
        except TimeoutError:
            logger.info("A push client took nothing for %g s and was let go", STALLED_SECONDS)
        finally:
            await self._events.aclose()
            self._ended()
