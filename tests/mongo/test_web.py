"""The server over MongoDB: rows read and pushed, written by another process, resumed after a cut."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from hyperstream import Batch, HyperStream

from ..web.events import following
from ..web.servers import client_of

FIRST = 1_762_732_800_000


def put(hs: HyperStream, start: int, stop: int) -> None:
    numbers = list(range(start, stop))
    hs.channel_manager.database["ticks"].write(Batch([FIRST + 1000 * i for i in numbers], numbers))


@pytest.fixture
def hs(url: str) -> Iterator[HyperStream]:
    hyperstream = HyperStream(url)
    put(hyperstream, 0, 3)
    yield hyperstream
    hyperstream.close()


@pytest.fixture
def client(hs: HyperStream) -> Iterator[httpx.Client]:
    with client_of(hs) as client:
        yield client


def test_rows_are_read_and_not_sent_again_while_nothing_changes(
    hs: HyperStream, client: httpx.Client
) -> None:
    assert client.get("/healthz").status_code == 200
    answer = client.get("/api/streams/database/ticks")
    assert [row["value"] for row in answer.json()["rows"]] == [0, 1, 2]
    known = {"If-None-Match": answer.headers["etag"]}
    assert client.get("/api/streams/database/ticks", headers=known).status_code == 304
    put(hs, 3, 4)
    assert client.get("/api/streams/database/ticks", headers=known).status_code == 200


def test_rows_of_another_process_are_pushed_once_and_resumed(url: str, client: httpx.Client) -> None:
    other = HyperStream(url)
    with following(client, "/api/push/database/ticks", start=FIRST - 1) as follower:
        put(other, 3, 1500)
        assert follower.rows(700) == list(range(700))
        last_id = follower.last_id
    put(other, 1500, 1600)
    with following(client, "/api/push/database/ticks", last_id) as follower:
        assert follower.rows(900) == list(range(700, 1600))
        other.channel_manager.database["ticks"].write([("2025-11-10T00:00:00.500", 0.5)])
        put(other, 1600, 1601)
        assert follower.rows(1) == [1600]  # half a second is too far behind the newest rows to be told
        other.channel_manager.database["ticks"].write([("2025-11-10T00:26:00.500", 0.5)])
        assert follower.rows(1) == [0.5]
    other.close()
