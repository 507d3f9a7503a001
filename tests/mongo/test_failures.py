"""Servers that are not there, refuse us, lose connections or come back: clear errors, nothing lost."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pymongo
import pytest

from hyperstream import Batch
from hyperstream.stores.keys import StreamKey, stream_key
from hyperstream.stores.ledger.model import Ledger, Segment, TailChunk
from hyperstream.stores.mongo import MongoStore
from hyperstream.stores.mongo.errors import translated
from hyperstream.stores.mongo.legacy import LegacyDatabase
from hyperstream.stores.mongo.server import Server
from hyperstream.stores.opening import open_store
from hyperstream.stores.port import Append, Publish, RunRecord
from hyperstream.stores.streams import StreamStore
from hyperstream.testing.mongod import Mongod, free_port
from hyperstream.utils.errors import (
    ArgumentValueError,
    ConfigurationError,
    StoreFormatError,
    StoreUnavailableError,
    ValueNotStorableError,
)
from tests.stopwatch import Stopwatch

from .conftest import Failing, database_url

KEY, OTHER = stream_key("mongo", "a"), stream_key("mongo", "b")
INC, OTHER_INC = b"incarnat", b"anothers"
FIRST = Ledger(INC, rev=1)
RUN = RunRecord(KEY, 0, 0, 9, "run", "host", 0, 1.0, 1, "done", "tool", "1.0.0")
SEGMENT = Segment(1, 0, 9, 2, b"rows")


@pytest.fixture(scope="module")
def server_url(failing_server_url: str) -> str:
    """These tests need a server that fails on request."""
    return failing_server_url


@pytest.fixture
def store(url: str) -> Iterator[MongoStore]:
    """A store with two streams."""
    store = MongoStore(url)
    store.change([Publish(key, 0, replace(FIRST, inc=inc)) for key, inc in ((KEY, INC), (OTHER, OTHER_INC))])
    store.insert_segments(INC, [SEGMENT])
    store.add_runs([RUN])
    store.put_documents("plates", [{"_id": "H"}])
    yield store
    store.close()


def row(time: int, payload: bytes = b"row") -> TailChunk:
    return TailChunk(time, time, 1, payload)


def appended(ledger: Ledger, key: StreamKey, time: int, run: RunRecord | None = None) -> Append:
    new = replace(ledger, rev=ledger.rev + 1, last=time, tail=(*ledger.tail, row(time)))
    return Append(key, ledger.rev, new, row(time), run=run)


USES: dict[str, Callable[[MongoStore], Any]] = {
    "now": lambda store: store.now() > 0,
    "read_ledgers": lambda store: store.read_ledgers([KEY]).ledgers,
    "keys": lambda store: list(store.keys()),
    "insert_segments": lambda store: store.insert_segments(INC, [SEGMENT, SEGMENT._replace(n=2)]),
    "read_segments": lambda store: list(store.read_segments(INC, 0, 9, 9)),
    "reach": lambda store: store.reach(INC, [1]),
    "list_segments": lambda store: list(store.list_segments(INC)),
    "delete_segments": lambda store: store.delete_segments(INC, [(1, 1)]),
    "add_runs": lambda store: store.add_runs([RUN]),
    "read_runs": lambda store: store.read_runs(KEY),
    "put_documents": lambda store: store.put_documents("plates", [{"_id": "H", "v": 1}]),
    "get_documents": lambda store: list(store.get_documents("plates")),
    "delete_documents": lambda store: store.delete_documents("plates", ["H"]),
    "info": lambda store: store.info()["streams"],
}
COMMANDS = ("find", "insert", "update", "delete", "aggregate", "hello", "listCollections", "getMore")


class TestALostConnection:
    @pytest.mark.parametrize("name", USES)
    def test_is_no_matter_where_repeating_does_no_harm(
        self, store: MongoStore, failing: Failing, name: str
    ) -> None:
        with failing(*COMMANDS, times=3, closeConnection=True):
            answer = USES[name](store)
        assert answer == USES[name](store) or name in ("delete_segments", "delete_documents")
        assert store.read_runs(KEY) == [RUN] * (3 if name == "add_runs" else 1)

    def test_is_an_error_when_it_happens_again_and_again(self, store: MongoStore, failing: Failing) -> None:
        with (
            failing("find", times=20, closeConnection=True),
            pytest.raises(StoreUnavailableError, match="connection was lost"),
        ):
            store.read_ledgers([KEY])
        assert store.read_ledgers([KEY]).ledgers == {KEY: FIRST}

    def test_is_told_of_a_change_which_is_never_repeated(self, store: MongoStore, failing: Failing) -> None:
        changes = [appended(FIRST, KEY, 5)]
        with failing("update", closeConnection=True), pytest.raises(StoreUnavailableError, match="was lost"):
            store.change(changes)
        assert store.change(changes) == [True]

    @pytest.mark.parametrize("many", [False, True], ids=["one", "a group"])
    def test_after_a_change_was_applied_is_told_too(
        self, store: MongoStore, failing: Failing, many: bool
    ) -> None:
        changes = [appended(replace(FIRST, inc=OTHER_INC), OTHER, 5), appended(FIRST, KEY, 5)]
        too_few = {"code": 64, "errmsg": "waiting for replication timed out", "errInfo": {"wtimeout": True}}
        with (
            failing("update", writeConcernError=too_few),
            pytest.raises(StoreUnavailableError, match="too few members"),
        ):
            store.change(changes if many else changes[:1])
        assert store.read_ledgers([OTHER]).ledgers[OTHER].tail == (row(5),)

    @pytest.mark.parametrize("how", ["before", "after"])
    def test_is_ridden_out_by_a_writer(self, store: MongoStore, failing: Failing, how: str) -> None:
        streams = StreamStore(store, sleep=lambda _: None)
        lost: dict[str, Any] = {"writeConcernError": {"code": 64, "errmsg": "timed out"}}
        if how == "before":
            lost = {"closeConnection": True}
        with failing("update", times=2, **lost):
            assert streams.write(KEY, Batch([10, 20], [1.0, 2.0])) == 2
            batches = {key: Batch([30, 40], [3.0, 4.0]) for key in (KEY, OTHER)}
            assert streams.write_many(batches) == {KEY: 2, OTHER: 2}
        assert [batch.timestamps.tolist() for batch in streams.read(KEY, 0, 99)] == [[10, 20, 30, 40]]
        assert [batch.timestamps.tolist() for batch in streams.read(OTHER, 0, 99)] == [[30, 40]]

    def test_in_the_middle_of_an_old_database_is_told(self, url: str, failing: Failing) -> None:
        with pymongo.MongoClient[dict[str, Any]](url) as client:
            stored = [{"stream_id": {"name": "s"}, "datetime": when, "value": 1} for when in range(200)]
            client.get_default_database()["streams"].insert_many(stored)
        with closing(LegacyDatabase(url)) as old:
            with (
                failing("getMore", closeConnection=True),
                pytest.raises(StoreUnavailableError, match="connection was lost"),
            ):
                list(old.instances([{"name": "s"}]))
            assert [when for when, _ in old.instances([{"name": "s"}])] == list(range(200))


class TestOpening:
    def test_without_a_server_ends_within_five_seconds_and_tells_where_to_go(self) -> None:
        port = free_port()
        with Stopwatch() as watch:
            with pytest.raises(StoreUnavailableError, match=f"127.0.0.1:{port}") as caught:
                open_store(f"mongodb://ann:s3cret@127.0.0.1:{port}/house")
            assert watch.seconds < 5
        assert "HYPERSTREAM_STORE=sqlite:///" in str(caught.value)
        assert "s3cret" not in str(caught.value)

    def test_a_database_of_a_newer_format_leaves_it_alone(self, url: str) -> None:
        MongoStore(url).close()
        with pymongo.MongoClient[dict[str, Any]](url) as client:
            client.get_default_database()["hs_store"].update_one({}, {"$set": {"format": 99}})
        with pytest.raises(StoreFormatError, match="format 99"):
            MongoStore(url)

    def test_two_processes_at_once_make_one_store(self, url: str) -> None:
        stores = [MongoStore(url) for _ in range(2)]
        assert stores[0].change([Publish(KEY, 0, FIRST)]) == [True]
        assert stores[1].change([Publish(KEY, 0, FIRST)]) == [False]
        for store in stores:
            store.close()

    def test_shows_its_address_without_the_password(self, url: str) -> None:
        with_option = MongoStore(f"{url}&retryWrites=true")
        assert repr(with_option) == f"MongoStore('{url}&retryWrites=true')"
        with_option.close()

    def test_takes_what_the_address_says_over_the_defaults(self, url: str) -> None:
        server = Server(f"{url}&journal=false&wtimeoutMS=1234&socketTimeoutMS=5678")
        assert server.database.write_concern.document == {"w": "majority", "j": False, "wtimeout": 1234}
        assert server.database.client.options.pool_options.socket_timeout == 5.678
        server.close()
        server = Server(url)
        assert server.database.write_concern.document == {"w": "majority", "j": True, "wtimeout": 30_000}
        assert server.database.client.options.pool_options.socket_timeout == 60
        server.close()


class TestLargeValues:
    def test_share_a_segment_only_as_far_as_a_document_has_room(self, store: MongoStore) -> None:
        streams = StreamStore(store)
        rows = Batch(range(1, 10), [os.urandom(2_500_000) for _ in range(9)])
        assert streams.write(KEY, rows) == 9
        found = list(store.list_segments(INC))
        assert len(found) >= 6
        assert Batch.concat(list(streams.read(KEY, 0, 99))).same_rows(rows)

    def test_beyond_what_a_document_takes_are_refused_and_nothing_of_the_write_is_visible(
        self, store: MongoStore
    ) -> None:
        streams = StreamStore(store)
        with pytest.raises(ValueNotStorableError, match=r"1970-01-01T00:00:00\.020.* takes 17,0.*15,728,640"):
            streams.write(KEY, Batch([10, 20], [1.5, os.urandom(17_000_000)]))
        assert list(streams.read(KEY, 0, 99)) == []
        assert streams.write(KEY, Batch([10], [1.5])) == 1


class TestWhatCannotBeKept:
    def test_a_segment_larger_than_a_document_may_be(self, store: MongoStore) -> None:
        with pytest.raises(ValueNotStorableError, match="larger than MongoDB takes"):
            store.insert_segments(INC, [SEGMENT, SEGMENT._replace(n=3, payload=bytes(17_000_000))])

    def test_definitions_under_the_name_of_something_else(self, store: MongoStore) -> None:
        for kind in ("ledgers", "segments", "runs", "store", "", "a$b"):
            with pytest.raises(ArgumentValueError, match="another name"):
                store.put_documents(kind, [{"_id": "x"}])


class TestADamagedLedger:
    @pytest.mark.parametrize("damage", [{"$set": {"map": b"garbage"}}, {"$unset": {"tail": 1}}])
    def test_is_named(self, url: str, store: MongoStore, damage: dict[str, Any]) -> None:
        with pymongo.MongoClient[dict[str, Any]](url) as client:
            client.get_default_database()["hs_ledgers"].update_one({"_id": KEY}, damage)
        with pytest.raises(StoreFormatError, match='"a"'):
            store.read_ledgers([KEY])


@pytest.fixture(scope="module")
def guarded(program: None) -> Iterator[Mongod]:
    """A server that asks who we are; ``reader`` may only read."""
    with Mongod(options=("--auth",)) as server:
        with pymongo.MongoClient[dict[str, Any]](server.url) as client:
            client.admin.command("createUser", "root", pwd="pw", roles=["root"])
        with pymongo.MongoClient[dict[str, Any]](server.url, username="root", password="pw") as client:
            client.admin.command("createUser", "reader", pwd="pw", roles=["readAnyDatabase"])
        yield server


class TestUsers:
    def url(self, server: Mongod, user: str, password: str, database: str = "house") -> str:
        plain = database_url(server.url, database)
        return plain.replace("://", f"://{user}:{password}@") + "&authSource=admin"

    @pytest.mark.parametrize(("user", "password"), [("root", "wr0ng"), ("nobody", "pw")])
    def test_with_wrong_credentials_are_refused(self, guarded: Mongod, user: str, password: str) -> None:
        with pytest.raises(StoreUnavailableError, match="refuses this user name or password") as caught:
            open_store(self.url(guarded, user, password))
        assert "wr0ng" not in str(caught.value)

    def test_without_credentials_are_refused(self, guarded: Mongod) -> None:
        with pytest.raises(StoreUnavailableError, match=r"who asks.*Put user:password@ before"):
            open_store(guarded.url)

    def test_who_may_only_read_read(self, guarded: Mongod) -> None:
        with pytest.raises(StoreUnavailableError, match="readWrite"):
            open_store(self.url(guarded, "reader", "pw", "empty"))
        writer = open_store(self.url(guarded, "root", "pw"))
        writer.change([Publish(KEY, 0, FIRST)])
        writer.close()
        reader = open_store(self.url(guarded, "reader", "pw"))
        assert reader.read_ledgers([KEY]).ledgers == {KEY: FIRST}
        writes: list[Callable[[], Any]] = [
            lambda: reader.change([appended(FIRST, KEY, 5)]),
            lambda: reader.insert_segments(INC, [SEGMENT]),
            lambda: reader.put_documents("plates", [{"_id": "H"}]),
        ]
        for write in writes:
            with pytest.raises(StoreUnavailableError, match="read-only for it") as told:
                write()
            assert "not authorized on house" in str(told.value)
            assert "execute command" not in str(told.value)
        assert reader.read_ledgers([KEY]).ledgers == {KEY: FIRST}
        reader.close()


class TestAServerThatGoes:
    def test_and_stays_away_ends_the_run_with_our_error(self, mortal: Mongod) -> None:
        store = MongoStore(database_url(mortal.url, "away"))
        streams = StreamStore(store, sleep=lambda _: None)
        streams.write(KEY, Batch([10], [1.0]))
        mortal.kill()
        for action in (lambda: streams.write(KEY, Batch([20], [2.0])), lambda: streams.ledger(KEY)):
            with pytest.raises(StoreUnavailableError, match=mortal.address), pymongo.timeout(0.3):
                action()
        store.close()
        mortal.start()
        streams = StreamStore(MongoStore(database_url(mortal.url, "away")))
        assert [batch.timestamps.tolist() for batch in streams.read(KEY, 0, 99)] == [[10]]
        assert streams.write(KEY, Batch([20], [2.0])) == 1
        streams.store.close()

    def test_and_comes_back_is_waited_for(self, mortal: Mongod) -> None:
        store = MongoStore(database_url(mortal.url, "back"))
        streams = StreamStore(store)
        streams.write(KEY, Batch([1], [1.0]))
        mortal.kill()
        mortal.start()
        streams.write(KEY, Batch([2], [2.0]))
        assert [batch.timestamps.tolist() for batch in streams.read(KEY, -1, 99)] == [[1, 2]]
        store.close()

    def test_and_hangs_is_not_waited_for_forever(self, mortal: Mongod) -> None:
        store = MongoStore(database_url(mortal.url, "hangs"))
        store.change([Publish(KEY, 0, FIRST)])
        mortal.pause()
        # the limit is for this one call: by the address it would hold for opening too, on any busy machine
        with pytest.raises(StoreUnavailableError, match="did not answer in time"), pymongo.timeout(0.3):
            store.change([appended(FIRST, KEY, 5)])
        mortal.resume()
        assert store.read_ledgers([KEY]).ledgers[KEY].rev in (1, 2)
        store.close()


def test_an_error_of_the_driver_that_nobody_expected_is_ours_too() -> None:
    error = translated(pymongo.errors.PyMongoError("odd, full error: {...}"), "mongodb://h")
    assert str(error) == "MongoDB at mongodb://h cannot be used: odd."


def test_a_client_made_anew_is_checked_like_the_first(url: str) -> None:
    with pytest.raises(ConfigurationError, match="not a MongoDB address"):
        Server("mongodb://:x")
