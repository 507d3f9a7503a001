"""Live push: rows once and in order, resumed where it was cut, late rows and corrections, many clients."""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import httpx
import pytest

from hyperstream import Batch, HyperStream
from hyperstream.stores.streams import StreamStore
from hyperstream.stream.stream import Stream
from hyperstream.utils.errors import StoreUnavailableError
from hyperstream.web import Limits
from hyperstream.web.push.hub import POLL_SECONDS
from hyperstream.web.push.looks import Late, first_look
from hyperstream.web.push.pieces import Pieces
from hyperstream.web.push.places import Place

from .events import following
from .servers import client_of

FIRST = 1_762_732_800_000
ADDRESS = "/api/push/{}/{}"


@pytest.fixture(params=["mongo", "memory"])
def stream(request: pytest.FixtureRequest, hs: HyperStream) -> Stream:
    found: Stream = hs.channel_manager[request.param][request.node.name]
    put(found, 0, 3)
    return found


def put(stream: Stream, start: int, stop: int, **options: Any) -> None:
    numbers = list(range(start, stop))
    stream.write(Batch([FIRST + 1000 * i for i in numbers], numbers), **options)


def address(stream: Stream) -> str:
    return ADDRESS.format(stream.channel_id, stream.stream_id.name)


def test_new_rows_come_once_and_in_order(stream: Stream, client: httpx.Client) -> None:
    with following(client, address(stream)) as follower:
        assert follower.take(1)[0].event == "open"
        for i in range(3, 9):
            put(stream, i, i + 1)
        put(stream, 9, 1500)
        assert follower.rows(1497) == list(range(3, 1500))


def test_rows_since_a_start_come_first(stream: Stream, client: httpx.Client) -> None:
    put(stream, 3, 2500)
    with following(client, address(stream), start=FIRST) as follower:
        put(stream, 2500, 2600)
        assert follower.rows(2599) == list(range(1, 2600))


def test_a_resumed_client_gets_each_row_once_wherever_it_was_cut(
    stream: Stream, client: httpx.Client
) -> None:
    found: list[Any] = []
    last_id, start = "", {"start": FIRST - 1}
    for cut in (0, 1, 2, 7, 300, 5, 1200):
        with following(client, address(stream), last_id, **start) as follower:
            assert follower.take(1)[0].event == "open"
            last = found[-1] + 1 if found else 0
            put(stream, max(3, last), last + cut + 3)
            found += follower.rows(cut)
            last_id = follower.last_id
        put(stream, last + cut + 3, last + cut + 6)
    with following(client, address(stream), last_id) as follower:
        found += follower.rows(6)
    assert found == list(range(len(found)))


def test_another_server_goes_on_where_the_first_ended(hs: HyperStream, stream: Stream) -> None:
    with client_of(hs) as first, following(first, address(stream), start=FIRST - 1) as follower:
        assert follower.rows(2) == [0, 1]
        last_id = follower.last_id
    put(stream, 3, 5)
    with client_of(hs) as second, following(second, address(stream), last_id) as follower:
        assert follower.rows(3) == [2, 3, 4]


def test_rows_behind_the_end_are_told(stream: Stream, client: httpx.Client) -> None:
    with following(client, address(stream)) as follower:
        follower.take(1)
        stream.write([("2025-11-10T00:00:00.500", 0.5)])
        late = follower.take(1)[0]
        assert (late.event, late.data) == ("message", {"timestamp": "2025-11-10T00:00:00.500Z", "value": 0.5})
        last_id = follower.last_id
        stream.write([("2025-11-10T00:00:00.500", 0.25)], on_conflict="replace")
        changed = follower.take(1)[0]
        assert (changed.event, changed.data["value"]) == ("changed", 0.25)
        put(stream, 3, 4)
        assert follower.rows(1) == [3]
    with following(client, address(stream), last_id) as follower:
        assert [event.event for event in follower.take(3)] == ["open", "changed", "message"]


def test_rows_that_are_gone_are_told(stream: Stream, client: httpx.Client) -> None:
    with following(client, address(stream)) as follower:
        follower.take(1)
        stream.home.purge(stream, FIRST, FIRST + 1000)
        gone = follower.take(1)[0]
        assert (gone.event, gone.data["value"]) == ("removed", 1)


def test_a_stream_made_anew_is_a_reset(hs: HyperStream, client: httpx.Client) -> None:
    channel = hs.channel_manager.database
    put(channel["anew"], 0, 3)
    with following(client, ADDRESS.format("mongo", "anew")) as follower:
        last_id = follower.take(1)[0].id
        channel.purge_stream(channel["anew"].stream_id, remove_definition=True)
        assert follower.take(1)[0].event == "reset"
        put(channel["anew"], 0, 2)
        assert follower.rows(2) == [0, 1]
    with following(client, ADDRESS.format("mongo", "anew"), last_id) as follower:
        assert [event.event for event in follower.take(4)] == ["reset", "open", "message", "message"]


def test_what_another_process_writes_is_pushed(hs: HyperStream, client: httpx.Client) -> None:
    put(hs.channel_manager.database["shared"], 0, 1)
    with following(client, ADDRESS.format("mongo", "shared")) as follower:
        follower.take(1)
        other = HyperStream(hs.store.url)
        put(other.channel_manager.database["shared"], 1, 3)
        other.close()
        assert follower.rows(2) == [1, 2]


def test_a_client_that_does_not_read_delays_nobody(hs: HyperStream, client: httpx.Client) -> None:
    stream = hs.channel_manager.database["busy"]
    put(stream, 0, 1)
    with following(client, ADDRESS.format("mongo", "busy"), start=FIRST - 1) as slow:
        with following(client, ADDRESS.format("mongo", "busy")) as quick:
            quick.take(1)
            for start in range(1, 12_001, 4_000):
                put(stream, start, start + 4_000)
            assert quick.rows(12_000) == list(range(1, 12_001))
        assert slow.rows(12_001) == list(range(12_001))


def test_a_stream_that_cannot_be_read_keeps_nobody_from_the_others(
    hs: HyperStream, client: httpx.Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    channel = hs.channel_manager.database
    for name in ("bad", "good"):
        put(channel[name], 0, 1)
    read = StreamStore.read

    def damaged(store: StreamStore, key: Any, a: int, b: int) -> Any:
        if key == channel["bad"].key:
            message = "the disk is bad"
            raise StoreUnavailableError(message)
        return read(store, key, a, b)

    with (
        following(client, ADDRESS.format("mongo", "bad")) as bad,
        following(client, ADDRESS.format("mongo", "good")) as good,
    ):
        bad.take(1)
        good.take(1)
        with monkeypatch.context() as broken:
            broken.setattr(StreamStore, "read", damaged)
            for i in range(1, 6):
                put(channel["bad"], i, i + 1)
                put(channel["good"], i, i + 1)
                assert good.rows(1) == [i]
        assert bad.rows(5) == [1, 2, 3, 4, 5]
    told = [record.getMessage() for record in caplog.records if record.name.endswith("push.hub")]
    assert len(told) == 1
    assert "the disk is bad" in told[0]


def test_long_rows_go_in_pieces_of_bounded_size(hs: HyperStream, client: httpx.Client) -> None:
    stream, text = hs.channel_manager.database["long"], "x" * 10_000
    stream.write(Batch([FIRST + i for i in range(0, 100, 2)], [text] * 50))
    with following(client, ADDRESS.format("mongo", "long"), start=FIRST - 1) as follower:
        assert follower.rows(50) == [text] * 50
        stream.write(Batch([FIRST + i for i in range(1, 99, 2)], [text] * 49))
        assert [event.data["value"] for event in follower.take(49)] == [text] * 49
        last_id = follower.last_id
    look = first_look(stream, 1000)
    late = tuple(Late(i + 1, FIRST + i, "late", text) for i in range(60))
    pieces, place = Pieces(replace(look, late=late, number=60)), Place.at(look, look.end)
    sizes = []
    while (piece := pieces.after(place)).rows:
        assert pieces.after(place) is piece
        sizes.append(piece.rows)
        place = piece.place
    assert sizes == [7] * 8 + [4]
    assert Place.parse(last_id).number == 49


def test_one_look_serves_all_clients(
    hs: HyperStream, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = hs.channel_manager.database["counted"]
    put(stream, 0, 1)
    read, looked = StreamStore.ledgers, [0]

    def counting(store: StreamStore, keys: Any) -> Any:
        looked[0] += keys.count(stream.key)
        return read(store, keys)

    def looks(clients: int) -> float:
        """Looks a second while so many follow."""
        with ExitStack() as stack:
            for _ in range(clients):
                stack.enter_context(following(client, ADDRESS.format("mongo", "counted"))).take(1)
            before, started = looked[0], time.monotonic()
            while looked[0] < before + 5:
                client.get("/healthz")
            return (looked[0] - before) / (time.monotonic() - started)

    monkeypatch.setattr(StreamStore, "ledgers", counting)
    assert looks(12) < 2 / POLL_SECONDS
    assert looks(1) < 2 / POLL_SECONDS


def test_there_are_no_more_clients_than_there_may_be(hs: HyperStream) -> None:
    put(hs.channel_manager.database["few"], 0, 1)
    with client_of(hs, limits=Limits(push_clients=1)) as client:
        with following(client, ADDRESS.format("mongo", "few")) as follower:
            follower.take(1)
            assert "hyperstream_push_clients 1.0" in client.get("/metrics").text
            refused = client.get(ADDRESS.format("mongo", "few"))
            assert (refused.status_code, refused.headers["retry-after"]) == (429, "5")
        freed = threading.Event()
        while not freed.wait(0.01):
            if "hyperstream_push_clients 0.0" in client.get("/metrics").text:
                freed.set()
        with following(client, ADDRESS.format("mongo", "few")) as follower:
            follower.take(1)


def test_a_client_that_could_not_begin_takes_no_place(
    hs: HyperStream, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(hs.channel_manager.database["gone"], 0, 1)

    def gone(store: StreamStore, key: Any) -> Any:
        message = "the disk is gone"
        raise StoreUnavailableError(message)

    with client_of(hs, limits=Limits(push_clients=1)) as client:
        with monkeypatch.context() as broken:
            broken.setattr(StreamStore, "ledger", gone)
            assert client.get(ADDRESS.format("mongo", "gone")).status_code == 503
        assert "hyperstream_push_clients 0.0" in client.get("/metrics").text
        with following(client, ADDRESS.format("mongo", "gone")) as follower:
            assert follower.take(1)[0].event == "open"


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/api/push/mongo/none", {}, 404),
        ("/api/push/nowhere/none", {}, 404),
        ("/api/push/mongo/none", {"Last-Event-ID": "17"}, 400),
        ("/api/push/mongo/none?start=never", {}, 400),
    ],
)
def test_what_cannot_be_followed_is_a_problem(
    client: httpx.Client, path: str, headers: dict[str, str], status: int
) -> None:
    assert client.get(path, headers=headers).status_code == status
