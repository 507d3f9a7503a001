"""One look at the store for everybody: however many clients follow, a stream's ledger is read once.

The hub lives in the event loop of the server. Clients that catch up read in a few threads of their own,
so that they never take those of ordinary requests; the looks have one more, so that they never wait for
those who catch up. A stream that nobody follows any more
is looked at for a while longer, so that a client who comes back finds out what happened meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

import anyio
from anyio.to_thread import run_sync

from ...stores.keys import StreamKey
from ...stream.ports import Home
from ...stream.stream import Stream
from ...utils.errors import HyperStreamError
from .looks import Look, first_look, next_look
from .pieces import Pieces

logger = logging.getLogger(__name__)

T = TypeVar("T")

POLL_SECONDS = 0.05
"""Between two looks."""

TROUBLE_SECONDS = 1.0
"""Between two looks at a stream that cannot be read."""

LINGER_SECONDS = 60.0
"""A stream is looked at for so long after its last client has left."""

READERS = 4
"""Threads that read for clients which are behind."""


class Feed:
    """A stream that is followed.

    Attributes:
        stream: Which.
        look: As it was last seen.
        pieces: What of it follows the place of a client.
        clients: How many follow it.
        changed: Set, and replaced, with every new look.
        left: When the last client left, by the clock of the loop.
        rests_until: It is not looked at before then.
        trouble: Why the last look did not go well; empty when it did.
    """

    def __init__(self, stream: Stream, look: Look) -> None:
        self.stream = stream
        self.look = look
        self.pieces = Pieces(look)
        self.clients = 0
        self.left = 0.0
        self.rests_until = 0.0
        self.trouble = ""
        self.changed = asyncio.Event()

    def show(self, look: Look) -> None:
        """Let the clients see a new look."""
        self.look = look
        self.pieces = Pieces(look)
        self.trouble = ""
        self.wake()

    def rest(self, error: HyperStreamError) -> None:
        """Do not look for a while, because it did not go well; told once for each trouble."""
        self.rests_until = asyncio.get_running_loop().time() + TROUBLE_SECONDS
        if self.trouble != str(error):
            self.trouble = str(error)
            logger.warning("Push clients of %s wait: %s", self.stream, error)

    def wake(self) -> None:
        """Let the clients look around."""
        self.changed.set()
        self.changed = asyncio.Event()


class Hub:
    """See the module.

    Args:
        rows: How many of the newest rows of a stream are kept for its clients.
        poll_seconds: Between two looks.

    Attributes:
        closing: Whether the server is to end; then the clients are let go.
    """

    def __init__(self, rows: int, poll_seconds: float = POLL_SECONDS) -> None:
        self.rows = rows
        self.closing = False
        self._poll_seconds = poll_seconds
        self._feeds: dict[StreamKey, Feed] = {}
        self._starting: dict[StreamKey, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._task: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ending = asyncio.Event()
        self._readers: anyio.CapacityLimiter | None = None
        self._looker: anyio.CapacityLimiter | None = None

    async def read(self, function: Callable[..., T], *arguments: Any) -> T:
        """Call something that reads, in one of the hub's threads."""
        if self._readers is None:
            self._readers = anyio.CapacityLimiter(READERS)
        return await run_sync(function, *arguments, limiter=self._readers)

    async def _look(self, function: Callable[..., T], *arguments: Any) -> T:
        """`read`, before everybody who is behind."""
        if self._looker is None:
            self._looker = anyio.CapacityLimiter(1)
        return await run_sync(function, *arguments, limiter=self._looker)

    async def join(self, stream: Stream) -> Feed:
        """Follow a stream; `leave` at the end."""
        key = stream.key
        async with self._starting[key]:
            feed = self._feeds.get(key)
            if feed is None:
                feed = self._feeds[key] = Feed(stream, await self.read(first_look, stream, self.rows))
        self._starting.pop(key, None)
        feed.clients += 1
        if self._task is None or self._task.done():
            self._loop = asyncio.get_running_loop()
            self._task = self._loop.create_task(self._watch())
        return feed

    def leave(self, feed: Feed) -> None:
        """One client less."""
        feed.clients -= 1
        feed.left = asyncio.get_running_loop().time()

    async def pause(self, seconds: float) -> None:
        """Wait so long, or until the server is to end."""
        self._loop = asyncio.get_running_loop()
        if not self.closing:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._ending.wait()

    def close(self) -> None:
        """Let all clients go; from any thread, and from a signal's handler."""
        self.closing = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake_all)

    async def stop(self) -> None:
        """`close`, and end the looking."""
        self.closing = True
        self._wake_all()
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def _wake_all(self) -> None:
        self._ending.set()
        for feed in self._feeds.values():
            feed.wake()

    async def _watch(self) -> None:
        while self._feeds and not self.closing:
            homes: dict[Home, list[Feed]] = defaultdict(list)
            now = asyncio.get_running_loop().time()
            for feed in self._feeds.values():
                if feed.rests_until <= now:
                    homes[feed.stream.home].append(feed)
            for home, feeds in homes.items():
                await self._look_at(home, feeds)
            self._forget()
            await asyncio.sleep(self._poll_seconds)

    async def _look_at(self, home: Home, feeds: list[Feed]) -> None:
        """Look at streams of one home."""
        try:
            ledgers = await self._look(home.ledgers, [feed.stream for feed in feeds])
        except HyperStreamError as error:
            for feed in feeds:
                feed.rest(error)
            return
        for feed in feeds:
            ledger, known = ledgers[feed.stream.key], feed.look.ledger
            if (ledger.inc, ledger.rev) == (known.inc, known.rev):
                feed.trouble = ""
                continue
            try:
                feed.show(await self._look(next_look, feed.stream, feed.look, ledger, self.rows))
            except HyperStreamError as error:
                # A stream that cannot be read keeps nobody from the others.
                feed.rest(error)

    def _forget(self) -> None:
        late = asyncio.get_running_loop().time() - LINGER_SECONDS
        for key, feed in list(self._feeds.items()):
            if not feed.clients and feed.left < late:
                del self._feeds[key]
