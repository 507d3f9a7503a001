"""The clients against the real server on a real socket, and against servers that fail."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pandas as pd
import pytest

from hyperstream import HyperStream
from hyperstream.clients import (
    DFStoreRestClient,
    JSONStoreRestClient,
    LocalStoreDatasource,
    RESTStoreDatasource,
    Retry,
)
from hyperstream.utils.errors import ArgumentValueError, FrameError
from hyperstream.web import TokenBook, create_app

from ..unit.frames.frames_of_all_kinds import same_frame
from ..web.servers import running

FRAME = pd.DataFrame(
    {"close": [70.0, np.nan, 70.9], "n": [1, 2, 3]},
    index=pd.date_range("2026-01-01", periods=3, tz="UTC").as_unit("ms"),
)


@pytest.fixture(scope="module")
def hs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HyperStream]:
    with HyperStream(f"sqlite:///{tmp_path_factory.mktemp('clients') / 'store.db'}") as hyperstream:
        yield hyperstream


@pytest.fixture(scope="module")
def host(hs: HyperStream) -> Iterator[str]:
    with running(create_app(hs)) as address:
        yield address


@contextmanager
def failing(*statuses: int, **headers: str) -> Iterator[tuple[str, list[str]]]:
    """A server that answers with these statuses, one after the other; 0 closes the connection."""
    left, seen = list(statuses), []

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            seen.append(f"{self.command} {self.path}")
            status = left.pop(0) if len(left) > 1 else left[0]
            if status:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.send_header("content-length", "2")
                self.end_headers()
                self.wfile.write(b"{}")
            else:
                self.connection.shutdown(socket.SHUT_RDWR)

        do_GET = do_POST = do_DELETE = answer

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", seen
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("wire", ["json", "arrow"])
class TestFrames:
    def test_come_back(self, host: str, wire: str) -> None:
        with DFStoreRestClient(host, wire=wire) as client:
            assert client.save(FRAME, "frames", "x") is True
            same_frame(client.retrieve("frames", "x"), FRAME)
            part = client.retrieve("frames", "x", FRAME.index[1].to_pydatetime(), "2026-01-02")
            assert part["n"].tolist() == [2]
            assert client.delete("frames", "x") is True
            assert client.delete("frames", "x") is True
            assert client.retrieve("frames", "x") is None

    def test_replace_a_range(self, host: str, wire: str) -> None:
        with DFStoreRestClient(host, wire=wire) as client:
            client.save(FRAME, "range", "x")
            client.save(FRAME.iloc[[0, 2]] * 2, "range", "x")
            assert client.retrieve("range", "x")["close"].tolist() == [140.0, 141.8]

    def test_of_another_type_are_false_and_the_problem_says_why(self, host: str, wire: str) -> None:
        with DFStoreRestClient(host, wire=wire) as client:
            client.save(FRAME, "types", "x")
            assert client.save(FRAME.assign(n=["a", "b", "c"]), "types", "x") is False
            assert client.problem is not None
            assert client.problem["status"] == 422
            assert "'n' holds int64" in client.problem["detail"]
            assert client.retrieve("types", "x") is not None
            assert client.problem is None


def test_every_shape_and_date_format_comes_back(host: str) -> None:
    with DFStoreRestClient(host) as client:
        for shape in ("split", "records", "index", "columns"):
            for dates in ("iso", "epoch"):
                assert client.save(FRAME, "shapes", "x", shape, dates)
                same_frame(client.retrieve("shapes", "x", json_format=shape, date_format=dates), FRAME)
        with pytest.raises(FrameError, match="neither times nor names"):
            client.retrieve("shapes", "x", json_format="values")


def test_text_goes_in_and_out_as_it_is(host: str) -> None:
    with JSONStoreRestClient(host) as client:
        text = '{"x":{"2026-01-01T00:00:00.000Z":1}}'
        assert client.save(text, "text", "x") is True
        assert client.retrieve("text", "x") == text
        assert client.retrieve("text", "x", json_format="values", start="2026-01-01") == "[[1]]"
        assert client.save("{", "text", "x") is False
        assert client.problem is not None
        assert "no JSON" in client.problem["detail"]
        assert client.retrieve("text", "y") is None


def test_any_name_is_quoted(host: str, hs: HyperStream) -> None:
    with DFStoreRestClient(host) as client:
        for name in ("a/b", "..", "a?b=c#d", "a b+c", "é", "%2F"):
            assert client.save(FRAME, name, name), client.problem
            assert (name, name) in hs.store.list()
            assert len(client.retrieve(name, name)) == 3
            assert client.delete(name, name)
            assert (name, name) not in hs.store.list()


def test_sources_evaluate_a_symbol(host: str, hs: HyperStream) -> None:
    hs.store.save(FRAME, "prices", "ACME")
    remote = RESTStoreDatasource("prices", host)
    for source in (LocalStoreDatasource("prices", hs.store), remote):
        found = source.evaluate(None, "ACME", start="2026-01-02", end="2026-01-03")
        assert found["n"].tolist() == [2, 3]
        assert source.evaluate(None, "NONE") is None
    remote.close()


def test_a_token_is_sent(hs: HyperStream, tmp_path: Path) -> None:
    book = TokenBook(tmp_path / "tokens.json")
    read, write = book.new("reader", "read"), book.new("writer", "write")
    with running(create_app(hs, tokens=book)) as address:
        with DFStoreRestClient(address, token=write) as writer:
            assert writer.save(FRAME, "token", "x") is True
        with DFStoreRestClient(address, token=read) as reader:
            assert len(reader.retrieve("token", "x")) == 3
            assert reader.save(FRAME, "token", "x") is False
            assert reader.problem is not None
            assert reader.problem["status"] == 403
        with DFStoreRestClient(address) as nobody:
            assert nobody.retrieve("token", "x") is None
            assert nobody.problem is not None
            assert nobody.problem["status"] == 401


class TestTryingAgain:
    def test_happens_until_an_answer_comes_with_longer_and_longer_pauses(self) -> None:
        pauses: list[float] = []
        retry = Retry(first=0.2, jitter=0, sleep=pauses.append)
        with (
            failing(503, 0, 502, 200) as (address, seen),
            JSONStoreRestClient(address, retry=retry) as client,
        ):
            assert client.retrieve("a", "b") == "{}"
        assert len(seen) == 4
        assert pauses == [0.2, 0.4, 0.8]

    def test_ends_with_the_last_answer_or_error(self) -> None:
        retry = Retry(attempts=3, sleep=lambda _: None)
        with failing(503) as (address, seen), JSONStoreRestClient(address, retry=retry) as client:
            assert client.save("{}", "a", "b") is False
            assert client.problem == {"status": 503}
            assert len(seen) == 3
        with failing(0) as (address, seen), JSONStoreRestClient(address, retry=retry) as client:
            with pytest.raises(httpx.TransportError):
                client.retrieve("a", "b")
            assert len(seen) == 3

    def test_does_not_happen_where_the_answer_would_be_the_same(self) -> None:
        for status in (200, 400, 401, 404, 413, 422, 500):
            with failing(status) as (address, seen), JSONStoreRestClient(address) as client:
                client.retrieve("a", "b")
            assert len(seen) == 1, status

    def test_waits_as_long_as_the_server_says_within_reason(self) -> None:
        pauses: list[float] = []
        retry = Retry(attempts=2, most=5, sleep=pauses.append)
        for asked in ("3", "3600"):
            server = failing(429, 200, Retry_After=asked)
            with server as (address, _), JSONStoreRestClient(address, retry=retry) as client:
                client.retrieve("a", "b")
        assert pauses == [3, 5]

    def test_leaves_part_of_each_pause_to_chance(self) -> None:
        pauses = {Retry(first=1, jitter=0.5).pause(1, None) for _ in range(20)}
        assert len(pauses) > 1
        assert all(0.5 <= pause <= 1 for pause in pauses)

    def test_needs_an_attempt(self) -> None:
        with pytest.raises(ArgumentValueError, match="at least 1"):
            Retry(attempts=0)


def test_a_server_that_says_nothing_is_not_waited_for_for_ever() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        client = JSONStoreRestClient(address, timeout=0.05, retry=Retry(attempts=1))
        with client, pytest.raises(httpx.TimeoutException):
            client.retrieve("a", "b")


def test_another_wire_is_an_error() -> None:
    with pytest.raises(ArgumentValueError, match="'json', 'arrow'"):
        DFStoreRestClient(wire="pigeon")
