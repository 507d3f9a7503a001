"""What the routes of one application share: the `HyperStream` it serves, and its bounds.

Routes ask for it by type: ``def route(web: Web) -> ...``.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Annotated, cast

from fastapi import Depends, Request

from ..hyperstream import HyperStream
from .limits import Limits
from .metrics import Metrics
from .push.hub import Hub


@dataclass(frozen=True, slots=True)
class WebContext:
    """See the module.

    Attributes:
        hyperstream: What is served; the caller opens and closes it.
        limits: How much one client may ask for.
        allow_compute: Whether reading may compute what is missing (``compute=true``).
        metrics: What `/metrics` tells.
        push: Looks at streams for all clients that follow them.
        slots: One for each push client that there may be.
        looking: Held while streams are looked for: a channel's list of streams is for one thread at a time.
    """

    hyperstream: HyperStream
    limits: Limits
    allow_compute: bool
    metrics: Metrics
    push: Hub
    slots: threading.BoundedSemaphore
    looking: threading.Lock = field(default_factory=threading.Lock)


def context_of(request: Request) -> WebContext:
    """The context of the application that answers this request."""
    return cast(WebContext, request.app.state.web)


Web = Annotated[WebContext, Depends(context_of)]
"""A route's parameter of this type is its application's `WebContext`."""
