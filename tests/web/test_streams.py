"""Streams over HTTP: listed, read by interval, head and tail, in three formats, computed where allowed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pyarrow.ipc as ipc
import pytest

from hyperstream import HyperStream
from hyperstream.web import Limits, TokenBook

from .servers import client_of

MINUTE = 60_000
FIRST = 1_762_732_800_000  # 2025-11-10
STRANGE = "a/b ü%#?&\"'$where"


@pytest.fixture(scope="module", autouse=True)
def streams(hs: HyperStream) -> None:
    database = hs.channel_manager.database
    from hyperstream import Batch

    times = [FIRST + MINUTE * i for i in range(1, 11)]
    database["plain"].write(Batch(times, [float(i) for i in range(1, 11)]))
    database["gaps"].write(Batch(times[:3], [1.5, float("nan"), float("inf")]))
    database["words"].write(Batch(times[:2], [{"a": 1, "b": [1, 'x,"y']}, {"a": None}]))
    for house in ("h1", "h2"):
        database[{"name": "temp", "meta_data": {"house": house}}].write(Batch(times[:1], [house]))
    database[STRANGE].write(Batch(times[:1], [True]))
    hs.channel_manager.memory["live"].write(Batch(times[:2], [1, 2]))


def stamps(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [row["timestamp"] for row in answer.json()["rows"]]


class TestListing:
    def test_names_the_channels_with_their_other_names(self, client: httpx.Client) -> None:
        found = {entry["id"]: entry for entry in client.get("/api/streams").json()}
        assert found["mongo"] == {"id": "mongo", "aliases": ["database"], "kind": "DatabaseChannel"}
        assert {"memory", "assets", "tools"} <= set(found)

    def test_names_streams_by_pattern_and_tag(self, client: httpx.Client) -> None:
        found = client.get("/api/streams/database", params={"name": "te*", "tag": "house=h2"}).json()
        entry = {"name": "temp", "meta_data": {"house": "h2"}, "newest": "2025-11-10T00:01:00.000Z"}
        assert found == {"channel": "mongo", "total": 1, "streams": [entry]}

    def test_goes_page_by_page(self, client: httpx.Client) -> None:
        every = client.get("/api/streams/mongo").json()
        pages = [
            client.get("/api/streams/mongo", params={"skip": i, "limit": 1}).json()
            for i in range(every["total"])
        ]
        assert [page["streams"][0] for page in pages] == every["streams"]

    def test_of_an_unknown_channel_is_404(self, client: httpx.Client) -> None:
        assert client.get("/api/streams/nowhere").status_code == 404


class TestRows:
    def test_are_those_after_the_start_up_to_and_with_the_end(self, client: httpx.Client) -> None:
        span = {"start": "2025-11-10T00:02:00Z", "end": "2025-11-10T00:04:00Z"}
        found = client.get("/api/streams/database/plain", params=span)
        assert stamps(found) == ["2025-11-10T00:03:00.000Z", "2025-11-10T00:04:00.000Z"]
        assert [row["value"] for row in found.json()["rows"]] == [3.0, 4.0]
        in_ms = {"start": FIRST + 2 * MINUTE, "end": FIRST + 4 * MINUTE, "date_format": "epoch"}
        assert stamps(client.get("/api/streams/mongo/plain", params=in_ms)) == [
            FIRST + 3 * MINUTE,
            FIRST + 4 * MINUTE,
        ]

    @pytest.mark.parametrize(
        ("part", "minutes"),
        [
            ({"head": 2}, [1, 2]),
            ({"tail": 2}, [9, 10]),
            ({"head": 0}, []),
            ({"tail": 99}, list(range(1, 11))),
        ],
    )
    def test_are_the_first_or_the_last(self, client: httpx.Client, part: Any, minutes: list[int]) -> None:
        found = stamps(client.get("/api/streams/mongo/plain", params={**part, "date_format": "epoch"}))
        assert found == [FIRST + MINUTE * i for i in minutes]

    def test_come_in_pages_each_with_the_address_of_the_next(self, hs: HyperStream) -> None:
        with client_of(hs, limits=Limits(page=3)) as client:
            address, found, pages = "/api/streams/mongo/plain?date_format=epoch", [], 0
            while address:
                answer = client.get(address)
                found += stamps(answer)
                address = answer.json()["next"]
                assert bool(address) == ('rel="next"' in answer.headers.get("link", ""))
                pages += 1
        assert found == [FIRST + MINUTE * i for i in range(1, 11)]
        assert pages == 4

    def test_have_null_for_what_json_cannot_say(self, client: httpx.Client) -> None:
        answer = client.get("/api/streams/mongo/gaps")
        assert [row["value"] for row in answer.json()["rows"]] == [1.5, None, None]
        assert "NaN" not in answer.text

    def test_in_csv_have_a_column_a_key(self, client: httpx.Client) -> None:
        answer = client.get("/api/streams/mongo/words", headers={"Accept": "text/csv"})
        assert answer.headers["content-type"].startswith("text/csv")
        rows = list(csv.reader(io.StringIO(answer.text)))
        assert rows == [
            ["timestamp", "a", "b"],
            ["2025-11-10T00:01:00.000Z", "1", '[1,"x,\\"y"]'],
            ["2025-11-10T00:02:00.000Z", "", ""],
        ]

    def test_in_arrow_keep_types_and_nan(self, client: httpx.Client) -> None:
        answer = client.get("/api/streams/mongo/gaps", params={"format": "arrow"})
        table = ipc.open_stream(answer.content).read_all()
        assert table.schema.field("timestamp").type.tz == "UTC"
        assert repr(table["value"].to_pylist()) == "[1.5, nan, inf]"

    def test_of_memory_and_of_strange_names_are_read_too(self, client: httpx.Client) -> None:
        assert len(stamps(client.get("/api/streams/memory/live"))) == 2
        found = client.get(f"/api/streams/mongo/{quote(STRANGE, safe='')}").json()
        assert (found["name"], found["rows"][0]["value"]) == (STRANGE, True)

    def test_of_the_tool_channel_are_named(self, client: httpx.Client) -> None:
        rows = client.get("/api/streams/tools/clock").json()["rows"]
        assert rows[-1]["value"].startswith("Clock ")

    def test_are_not_sent_again_while_nothing_has_changed(
        self, hs: HyperStream, client: httpx.Client
    ) -> None:
        hs.channel_manager.database["tagged"].write([("2025-11-10", 1)])
        etag = client.get("/api/streams/mongo/tagged").headers["etag"]
        known = {"If-None-Match": etag}
        assert client.get("/api/streams/mongo/tagged", headers=known).status_code == 304
        assert client.get("/api/streams/mongo/tagged?head=1", headers=known).status_code == 200
        hs.channel_manager.database["tagged"].write([("2025-11-11", 2)])
        assert client.get("/api/streams/mongo/tagged", headers=known).status_code == 200

    def test_that_another_process_has_just_written_are_found(
        self, hs: HyperStream, client: httpx.Client
    ) -> None:
        assert client.get("/api/streams/mongo/fresh").status_code == 404
        other = HyperStream(hs.store.url)
        other.channel_manager.database["fresh"].write([("2025-11-10", 1)])
        other.close()
        assert len(stamps(client.get("/api/streams/mongo/fresh"))) == 1

    def test_longer_than_a_piece_are_streamed_whole(self, hs: HyperStream, client: httpx.Client) -> None:
        from hyperstream import Batch

        times = [FIRST + 1000 * i for i in range(30_000)]
        hs.channel_manager.database["long"].write(Batch(times, list(range(30_000))))
        answer = client.get("/api/streams/mongo/long?date_format=epoch")
        assert [row["value"] for row in answer.json()["rows"]] == list(range(30_000))
        assert stamps(answer) == times


@pytest.mark.parametrize(
    ("address", "status", "parameter"),
    [
        ("/api/streams/mongo/none", 404, None),
        ("/api/streams/nowhere/plain", 404, None),
        ("/api/streams/mongo/plain?start=yesterday", 400, "start"),
        ("/api/streams/mongo/plain?start=0000-01-01", 400, "start"),
        ("/api/streams/mongo/plain?end=10000-01-01", 400, "end"),
        ("/api/streams/mongo/plain?end=999999999999999", 400, "end"),
        ("/api/streams/mongo/plain?start=2025-11-11&end=2025-11-10", 400, "end"),
        ("/api/streams/mongo/plain?head=-1", 400, "head"),
        ("/api/streams/mongo/plain?head=1e400", 400, "head"),
        ("/api/streams/mongo/plain?head=1&tail=1", 400, "tail"),
        ("/api/streams/mongo/plain?head=1000001", 413, "head"),
        ("/api/streams/mongo/plain?tag=house", 400, "tag"),
        ("/api/streams/mongo/plain?tag=$where%3D1", 404, None),
        ("/api/streams/mongo/plain?format=xml", 400, "format"),
        ("/api/streams/mongo/plain?compute=true", 403, None),
        ("/api/ledger/mongo/none", 404, None),
    ],
)
def test_what_cannot_be_answered_is_a_problem_that_names_the_parameter(
    client: httpx.Client, address: str, status: int, parameter: str | None
) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.json().get("parameter")) == (status, parameter), answer.text


def test_an_unknown_format_is_406(client: httpx.Client) -> None:
    assert client.get("/api/streams/mongo/plain", headers={"Accept": "image/png"}).status_code == 406


def test_looking_makes_no_stream(hs: HyperStream, client: httpx.Client) -> None:
    before = len(hs.channel_manager.database.streams)
    client.get("/api/streams/mongo/never")
    client.get("/api/streams/memory/never")
    assert len(hs.channel_manager.database.streams) == before
    assert "never" not in hs.channel_manager.memory


class TestComputing:
    @pytest.fixture
    def worker(self, tmp_path: Path) -> Iterator[HyperStream]:
        hyperstream = HyperStream(f"sqlite:///{tmp_path / 'store.db'}")
        with hyperstream.create_workflow("hours") as workflow:
            raw = workflow.create_node("raw")
            hourly = workflow.create_node("hourly")
            hourly[()] = hyperstream.factors.mean(raw, every="1h")
        raw[()].write([("2025-11-10T00:30", 1.0), ("2025-11-10T01:00", 3.0)])
        yield hyperstream
        hyperstream.close()

    DAY = "start=2025-11-10&end=2025-11-10T02:00"

    def test_happens_on_request_and_is_in_the_ledger(self, worker: HyperStream) -> None:
        with client_of(worker, allow_compute=True) as client:
            assert client.get(f"/api/streams/mongo/hourly?{self.DAY}").json().get("rows", []) == []
            found = client.get(f"/api/streams/mongo/hourly?{self.DAY}&compute=true").json()
            assert [row["value"] for row in found["rows"]] == [2.0]
            parts = client.get("/api/ledger/mongo/hourly").json()["parts"]
            assert [(part["start"], part["end"]) for part in parts] == [
                ("2025-11-10T00:00:00.000Z", "2025-11-10T02:00:00.000Z")
            ]
            refused = client.get(f"/api/streams/mongo/raw?{self.DAY}&compute=true")
            assert refused.status_code == 409

    def test_needs_a_token_that_may_write(self, worker: HyperStream, tmp_path: Path) -> None:
        book = TokenBook(tmp_path / "tokens.json")
        read, write = book.new("reader"), book.new("writer", "write")
        with client_of(worker, allow_compute=True, tokens=book) as client:
            address = f"/api/streams/mongo/hourly?{self.DAY}&compute=true"
            assert client.get(address, headers={"Authorization": f"Bearer {read}"}).status_code == 403
            assert client.get(address, headers={"Authorization": f"Bearer {write}"}).status_code == 200
