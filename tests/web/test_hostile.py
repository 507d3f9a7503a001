"""Hostile requests on a raw socket or by a client: 4xx, quickly, and nothing is changed."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import httpx
import pytest

from hyperstream import Batch, HyperStream
from hyperstream.web import Limits
from tests.stopwatch import Stopwatch

from .servers import client_of

QUICKLY = 5.0
"""Seconds by a `Stopwatch`, with a wide margin."""

PIECES = [
    "../../../../etc/passwd",
    "..\\..\\windows",
    "/etc/passwd",
    "file:///etc/passwd",
    "$where",
    '{"$gt":""}',
    "'; DROP TABLE ledger; --",
    "a' OR '1'='1",
    "a\r\nSet-Cookie: x=1",
    "a\x00b",
    "%00",
    "\ud83d\ude00" * 100,
    "x" * 600,
    "*",
    "__class__",
    "{0.__class__}",
    "%(name)s",
    "${jndi:ldap://evil}",
    "<script>alert(1)</script>",
]
ADDRESSES = [
    "/api/streams/{}",
    "/api/streams/mongo/{}",
    "/api/streams/{}/x",
    "/api/ledger/mongo/{}",
    "/api/push/mongo/{}",
]
QUERIES = ["tag=a%3D{}", "tag={}", "start={}", "end={}", "head={}", "format={}", "date_format={}"]


@pytest.fixture(autouse=True)
def quickly() -> Iterator[None]:
    """Every one of these is over soon."""
    with Stopwatch() as watch:
        yield
        assert watch.seconds < QUICKLY


@pytest.fixture(scope="module", autouse=True)
def content(hs: HyperStream) -> None:
    hs.channel_manager.database["plain"].write(Batch([1000, 2000], [1.0, 2.0]))


def state(hs: HyperStream) -> object:
    """What a hostile request might have changed."""
    return sorted(hs.streams.store.keys()), dict(hs.streams.store.info())["rows"]


@pytest.mark.parametrize("piece", PIECES)
def test_text_in_paths_and_queries_is_only_text(hs: HyperStream, client: httpx.Client, piece: str) -> None:
    before = state(hs)
    text = quote(piece.encode("utf-16", "surrogatepass").decode("utf-16"), safe="")
    for address in ADDRESSES:
        answer = client.get(address.format(text))
        assert 400 <= answer.status_code < 500, (address, answer.status_code)
        assert "set-cookie" not in answer.headers
    for query in QUERIES:
        answer = client.get(f"/api/streams/mongo/plain?{query.format(text)}")
        assert 400 <= answer.status_code < 500, (query, answer.status_code)
    listed = client.get(f"/api/streams/mongo?name={text}").json()
    assert listed.get("streams", []) == [] or piece == "*"
    assert state(hs) == before


@pytest.mark.parametrize(
    "when", ["0000-01-01", "10000-01-01", "-1", "1e400", "NaN", "9" * 400, "2026-13-01", "2026-01-01T25:00"]
)
def test_times_that_are_none_are_400(client: httpx.Client, when: str) -> None:
    answer = client.get("/api/streams/mongo/plain", params={"start": when})
    assert answer.status_code == (200 if when == "-1" else 400)


def test_a_huge_body_is_413_before_it_is_read(hs: HyperStream) -> None:
    with client_of(hs, limits=Limits(body_bytes=1000)) as client:
        answers = [
            client.post("/api/streams/mongo", content=b"x" * 100_000),
            client.put("/gbm", content=(b"y" * 1000 for _ in range(100))),
        ]
        assert {answer.status_code for answer in answers} <= {405, 413}


RAW = [
    b"GET /api/streams/mongo/plain HTTP/1.1\r\nHost: x\r\nX-Evil: a\x00b\r\n\r\n",
    b"GET /api/streams/mongo/pl\x00ain HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: " + b"a" * 200_000 + b"\r\n\r\n",
    b"NONSENSE\r\n\r\n",
    b"POST /gbm HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    b"POST /gbm HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    b"POST /gbm HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
]


@pytest.mark.parametrize("request_bytes", RAW)
def test_broken_http_is_refused(client: httpx.Client, request_bytes: bytes) -> None:
    address = urlsplit(str(client.base_url))
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=60) as connection:
        try:
            connection.sendall(request_bytes + b"")
            answer = connection.recv(200)
        except ConnectionError:
            answer = b""  # refused without a word
    assert answer == b"" or answer.split()[1][:1] == b"4"
    assert client.get("/healthz").status_code == 200
