"""`create_app`: the application, put together from routers that each know one thing."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI, Security
from fastapi.security import HTTPBearer
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from ..hyperstream import HyperStream
from ..version import __version__
from . import health, problems, store_routes, stream_listing, stream_rows
from .access_log import AccessLog
from .context import WebContext
from .guard import Guard
from .limits import Limits
from .metrics import Metrics
from .pricing import live as live_prices
from .pricing import routes as prices
from .push import routes as push
from .push.hub import Hub
from .tokens import TokenBook

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    stream_listing.router,
    stream_rows.router,
    push.router,
    prices.router,
    live_prices.router,
    store_routes.router,
)
"""Everything an application answers to."""

_DESCRIPTION = """\
Timestamped tables, streams and prices. All times are UTC; problems come as `application/problem+json`.
"""
_BEARER = HTTPBearer(auto_error=False, description="A token from: hyperstream token new NAME")


def create_app(
    hyperstream: HyperStream,
    *,
    limits: Limits | None = None,
    tokens: TokenBook | None = None,
    cors_origins: Collection[str] = (),
    hosts: Collection[str] | None = None,
    allow_compute: bool = False,
    routers: Sequence[APIRouter] = ROUTERS,
    described: bool = True,
) -> FastAPI:
    """An ASGI application over this `HyperStream`, which stays the caller's to close.

    Args:
        hyperstream: What is served.
        limits: How much one client may ask for.
        tokens: Who may come in; everybody where it is None, so then bind it to loopback only.
        cors_origins: Whose pages in a browser may read the answers and write; nobody's by default.
        hosts: Names that it answers to (the ``Host`` header); any where it is None.
        allow_compute: Whether reading may compute what is missing, for clients who may write.
        routers: What it answers to.
        described: Whether it has `/docs` and `/openapi.json`.
    """
    bounds = limits or Limits()
    metrics = Metrics()
    hub = Hub(bounds.push_rows)

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await hub.stop()

    app = FastAPI(
        title="HyperStream",
        version=__version__,
        description=_DESCRIPTION,
        redoc_url=None,
        docs_url="/docs" if described else None,
        openapi_url="/openapi.json" if described else None,
        lifespan=life,
        responses=problems.RESPONSES,
        max_body_size=bounds.body_bytes,
        dependencies=[Security(_BEARER)],
        middleware=[
            Middleware(AccessLog, metrics=metrics),
            *([_cors(cors_origins)] if cors_origins else ()),
            Middleware(Guard, tokens=tokens, origins=cors_origins, hosts=hosts),
            Middleware(GZipMiddleware, minimum_size=1024, compresslevel=4),
        ],
    )
    slots = threading.BoundedSemaphore(bounds.push_clients)
    app.state.web = WebContext(hyperstream, bounds, allow_compute, metrics, hub, slots)
    problems.install(app)
    for router in routers:
        app.include_router(router)
    return app


def _cors(origins: Collection[str]) -> Middleware:
    return Middleware(
        CORSMiddleware,
        allow_origins=list(origins),
        allow_methods=["GET", "PUT", "POST", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "If-None-Match", "Last-Event-ID"],
        expose_headers=["ETag", "Link"],
    )
