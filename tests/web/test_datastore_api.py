"""`DatastoreAPI`: the store inside applications of Flask, FastAPI and Starlette, on their real servers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from flask import Flask
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from werkzeug.serving import make_server

from hyperstream import HyperStream
from hyperstream.utils.errors import ArgumentTypeError, ConfigurationError
from hyperstream.web import DatastoreAPI, Limits, TokenBook

from .servers import running

BODY = {"close": {"2026-01-01T00:00:00.000Z": 70.0, "2026-01-02T00:00:00.000Z": 71.5}}


def flask_app() -> Flask:
    app = Flask("mine")
    app.add_url_rule("/mine", view_func=lambda: "mine")
    return app


def fastapi_app() -> FastAPI:
    app = FastAPI()
    app.add_api_route("/mine", lambda: PlainTextResponse("mine"), response_model=None)
    return app


def starlette_app() -> Starlette:
    return Starlette(routes=[Route("/mine", lambda request: PlainTextResponse("mine"))])


@contextmanager
def on_its_server(app: Any) -> Iterator[httpx.Client]:
    """The application on werkzeug's server if it is Flask's, else on uvicorn."""
    if isinstance(app, Flask):
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{server.server_port}", timeout=60) as client:
                yield client
        finally:
            server.shutdown()
            thread.join(30)
            server.server_close()
    else:
        with running(app) as address, httpx.Client(base_url=address, timeout=60) as client:
            yield client


@pytest.fixture(params=[flask_app, fastapi_app, starlette_app])
def app(request: pytest.FixtureRequest) -> Any:
    return request.param()


def test_the_store_and_the_application_answer_side_by_side(hs: HyperStream, app: Any) -> None:
    symbol = f"/api/store/prices/{type(app).__name__}"
    api = DatastoreAPI(app, hs.store)
    with on_its_server(app) as client:
        assert client.get("/mine").text == "mine"
        assert client.get(symbol).status_code == 404
        written = client.put(symbol, json=BODY)
        assert (written.status_code, written.json()) == (200, {"status": True})
        assert client.get(symbol).json() == BODY
        later = client.get(symbol, params={"start": "2026-01-02"}).json()
        assert list(later["close"].values()) == [71.5]
        assert client.post(symbol, content=b"{").status_code in (400, 422)
        assert client.get("/api/storehouse").status_code == 404
        assert client.get("/gbm").status_code == 404
        assert client.delete(symbol).json() == client.delete(symbol).json() == {"status": True}
    assert api.instance is hs.store


def test_limits_and_tokens_hold_there_too(hs: HyperStream, app: Any, tmp_path: Path) -> None:
    book = TokenBook(tmp_path / "tokens.json")
    token = {"Authorization": f"Bearer {book.new('ann', 'write')}"}
    DatastoreAPI(app, hs, limits=Limits(body_bytes=100), tokens=book)
    with on_its_server(app) as client:
        assert client.get("/mine").text == "mine"
        assert client.get("/api/store/prices/x").status_code == 401
        huge = client.put("/api/store/prices/x", content=b" " * 1000, headers=token)
        assert huge.status_code == 413


def test_the_store_may_come_later(hs: HyperStream) -> None:
    api = DatastoreAPI()
    with pytest.raises(ConfigurationError, match="No store was given"):
        api.init_app(starlette_app())
    api.init_app(starlette_app(), hs.store)
    assert api.instance is hs.store


def test_what_is_no_application_or_no_store_is_refused(hs: HyperStream) -> None:
    with pytest.raises(ArgumentTypeError, match="into a dict"):
        DatastoreAPI({}, hs.store)
    with pytest.raises(ArgumentTypeError, match="is no store"):
        DatastoreAPI(starlette_app(), "sqlite:///:memory:")  # type: ignore[arg-type]
