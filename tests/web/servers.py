"""The real server on a real socket, in a thread of the test's process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import uvicorn

from hyperstream import HyperStream
from hyperstream.web import create_app
from hyperstream.web.serving import Server, listening


@contextmanager
def running(app: Any) -> Iterator[str]:
    """Any ASGI application by uvicorn; gives ``http://127.0.0.1:port``."""
    config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=5)
    listens = threading.Event()

    class Telling(Server):
        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets)
            listens.set()

    with listening("127.0.0.1", 0) as opened:
        server = Telling(config, app.state.web.push.close if hasattr(app.state, "web") else lambda: None)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [opened]})
        thread.start()
        try:
            assert listens.wait(30)
            yield f"http://127.0.0.1:{opened.getsockname()[1]}"
        finally:
            server.handle_exit(2, None)
            thread.join(30)


@contextmanager
def client_of(hyperstream: HyperStream, **options: Any) -> Iterator[httpx.Client]:
    """A client of a server over this HyperStream."""
    with (
        running(create_app(hyperstream, **options)) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        yield client
