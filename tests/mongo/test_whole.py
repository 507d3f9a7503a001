"""The store on MongoDB as a whole: forks, clocks, replica sets, sizes."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pymongo
import pytest

from hyperstream import Batch, HyperStream, StreamInstance
from hyperstream.stores.keys import stream_key
from hyperstream.stores.ledger.model import Fingerprint
from hyperstream.stores.mongo import MongoStore
from hyperstream.stores.mongo.schema import prepare
from hyperstream.stores.mongo.server import Server
from hyperstream.stores.streams import Busy, Claimed, ComputeRequest, StreamStore
from hyperstream.utils.time_utils import from_ms

KEY = stream_key("mongo", "a")
REQUEST = ComputeRequest(Fingerprint("tool", "1.0.0"), lambda fingerprint: fingerprint.tool == "tool")


@pytest.fixture
def store(url: str) -> Iterator[MongoStore]:
    store = MongoStore(url)
    yield store
    store.close()


def test_a_forked_child_and_its_parent_go_on_with_one_store(store: MongoStore) -> None:
    streams = StreamStore(store)
    streams.write(KEY, Batch([1], [1.0]))
    child = os.fork()
    if child == 0:
        status = 1
        try:
            streams.write(KEY, Batch([2], [2.0]))
            status = 0
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    streams.write(KEY, Batch([3], [3.0]))
    assert [batch.timestamps.tolist() for batch in streams.read(KEY, 0, 9)] == [[1, 2, 3]]


def test_after_a_fork_the_sockets_of_the_parent_are_left_alone(url: str) -> None:
    server = Server(url)
    server.open(prepare)
    before = server.database.client
    server.forget()
    assert server.database.client is not before
    assert server.again(lambda database: database.command("ping"))["ok"] == 1
    server.close()
    before.close()


def test_a_closed_server_of_a_child_is_closed(url: str) -> None:
    server = Server(url)
    before = server.database.client
    server.forget()
    server.close()
    before.close()


def test_a_client_whose_clock_is_wrong_by_two_hours_does_no_harm(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    right, wrong = MongoStore(url), MongoStore(url)
    ours, theirs = StreamStore(right), StreamStore(wrong)
    ours.write(KEY, Batch([1], [1.0]))
    claim = ours.claim(KEY, 10, 20, REQUEST, light=False)
    assert isinstance(claim, Claimed)
    now = time.time_ns()
    monkeypatch.setattr(time, "time", lambda: now / 1e9 + 7200)
    monkeypatch.setattr(time, "time_ns", lambda: now + 7200 * 10**9)
    found = theirs.claim(KEY, 10, 20, REQUEST, light=False)
    assert isinstance(found, Busy)
    assert abs(wrong.now() - now // 10**6) < 60_000
    monkeypatch.undo()
    claim.commit(Batch([15], [1.5]))
    assert [time for batch in theirs.read(KEY, 0, 99) for time in batch.timestamps.tolist()] == [1, 15]
    right.close()
    wrong.close()


def test_two_hyperstreams_with_two_databases_live_side_by_side(url: str, tmp_path: object) -> None:
    other = url.replace("?", "_other?")
    with HyperStream(url) as one, HyperStream(other) as two:
        now = one.store.now()
        when = from_ms(now) - timedelta(seconds=10)
        for hyperstream, value in ((one, 1.0), (two, 2.0)):
            hyperstream.channel_manager.database["s"].write(StreamInstance(when, value))
        for hyperstream, value in ((one, 1.0), (two, 2.0)):
            window = hyperstream.channel_manager.mongo["s"].window((None, None))
            assert window.values() == [value]
        assert "mongodb://" in str(one)
    with pymongo.MongoClient[dict[str, object]](other) as client:
        client.drop_database(client.get_default_database())


def test_info_tells_what_each_collection_takes(store: MongoStore) -> None:
    StreamStore(store).write(KEY, Batch(range(5000), [0.5] * 5000))
    info = store.info()
    assert info["rows"] == 5000
    assert info["collections"]["hs_segments"]["documents"] == info["segments"] == 2
    assert info["bytes"] == sum(size["bytes"] for size in info["collections"].values())


def test_other_tools_read_our_collections_as_the_page_on_storage_says(url: str, store: MongoStore) -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "storage.md").read_text()
    (block,) = re.findall(r"```python\n(import pymongo.*?)```", text, re.DOTALL)
    streams, key = StreamStore(store), stream_key("mongo", "temperature")
    streams.write(key, Batch(range(6000), [float(i) for i in range(6000)]))
    streams.replace(key, 99, 2000, Batch([150], [-1.0]))
    streams.write(key, Batch([7000], [7.0]))
    names: dict[str, Any] = {"address": url}
    exec(block, names)
    assert names["everything"].same_rows(Batch.concat(list(streams.read(key, -1, 9999))))
