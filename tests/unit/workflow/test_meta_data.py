"""The meta-data tree, here and in the store."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream.models.base import from_document
from hyperstream.models.definitions import META_DATA_KIND
from hyperstream.models.meta_data import MetaDataModel
from hyperstream.stores.memory import MemoryStore
from hyperstream.utils.errors import ArgumentKeyError, ArgumentValueError, StoreFormatError
from hyperstream.workflow.meta_data_manager import MetaDataManager
from hyperstream.workflow.meta_data_tree import MetaDataTree, identifier_of

HOUSES = [
    ("house", "1", "root"),
    ("house", "2", "root"),
    ("resident", "1", "house_1"),
    ("resident", "2", "house_1"),
]


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def manager(store: MemoryStore) -> MetaDataManager:
    manager = MetaDataManager(store)
    for tag, data, parent in HOUSES:
        manager.insert(tag, None, parent, data)
    return manager


def identifiers(manager: MetaDataManager) -> set[str]:
    return {node.identifier for node in manager.global_plate_definitions}


class TestTree:
    def test_an_identifier_says_the_whole_way_down(self) -> None:
        tree = MetaDataTree()
        house = tree.add("house", "1")
        assert house.identifier == "house_1"
        assert tree.add("resident", "2", "house_1").identifier == "house_1.resident_2"
        assert tree.path("house_1.resident_2") == (("house", "1"), ("resident", "2"))

    def test_prints_as_boxes_in_natural_order(self) -> None:
        tree = MetaDataTree()
        for tag, data, parent in [("house", "10", "root"), *HOUSES]:
            tree.add(tag, data, parent)
        assert str(tree).splitlines() == [
            "root",
            "├── house[house_1:1]",
            "│   ├── resident[house_1.resident_1:1]",
            "│   └── resident[house_1.resident_2:2]",
            "├── house[house_2:2]",
            "└── house[house_10:10]",
        ]
        assert repr(tree) == "MetaDataTree(5 nodes, depth 2)"

    def test_two_places_with_one_identifier_are_refused(self) -> None:
        tree = MetaDataTree()
        tree.add("a", "b.c_d")
        tree.add("a", "b")
        with pytest.raises(ArgumentKeyError, match=r"identifier 'a_b.c_d', which \(\('a', 'b.c_d'\),\) has"):
            tree.add("c", "d", "a_b")

    def test_a_deep_tree_needs_no_recursion(self) -> None:
        tree, parent = MetaDataTree(), "root"
        for depth in range(400):
            parent = tree.add("d", str(depth), parent).identifier
        assert tree.depth == 400
        assert len(str(tree).splitlines()) == 401
        assert len(tree.remove("d_0")) == 400

    @pytest.mark.parametrize("data", ["", "x" * 513])
    def test_a_value_has_a_reasonable_length(self, data: str) -> None:
        with pytest.raises(ArgumentValueError, match="1 to 512 characters"):
            MetaDataTree().add("house", data)


class TestManager:
    def test_lists_nodes_as_dictionaries_sorted_by_parent_tag_and_data(
        self, manager: MetaDataManager
    ) -> None:
        assert manager.global_meta_data == [
            {"tag": "resident", "data": "1", "parent": "house_1", "identifier": "house_1.resident_1"},
            {"tag": "resident", "data": "2", "parent": "house_1", "identifier": "house_1.resident_2"},
            {"tag": "house", "data": "1", "parent": "root", "identifier": "house_1"},
            {"tag": "house", "data": "2", "parent": "root", "identifier": "house_2"},
        ]

    def test_the_next_start_finds_what_was_inserted(
        self, manager: MetaDataManager, store: MemoryStore
    ) -> None:
        again = MetaDataManager(store)
        assert again.global_meta_data == manager.global_meta_data
        assert again.contains("root")
        assert again.contains("house_1.resident_2")
        assert not again.contains("house_3")

    def test_the_identifier_of_0_3_8_is_accepted_and_a_wrong_one_explained(
        self, manager: MetaDataManager
    ) -> None:
        manager.insert(tag="house", identifier="house_3", parent="root", data=3)
        assert manager.contains("house_3")
        with pytest.raises(ArgumentValueError, match="has the identifier 'house_4', not 'my_house'"):
            manager.insert(tag="house", identifier="my_house", parent="root", data="4")

    def test_a_node_that_is_there_or_has_no_parent_is_a_key_error(self, manager: MetaDataManager) -> None:
        with pytest.raises(KeyError, match="'house_1' is there already"):
            manager.insert("house", None, "root", "1")
        with pytest.raises(KeyError, match="no meta data 'house_9'"):
            manager.insert("resident", None, "house_9", "1")

    @pytest.mark.parametrize("data", [None, ["1"], {"a": 1}])
    def test_meta_data_has_one_value(self, manager: MetaDataManager, data: object) -> None:
        with pytest.raises(ArgumentValueError, match="needs one value"):
            manager.insert("house", None, "root", data)

    def test_deleting_a_node_deletes_what_is_below_it_from_the_store_too(
        self, manager: MetaDataManager, store: MemoryStore
    ) -> None:
        manager.delete("house_1")
        assert identifiers(manager) == {"house_2"}
        assert identifiers(MetaDataManager(store)) == {"house_2"}
        manager.delete("house_1")
        manager.delete("root")
        assert identifiers(manager) == {"house_2"}

    def test_children_left_without_their_parent_harm_nobody_and_do_not_come_back(
        self, manager: MetaDataManager, store: MemoryStore, caplog: pytest.LogCaptureFixture
    ) -> None:
        store.delete_documents(META_DATA_KIND, ["house_1"])
        again = MetaDataManager(store)
        assert identifiers(again) == {"house_2"}
        assert "house_1.resident_1, house_1.resident_2" in caplog.text
        again.insert("house", None, "root", "1")
        assert identifiers(MetaDataManager(store)) == {"house_1", "house_2"}

    def test_what_another_process_did_is_seen_after_an_update(
        self, manager: MetaDataManager, store: MemoryStore
    ) -> None:
        other = MetaDataManager(store)
        other.update()
        other.delete("house_1")
        other.insert("house", None, "root", "7")
        manager.update()
        assert identifiers(manager) == {"house_2", "house_7"}

    def test_many_paths_are_one_round_trip(self, store: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
        calls = []
        put = store.put_documents
        monkeypatch.setattr(store, "put_documents", lambda *args: calls.append(args) or put(*args))
        manager = MetaDataManager(store)
        paths = [(("house", str(house)), ("room", str(room))) for house in range(20) for room in range(5)]
        ends = manager.insert_paths([*paths, *paths])
        assert len(manager.global_plate_definitions) == 120
        assert ends[7] == "house_1.room_2"
        assert len(calls) == 1
        assert identifiers(MetaDataManager(store)) == identifiers(manager)

    def test_a_document_that_is_no_meta_data_is_named(self, store: MemoryStore) -> None:
        store.put_documents(META_DATA_KIND, [{"_id": "x", "tag": 5}])
        with pytest.raises(StoreFormatError, match="field 'tag' is 5"):
            assert MetaDataManager(store).global_meta_data

    def test_documents_are_those_of_the_model(self, manager: MetaDataManager, store: MemoryStore) -> None:
        for document in store.get_documents(META_DATA_KIND):
            model = from_document(MetaDataModel, document)
            assert model.identifier == identifier_of(model.tag, model.data, model.parent)


_NAMES = st.sampled_from(["a", "b", "1", "2", "10"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.lists(st.tuples(_NAMES, _NAMES), min_size=1, max_size=3))))
def test_whatever_is_inserted_and_deleted_the_next_start_is_the_same(
    steps: list[tuple[bool, list[tuple[str, str]]]],
) -> None:
    """Against a plain set of paths."""
    store = MemoryStore()
    manager = MetaDataManager(store)
    expected: set[tuple[tuple[str, str], ...]] = set()
    for insert, pairs in steps:
        path = tuple(pairs)
        if insert:
            manager.insert_paths([path])
            expected |= {path[:depth] for depth in range(1, len(path) + 1)}
        else:
            manager.delete(".".join("_".join(pair) for pair in path))
            expected = {known for known in expected if known[: len(path)] != path}
        tree = manager.global_plate_definitions
        assert {tree.path(node.identifier) for node in tree} == expected
    again = MetaDataManager(store)
    assert str(again.global_plate_definitions) == str(manager.global_plate_definitions)
    assert all(
        again.global_plate_definitions.path(node.identifier) in expected
        for node in again.global_plate_definitions
    )


def test_nodes_come_in_any_order_of_documents() -> None:
    documents = [
        {"_id": f"{parent}.{tag}_{data}", "tag": tag, "data": data, "parent": parent}
        for tag, data, parent in HOUSES
    ]
    for order in itertools.permutations(documents):
        manager = MetaDataManager(MemoryStore())
        manager._take(order)
        assert len(manager.global_plate_definitions) == 4
