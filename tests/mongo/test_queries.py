"""What the server says of our queries: those of the hot path walk an index, forwards, and not too far."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pymongo
import pytest

from hyperstream.stores.keys import stream_key
from hyperstream.stores.ledger.model import Claim, Ledger, Part, Segment, TailChunk
from hyperstream.stores.mongo import MongoStore
from hyperstream.stores.port import Append, Publish, RunRecord

KEY, OTHER = stream_key("mongo", "a"), stream_key("mongo", "b")
INC = b"incarnat"
LEDGER = Ledger(INC, rev=1)
ROW = TailChunk(5, 5, 1, b"x")
RUN = RunRecord(KEY, 1, 0, 9, "run", "host", 0, 1.0, 1, "done", "tool", "1.0.0")

ALONE = ("IDHACK", "EXPRESS")
"""One ``_id`` and nothing else: no planning at all; so it is called up to MongoDB 7, and from 8 on."""
BY_ID, BY_TIME = (*ALONE, "IXSCAN { _id: 1 }"), ("IXSCAN { s: 1, a: 1, b: 1, n: 1 }",)
BY_NUMBER = ("IXSCAN { s: 1, n: 1, a: 1, b: 1, c: 1 }",)
RUNS = ("IXSCAN { stream: 1, b: 1, a: 1 }",)

Profile = Callable[[Callable[[], Any]], list[dict[str, Any]]]


@pytest.fixture
def store(url: str) -> Iterator[MongoStore]:
    """A store with two streams, the first of them with a hundred segments."""
    store = MongoStore(url)
    store.change(
        [Publish(key, 0, replace(LEDGER, inc=inc)) for key, inc in ((KEY, INC), (OTHER, b"anothers"))]
    )
    store.insert_segments(INC, [Segment(n, 10 * n, 10 * n + 9, 10, b"p") for n in range(100)])
    store.insert_segments(b"anothers", [Segment(n, 10 * n, 10 * n + 9, 10, b"p") for n in range(100)])
    store.add_runs([RUN])
    store.put_documents("plates", [{"_id": "H"}])
    yield store
    store.close()


@pytest.fixture
def profile(url: str) -> Iterator[Profile]:
    """Does something, and gives what the server noted about the operations on our collections."""
    with pymongo.MongoClient[dict[str, Any]](url) as client:
        database = client.get_default_database()

        def watch(action: Callable[[], Any]) -> list[dict[str, Any]]:
            database.command("profile", 2)
            action()
            database.command("profile", 0)
            noted = list(database["system.profile"].find({"ns": {"$regex": r"\.hs_"}}))
            database["system.profile"].drop()
            return noted

        yield watch


FAILED = ("IXSCAN { stream: 1, at: 1 }",)


def second(store: MongoStore, **fields: Any) -> None:
    new = replace(LEDGER, rev=2, **fields)
    assert store.change([Publish(KEY, 1, new, base=LEDGER)]) == [True]


def append(store: MongoStore) -> None:
    new = replace(LEDGER, rev=2, last=5, tail=(ROW,), parts=(Part(0, 5, 0),))
    assert store.change([Append(KEY, 1, new, ROW, True)]) == [True]


def group(store: MongoStore) -> None:
    changes = [
        Append(key, 1, replace(LEDGER, inc=inc, rev=2, last=5, tail=(ROW,)), ROW)
        for key, inc in ((KEY, INC), (OTHER, b"anothers"))
    ]
    assert store.change(changes) == [True, True]


HOT: dict[str, tuple[Callable[[MongoStore], Any], tuple[str, ...]]] = {
    "read a ledger": (lambda store: store.read_ledgers([KEY]), ALONE),
    "read two ledgers": (lambda store: store.read_ledgers([KEY, OTHER]), BY_ID),
    "claim": (lambda store: second(store, claims=(Claim(1, 1, 0, 9, "who", 99),), next=2), BY_ID),
    "append": (append, BY_ID),
    "append to a group": (group, BY_ID),
    "read a range": (lambda store: list(store.read_segments(INC, 200, 300, 9)), BY_TIME),
    "reach": (lambda store: store.reach(INC, [3, 7]), BY_NUMBER),
    "list": (lambda store: list(store.list_segments(INC)), BY_NUMBER),
    "delete": (lambda store: store.delete_segments(INC, [(2, 4), (9, 9)]), BY_NUMBER),
    "delete one hull": (lambda store: store.delete_segments(INC, [(2, 4)], (20, 29)), BY_NUMBER),
    "keys": (lambda store: list(store.keys("mongo")), BY_ID),
    "runs": (lambda store: store.read_runs(KEY, 0, 10), (*RUNS, *ALONE)),
    "failed runs": (lambda store: store.failed_runs([KEY, OTHER]), FAILED),
    "definitions": (lambda store: list(store.get_documents("plates", ["H"])), BY_ID),
}


@pytest.mark.parametrize("name", HOT)
def test_each_query_of_the_hot_path_walks_an_index_forwards(
    store: MongoStore, profile: Profile, name: str
) -> None:
    action, plans = HOT[name]
    noted = profile(lambda: action(store))
    assert noted
    for entry in noted:
        assert entry["planSummary"].startswith(plans), entry["command"]
        assert not entry.get("hasSortStage") or name == "runs"  # a handful, by their time
        assert '"backward"' not in str(entry["execStats"]).replace("'", '"')


def examined(noted: list[dict[str, Any]]) -> tuple[int, int, int]:
    return tuple(
        sum(entry.get(name, 0) for entry in noted) for name in ("keysExamined", "docsExamined", "nreturned")
    )


def test_a_range_read_fetches_only_the_segments_it_needs(store: MongoStore, profile: Profile) -> None:
    found: list[Segment] = []
    keys, documents, returned = examined(profile(lambda: found.extend(store.read_segments(INC, 205, 305, 9))))
    assert [segment.n for segment in found] == list(range(20, 31))
    assert (documents, returned) == (11, 11)
    assert keys <= 13


def test_listing_and_reaching_fetch_no_documents(store: MongoStore, profile: Profile) -> None:
    assert examined(profile(lambda: list(store.list_segments(INC))))[1:] == (0, 100)
    assert examined(profile(lambda: store.reach(INC, range(10))))[1:] == (0, 10)
    assert examined(profile(lambda: list(store.keys())))[1] == 0


def test_a_group_of_changes_costs_one_round_trip(store: MongoStore, profile: Profile) -> None:
    assert [entry["op"] for entry in profile(lambda: group(store))] == ["update", "update"]


def test_opening_a_store_again_creates_nothing(url: str, store: MongoStore, profile: Profile) -> None:
    noted = profile(lambda: MongoStore(url).close())
    assert [(entry["op"], entry["ns"].partition(".")[2]) for entry in noted] == [("query", "hs_store")]


def test_the_collections_and_indexes_are_those_that_are_written_down(url: str, store: MongoStore) -> None:
    with pymongo.MongoClient[dict[str, Any]](url) as client:
        database = client.get_default_database()
        names = sorted(database.list_collection_names())
        indexes = {name: sorted(database[name].index_information()) for name in names}
    assert indexes == {
        "hs_ledgers": ["_id_"],
        "hs_plates": ["_id_"],
        "hs_runs": ["_id_", "by_time", "failed"],
        "hs_segments": ["_id_", "by_number", "by_time"],
        "hs_store": ["_id_"],
    }


def test_a_range_read_goes_on_page_by_page(store: MongoStore, profile: Profile) -> None:
    def read() -> None:
        assert [segment.n for segment in store.read_segments(INC, 100, 1000, 9)] == list(range(10, 100))

    noted = profile(read)
    assert [entry["nreturned"] for entry in noted] == [32, 32, 26]
    assert examined(noted)[1] == 90


def test_short_segments_before_the_range_are_told_apart_by_the_index(
    store: MongoStore, profile: Profile
) -> None:
    documents = examined(profile(lambda: list(store.read_segments(INC, 505, 515, 500))))[1]
    assert documents == 2
