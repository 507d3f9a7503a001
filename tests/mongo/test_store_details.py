"""What the store on MongoDB does where something happens that hardly ever does."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pymongo
import pytest
from bson import Int64
from pymongo.errors import BulkWriteError, ServerSelectionTimeoutError

from hyperstream.stores.keys import stream_key
from hyperstream.stores.ledger.model import Ledger, Segment
from hyperstream.stores.mongo import MongoStore, records, segments
from hyperstream.stores.mongo.errors import translated
from hyperstream.stores.mongo.legacy import plain
from hyperstream.stores.mongo.schema import LEDGERS, SEGMENTS
from hyperstream.stores.mongo.server import Server
from hyperstream.stores.mongo.store import RUNS_IN_LEDGER
from hyperstream.stores.port import Publish, RunRecord
from hyperstream.utils.errors import StoreUnavailableError

INC = b"incarnat"
NOWHERE = "mongodb://127.0.0.1:1/nowhere"


@pytest.fixture
def store(url: str) -> Iterator[MongoStore]:
    store = MongoStore(url)
    yield store
    store.close()


@pytest.fixture
def database(url: str) -> Iterator[Any]:
    with pymongo.MongoClient[dict[str, Any]](url) as client:
        yield client.get_default_database()


def test_segments_are_listed_page_by_page(store: MongoStore, monkeypatch: pytest.MonkeyPatch) -> None:
    given = [Segment(n, a, a + 4, 2, b"p") for n in (1, 2, 3) for a in (0, 5, 10)]
    store.insert_segments(INC, given)
    monkeypatch.setattr(segments, "LISTED_AT_ONCE", 4)
    assert list(store.list_segments(INC)) == [segment._replace(payload=b"") for segment in given]


def test_documents_are_read_page_by_page(store: MongoStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "DOCUMENTS_AT_ONCE", 2)
    given = [{"_id": name} for name in "abcde"]
    store.put_documents("plates", given)
    assert list(store.get_documents("plates")) == given


def test_a_segment_that_the_server_refuses_is_an_error(store: MongoStore, database: Any) -> None:
    store.insert_segments(INC, [Segment(1, 0, 4, 2, b"p")])
    database.command("collMod", SEGMENTS, validator={"c": {"$lt": 5}})
    with pytest.raises(StoreUnavailableError, match="Document failed validation"):
        store.insert_segments(INC, [Segment(2, 0, 9, 9, b"p"), Segment(1, 0, 4, 2, b"p")])


def test_of_two_that_make_one_stream_at_the_same_moment_one_is_told_that_it_was_not_the_first(
    store: MongoStore, database: Any
) -> None:
    one, other, third = (stream_key("mongo", name) for name in "abc")
    # The server then refuses a second one just as it does in that moment.
    database[LEDGERS].create_index("inc", unique=True)
    changes = [Publish(key, 0, Ledger(inc, rev=1)) for key, inc in ((one, INC), (other, INC), (third, b"x"))]
    assert store.change(changes) == [True, False, True]
    assert store.change([Publish(other, 0, Ledger(INC, rev=1))]) == [False]


def test_of_many_errors_of_a_group_the_first_is_told() -> None:
    error = BulkWriteError({"writeErrors": [{"code": 121, "errmsg": "not so"}, {"errmsg": "nor so"}]})
    assert "not so" in str(translated(error, "mongodb://h"))
    assert "nor so" not in str(translated(error, "mongodb://h"))


def test_a_certificate_that_is_not_trusted_is_told_with_the_way_out() -> None:
    error = ServerSelectionTimeoutError("h:1: certificate verify failed: unable to get local issuer")
    assert "its certificate is not trusted" in str(translated(error, "mongodb://h"))
    assert "tlsCAFile" in str(translated(error, "mongodb://h"))


def test_two_threads_that_move_the_run_records_of_one_stream_do_not_trip_over_each_other(
    store: MongoStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, move = stream_key("mongo", "busy"), records.move
    ledger = Ledger(INC, rev=1)
    assert store.change([Publish(key, 0, ledger)]) == [True]

    def moved_by_another_too(database: Any, keys: list[Any]) -> None:
        move(database, keys)
        store._runs_held.clear()

    monkeypatch.setattr(records, "move", moved_by_another_too)
    for rev in range(1, RUNS_IN_LEDGER + 2):
        run = RunRecord(key, 0, rev, rev + 1, "run", "host", rev, 1.0, 1, "done", "tool", "1.0.0")
        assert store.change([Publish(key, rev, replace(ledger, rev=rev + 1), run=run)]) == [True]
    assert len(store.read_runs(key)) == RUNS_IN_LEDGER + 1


def test_64_bit_integers_are_integers_however_deep_they_lie() -> None:
    found = plain({"a": [Int64(2**40), {"b": Int64(1)}], "c": 0.5})
    assert found == {"a": [2**40, {"b": 1}], "c": 0.5}
    assert [type(found["a"][0]), type(found["a"][1]["b"])] == [int, int]


def test_an_error_while_another_thread_closes_the_store_says_that_it_is_closed() -> None:
    server = Server(NOWHERE)

    def closing(_database: Any) -> None:
        server.close()
        msg = "Cannot use MongoClient after close"
        raise pymongo.errors.InvalidOperation(msg)

    with pytest.raises(StoreUnavailableError, match="is closed"):
        server.once(closing)


def test_a_forked_child_forgets_the_servers_of_its_parent_that_are_still_in_use(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    in_child: list[Callable[[], None]] = []
    monkeypatch.setattr(os, "register_at_fork", lambda after_in_child: in_child.append(after_in_child))
    kept, gone = Server(NOWHERE), Server(NOWHERE)
    client = kept._client
    assert client is not None
    gone.close()
    del gone
    gc.collect()
    for forget in in_child:
        forget()
    assert kept._client is None
    kept.close()
    client.close()


def test_where_processes_cannot_fork_nothing_is_asked_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "register_at_fork")
    Server(NOWHERE).close()
