"""Run records and definition documents."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from ...stores.port import Document, Store
from ...utils.errors import ValueNotStorableError
from .base import KEY, OTHER, RUN, StoreLaws

PLATE: Document = {
    "_id": "house",
    "complement": False,
    "values": ["1", "2"],
    "nested": {"a": [None, 1, 2**40, 1.5, {"b": b"bytes"}]},
    "made": datetime.datetime(2016, 10, 28, 12, 30, 0, 123_000, tzinfo=datetime.UTC),
}


class RecordLaws(StoreLaws):
    """What is kept beside streams."""

    def test_run_records_come_back_oldest_first(self, store: Store) -> None:
        """Each stream has its own; records of one moment stay in order."""
        late = RUN._replace(at=3_000, state="failed", error="division by zero", ms=0.25)
        early = RUN._replace(at=500, n=0, parameters="", source_hash="")
        again = RUN._replace(run="1f" * 16)
        store.add_runs([late, RUN, again])
        store.add_runs([early, RUN._replace(key=OTHER)])
        store.add_runs([])
        assert store.read_runs(KEY) == [early, RUN, again, late]
        assert store.read_runs(OTHER) == [RUN._replace(key=OTHER)]

    def test_run_records_are_found_by_interval_and_by_run(self, store: Store) -> None:
        """An interval that only touches does not count."""
        first, second = RUN, RUN._replace(a=10, b=20, at=2_000, run="2" * 32)
        store.add_runs([first, second])
        assert store.read_runs(KEY, 0, 10) == [first]
        assert store.read_runs(KEY, 9, 11) == [first, second]
        assert store.read_runs(KEY, a=10) == [second]
        assert store.read_runs(KEY, b=10) == [first]
        assert store.read_runs(KEY, 20, 30) == []
        assert store.read_runs(KEY, run=second.run) == [second]
        assert store.read_runs(KEY, 0, 10, run=second.run) == []

    def test_failed_runs_of_many_streams_are_found_at_once(self, store: Store) -> None:
        """Those that failed, and no others; each stream's oldest first."""
        failed = RUN._replace(state="failed", error="division by zero")
        early, other = failed._replace(at=5), failed._replace(key=OTHER)
        assert store.failed_runs([KEY, OTHER]) == []
        store.add_runs([RUN, failed, other, early])
        assert store.failed_runs([OTHER, KEY]) == [other, early, failed]
        assert store.failed_runs([KEY]) == [early, failed]
        assert store.failed_runs([]) == []

    def test_documents_come_back_equal(self, store: Store) -> None:
        """Datetimes as UTC, integers, bytes and nesting included."""
        store.put_documents("plate", [PLATE])
        (found,) = store.get_documents("plate")
        assert found == PLATE
        assert found["made"].utcoffset() == datetime.timedelta(0)

    def test_a_document_replaces_that_of_its_id_and_kind(self, store: Store) -> None:
        """What the caller does with its dictionary afterwards changes nothing."""
        document: Document = {"_id": "house", "values": ["1"]}
        store.put_documents("plate", [PLATE, document])
        store.put_documents("tool", [{"_id": "house", "version": "1.0.0"}])
        document["values"].append("2")
        assert list(store.get_documents("plate")) == [{"_id": "house", "values": ["1"]}]
        assert list(store.get_documents("tool")) == [{"_id": "house", "version": "1.0.0"}]
        assert list(store.get_documents("stream")) == []

    def test_documents_are_read_by_id_in_order(self, store: Store) -> None:
        """All or some; more than a page; ids that are not there are left out."""
        names = [f"{n:04}" for n in range(450)] + ["ß", "Ω"]
        store.put_documents("plate", [{"_id": name} for name in reversed(names)])
        assert [found["_id"] for found in store.get_documents("plate")] == names
        wanted = ["Ω", "0003", "absent", "0001", "0003"]
        assert [found["_id"] for found in store.get_documents("plate", wanted)] == ["0001", "0003", "Ω"]
        assert len(list(store.get_documents("plate", [*names, *names]))) == len(names)
        assert list(store.get_documents("plate", [])) == []

    def test_the_kinds_of_documents_are_listed(self, store: Store) -> None:
        """Those that have any, sorted."""
        assert store.kinds() == []
        store.put_documents("tool", [{"_id": "a"}])
        store.put_documents("plate", [{"_id": "a"}, {"_id": "b"}])
        assert store.kinds() == ["plate", "tool"]
        store.delete_documents("tool", ["a"])
        assert store.kinds() == ["plate"]

    def test_deleting_documents_tells_how_many_there_were(self, store: Store) -> None:
        """Of this kind only."""
        store.put_documents("plate", [{"_id": "a"}, {"_id": "b"}])
        store.put_documents("tool", [{"_id": "a"}])
        assert store.delete_documents("plate", ["a", "absent", "a"]) == 1
        assert store.delete_documents("stream", ["a"]) == 0
        assert [found["_id"] for found in store.get_documents("plate")] == ["b"]
        assert len(list(store.get_documents("tool"))) == 1

    @pytest.mark.parametrize(
        ("document", "named"),
        [
            ({}, "_id"),
            ({"_id": ""}, "_id"),
            ({"_id": 3}, "_id"),
            ({"_id": "x", "v": {1, 2}}, "'x'"),
            ({"_id": "x", "v": object()}, "'x'"),
            ({"_id": "x", "v": 2**63}, "'x'"),
            ({"_id": "x", "v": {1: "one"}}, "'x'"),
            ({"_id": "x", "v": "\ud800"}, "'x'"),
            ({"_id": "x", "v": "a" * 17_000_000}, "'x'"),
        ],
        ids=["no id", "empty id", "a number as id", "set", "object", "huge", "key", "surrogate", "size"],
    )
    def test_a_document_that_cannot_be_kept_is_refused_with_all_others(
        self, store: Store, document: dict[str, Any], named: str
    ) -> None:
        """Before anything is written."""
        with pytest.raises(ValueNotStorableError, match=named):
            store.put_documents("plate", [PLATE, document])
        assert list(store.get_documents("plate")) == []
