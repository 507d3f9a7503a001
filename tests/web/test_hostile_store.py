"""Hostile bodies and names for the time-series store: 4xx, quickly, and nothing is changed."""

from __future__ import annotations

import json
from urllib.parse import quote

import httpx
import pandas
import pytest

from hyperstream import HyperStream
from tests.stopwatch import Stopwatch

from .servers import client_of

PATH = "/api/store/ref/sym"
DEEP = "[" * 100 + "]" * 100
BODIES = {
    "cut off": b'{"close": {"2026-01-01',
    "nothing": b"",
    "not text": b"\xff\xfe\x00",
    "a number": b"7",
    "null": b"null",
    "deep list": DEEP.encode(),
    "deep cell": f'{{"close": {{"2026-01-01": {DEEP}}}}}'.encode(),
    "deep object": ('{"a":' * 100 + "1" + "}" * 100).encode(),
    "very deep": b"[" * 1_000_000,
    "beyond float": b'{"close": {"2026-01-01": 1e400}}',
    "NaN as a time": b'{"close": {"NaN": 1}}',
    "year 0": b'{"close": {"0000-01-01": 1}}',
    "year 10000": b'{"close": {"10000-01-01": 1}}',
    "epoch beyond": b'{"close": {"99999999999999999999": 1}}',
    "operator": b'{"$set": {"$where": "sleep(1000)"}}',
    "operator in a cell": b'{"close": {"2026-01-01": {"$gt": ""}}}',
    "a time twice": b'{"close": {"2026-01-01": 1, "2026-01-01T00:00:00Z": 2}}',
    "CRLF as a time": b'{"close": {"2026-01-01\\r\\nX: y": 1}}',
    "another type": b'{"close": {"2026-01-01": "text"}}',
    "huge integer": b'{"close": {"2026-01-01": ' + b"9" * 5000 + b"}}",
    "half a character as a name": b'{"\\ud800": {"2026-01-01": 1}}',
    "half a character as a cell": b'{"words": {"2026-01-01": "\\ud800"}}',
    "half a character within a cell": b'{"words": {"2026-01-01": ["\\ud800"]}}',
}
KINDS = ["text/csv", "application/vnd.apache.arrow.stream", "application/vnd.apache.parquet"]
QUERIES = ["start[$gt]=", "start=$gt", "columns=$where", "columns[$ne]=x", "end=0000-01-01", "end=1e400"]


@pytest.fixture(scope="module", autouse=True)
def content(hs: HyperStream) -> None:
    days = pandas.date_range("2026-01-01", periods=3, tz="UTC")
    hs.store.save(pandas.DataFrame({"close": [70.0, 71.0, 71.5]}, index=days), "ref", "sym")


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
@pytest.mark.parametrize("orient", ["columns", "split", "records"])
def test_a_hostile_body_is_refused_and_changes_nothing(
    client: httpx.Client, body: bytes, orient: str
) -> None:
    before = client.get(PATH).content
    with Stopwatch() as watch:
        answer = client.put(PATH, params={"json_format": orient}, content=body)
        assert watch.seconds < 5
    assert 400 <= answer.status_code < 500, answer.text[:300]
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(answer.content) < 10_000
    assert client.get(PATH).content == before


@pytest.mark.parametrize(
    "kind", ["text/csv", "application/vnd.apache.arrow.stream", "application/vnd.apache.parquet"]
)
@pytest.mark.parametrize("body", [b"", b"PAR1\x00\n1,2,3\nPAR1", b"\xff" * 1000, b"a,b\n1"])
def test_a_broken_file_is_refused(client: httpx.Client, kind: str, body: bytes) -> None:
    before = client.get(PATH).content
    answer = client.put(PATH, content=body, headers={"Content-Type": kind})
    assert 400 <= answer.status_code < 500, answer.text[:300]
    assert client.get(PATH).content == before


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\r\nSet-Cookie: x", "x" * 2000, "$where", "a\x00b"])
def test_a_strange_name_is_a_name_or_refused(hs: HyperStream, client: httpx.Client, name: str) -> None:
    for path in (f"/api/store/ref/{quote(name, safe='')}", f"/api/store/{quote(name, safe='')}/x"):
        answer = client.get(path)
        assert 400 <= answer.status_code < 500
        assert "set-cookie" not in answer.headers
    assert [entry.symbol for entry in hs.store.list("ref")] == ["sym"]


def test_a_query_cannot_be_an_operator(client: httpx.Client) -> None:
    whole = client.get(PATH).json()
    for query in (
        "start[$gt]=",
        "start=$gt",
        "columns=$where",
        "columns[$ne]=x",
        "end=0000-01-01",
        "end=1e400",
    ):
        answer = client.get(f"{PATH}?{query}")
        assert answer.status_code in (400, 404, 422) or answer.json() == whole, query
        assert answer.status_code < 500


def test_a_body_beyond_the_limit_is_413_and_changes_nothing(hs: HyperStream) -> None:
    from hyperstream.web import Limits

    rows = {f"2026-01-01T00:00:00.{i:03}Z": float(i) for i in range(1000)}
    body = json.dumps({"close": rows}).encode()
    with client_of(hs, limits=Limits(body_bytes=10_000)) as client:
        before = client.get(PATH).content
        assert client.put(PATH, content=body).status_code == 413
        chunked = client.put(PATH, content=(body[i : i + 1000] for i in range(0, len(body), 1000)))
        assert chunked.status_code == 413
        assert client.get(PATH).content == before
