"""For who watches the server: whether it is well, and its numbers."""

from __future__ import annotations

from fastapi import APIRouter, Response

from ..version import __version__
from .context import Web
from .metrics import CONTENT_TYPE

router = APIRouter(tags=["operation"])


@router.get("/healthz", summary="Whether the server and its store answer")
def health(web: Web) -> dict[str, str]:
    """200 where the store answers, else 503. Needs no token."""
    web.hyperstream.store.now()
    return {"status": "ok", "version": __version__}


@router.get(
    "/metrics",
    summary="Numbers for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def metrics(web: Web) -> Response:
    """Answers and times by route, and push clients; needs a token where the server has any."""
    return Response(web.metrics.text(), headers={"Content-Type": CONTENT_TYPE})
