"""A database written by 0.3.8 itself is brought over whole, and stays as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pymongo
import pytest
from bson import Binary, json_util
from click.testing import CliRunner

from hyperstream import HyperStream
from hyperstream.cli.main import main
from hyperstream.maintenance import legacy
from hyperstream.maintenance.legacy import import_legacy
from hyperstream.models.definitions import META_DATA_KIND, PLATE_KIND, SESSION_KIND, WORKFLOW_KIND
from hyperstream.stores.keys import stream_key
from hyperstream.stores.mongo import MongoStore
from hyperstream.stores.mongo.legacy import COLLECTIONS, LegacyDatabase
from hyperstream.stores.port import Store
from hyperstream.stores.sqlite import SQLiteStore
from hyperstream.stores.streams import StreamStore
from hyperstream.utils.errors import StoreUnavailableError

from ..unit.workflow.kit import hyperstream

DUMP = Path(__file__).resolve().parents[1] / "data" / "hyperstream-0.3.8"
ALWAYS = (-(2**50), 2**50)


def dumped(name: str) -> list[dict[str, Any]]:
    options = json_util.JSONOptions(tz_aware=True, tzinfo=UTC)
    lines = (DUMP / f"{name}.jsonl").read_text().splitlines()
    return [json_util.loads(line, json_options=options) for line in lines]


@pytest.fixture
def old(url: str) -> Iterator[Any]:
    """A database with the dump in it."""
    with pymongo.MongoClient[dict[str, Any]](url) as client:
        database = client.get_default_database()
        for name in COLLECTIONS:
            database[name].insert_many(dumped(name))
        database["streams"].create_index([("stream_id", 1), ("datetime", 1)], unique=True)
        yield database


@pytest.fixture(params=["beside it", "in a file"])
def store(request: pytest.FixtureRequest, url: str, tmp_path: Path) -> Iterator[Store]:
    store: Store = MongoStore(url) if request.param == "beside it" else SQLiteStore(tmp_path / "new.db")
    yield store
    store.close()


def brought_over(url: str, store: Store) -> Any:
    source = LegacyDatabase(url)
    try:
        return import_legacy(source, store)
    finally:
        source.close()


def contents(database: Any) -> dict[str, list[dict[str, Any]]]:
    return {name: list(database[name].find({}, sort=[("_id", 1)])) for name in COLLECTIONS}


def rows(store: Store, key: Any) -> list[Any]:
    return [row for batch in StreamStore(store).read(key, *ALWAYS) for row in batch.instances()]


def test_every_instance_comes_over_with_its_type(url: str, old: Any, store: Store) -> None:
    before = contents(old)
    done = brought_over(url, store)
    assert (done.refused, done.notes) == ([], [])
    assert done.instances == len(dumped("streams"))
    channels = {json_util.dumps(one["stream_id"]): one["channel_id"] for one in dumped("stream_definitions")}
    expected: dict[Any, list[tuple[datetime, Any]]] = {}
    for one in dumped("streams"):
        pairs = [tuple(pair) for pair in one["stream_id"]["meta_data"]]
        key = stream_key(channels[json_util.dumps(one["stream_id"])], one["stream_id"]["name"], pairs)
        expected.setdefault(key, []).append((one["datetime"], one["value"]))
    for key, pairs in expected.items():
        found = rows(store, key)
        wanted = sorted(pairs, key=lambda pair: pair[0])
        assert [tuple(row) for row in found] == wanted
        assert [type(row.value) for row in found] == [type(value) for _, value in wanted]
    assert contents(old) == before


def test_computed_intervals_stay_and_assets_have_none(url: str, old: Any, store: Store) -> None:
    brought_over(url, store)
    streams = StreamStore(store)
    for one in dumped("stream_definitions"):
        pairs = [tuple(pair) for pair in one["stream_id"]["meta_data"]]
        key = stream_key(one["channel_id"], one["stream_id"]["name"], pairs)
        assert len(streams.computed(key)) == len(one["calculated_intervals"]), key
    assert len(streams.computed(stream_key("mongo", "two_gaps", [("house", "3")]))) == 2
    assert streams.computed(stream_key("assets", "wearables_by_house")) == ()


def test_definitions_come_over(url: str, old: Any, store: Store) -> None:
    brought_over(url, store)
    assert {one["_id"] for one in store.get_documents(META_DATA_KIND)} >= {"house_1", "house_1.resident_2"}
    assert [one["_id"] for one in store.get_documents(PLATE_KIND)] == ["H", "H.R"]
    (session,) = store.get_documents(SESSION_KIND)
    assert session["_id"] == "3bd4c62c-e588-11f1-9250-02fc00000001"
    (workflow,) = store.get_documents(WORKFLOW_KIND)
    assert workflow["_id"] == "legacy_clock"


def test_it_can_be_called_again(url: str, old: Any, store: Store) -> None:
    first = brought_over(url, store)
    store.delete_documents("legacy_imports", [stream_key("mongo", "lists")])
    again = brought_over(url, store)
    assert (again.instances, again.streams, again.refused) == (0, first.streams, [])


class CutShort(LegacyDatabase):
    """An old database that goes away after so many instances."""

    left = 300

    def instances(self, stream_ids: list[Any]) -> Iterator[tuple[Any, Any]]:
        for row in super().instances(stream_ids):
            self.left -= 1
            if not self.left:
                raise StoreUnavailableError("gone", url=self.url)
            yield row


def test_an_interrupted_import_goes_on_where_it_was(
    url: str, old: Any, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(legacy, "ROWS_AT_ONCE", 50)
    steps: list[legacy.Step] = []
    with closing(CutShort(url)) as source, pytest.raises(StoreUnavailableError):
        import_legacy(source, store, steps.append)
    began = sum(step.done for step in steps)
    assert 0 < began < steps[-1].total
    with closing(LegacyDatabase(url)) as source:
        done = import_legacy(source, store, steps.append)
    finished = [step.key for step in steps if step.done]
    assert len(finished) == len(set(finished)) == done.streams == steps[-1].total
    assert done.instances < len(dumped("streams"))
    assert sum(len(rows(store, key)) for key in finished) == len(dumped("streams"))


def test_its_workflow_loads_and_goes_on_with_the_next_interval(url: str, old: Any) -> None:
    store = MongoStore(url)
    brought_over(url, store)
    store.close()
    with HyperStream(url) as hs:
        workflow = hs.workflow_manager.workflows["legacy_clock"]
        (house, *_) = workflow.nodes["ticker"].streams.values()
        end = house.calculated_intervals.end
        workflow.execute((end, end + timedelta(minutes=1)))
        assert house.calculated_intervals.end == end + timedelta(minutes=1)
        assert len(house.window((end, end + timedelta(minutes=1))).to_batch()) > 0


def test_code_in_the_database_is_named_and_left_out(url: str, old: Any, store: Store) -> None:
    parameter = {"key": "func", "value": Binary(b"cos\nsystem"), "is_function": True, "is_set": False}
    change = {"$push": {"factors.0.tool.parameters": parameter}}
    old["workflow_definitions"].update_one({}, change)
    (refused,) = brought_over(url, store).refused
    assert "legacy_clock" in refused
    assert "clock: func" in refused
    assert list(store.get_documents(WORKFLOW_KIND)) == []


def test_the_command_tells_what_it_did(url: str, old: Any, new_url: Callable[[], str]) -> None:
    result = CliRunner().invoke(
        main, ["db", "import-legacy", url, "--store", new_url()], catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    assert "729 instances" in result.output
    assert "wearables_by_house in assets" in result.output


def test_a_workflow_is_executed_for_the_next_interval(
    url: str, old: Any, store: Store, tmp_path: Path
) -> None:
    brought_over(url, store)
    with hyperstream(tmp_path, store.url) as hs:
        w = hs.workflow_manager.workflows["legacy_clock"]
        assert (w.name, w.owner, w.online) == ("Legacy clock", "fixtures", True)
        assert [str(place) for place in hs.plate_manager.plates["H"]] == ["house=1", "house=2", "house=3"]
        assert w.execute(("2016-01-01", "2016-01-01T00:02")).nothing_to_do
        outcome = w.execute(("2016-01-01", "2016-01-01T00:03"))
        assert {str(interval) for done in outcome.computed for interval in done.unit.intervals} == {
            "(2016-01-01 00:02:00+00:00, 2016-01-01 00:03:00+00:00]"
        }
        tickers = [
            stream.window(("2016-01-01", "2016-01-01T00:03")) for stream in w.nodes["ticker"].streams.values()
        ]
        assert [len(ticker.values()) for ticker in tickers] == [180] * 3
        assert all(ticker.timestamps() == ticker.values() for ticker in tickers)
        version = w.factors[0].tool.version
        w.create_node("more")
        hs.workflow_manager.commit_all()
    (definition,) = store.get_documents(WORKFLOW_KIND)
    assert [factor["tool"]["version"] for factor in definition["factors"]] == [version] * 2
