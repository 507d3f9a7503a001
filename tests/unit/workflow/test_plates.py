"""Plates: values, complement, nesting, overlap, and staying alive while meta data changes."""

from __future__ import annotations

import itertools
import logging
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream.models.base import from_document
from hyperstream.models.definitions import PLATE_KIND
from hyperstream.models.plate import PlateDefinitionModel
from hyperstream.stores.memory import MemoryStore
from hyperstream.utils.errors import (
    ArgumentValueError,
    PlateDefinitionError,
    PlateNotFoundError,
    StoreFormatError,
)
from hyperstream.workflow.overlap import overlapping_values
from hyperstream.workflow.plate import Plate, PlateValue
from hyperstream.workflow.plate_definition import PlateDefinition
from hyperstream.workflow.plate_manager import PlateManager


def value(**pairs: str) -> tuple[tuple[str, str], ...]:
    return tuple(pairs.items())


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def plates(store: MemoryStore) -> PlateManager:
    """Houses 1, 2, 10; residents 1 and 2 of house 1, 1 of house 2; room a of resident 1 of house 1."""
    manager = PlateManager(store)
    for path in ["house_10", "house_2.resident_1", "house_1.resident_2", "house_1.resident_1.room_a"]:
        pairs = tuple(tuple(part.split("_")) for part in path.split("."))
        manager.meta_data_manager.insert_paths([pairs])  # type: ignore[list-item]
    return manager


class TestValues:
    def test_all_values_of_a_tag_in_natural_order(self, plates: PlateManager) -> None:
        plate = plates.create_plate("H", "houses", "house", [], True)
        assert plate.values == (value(house="1"), value(house="2"), value(house="10"))
        assert [each.name for each in plate] == ["1", "2", "10"]
        assert plate.value_tuples[0] == PlateValue(plate, value(house="1"))

    def test_named_values_only_and_all_but_the_named_ones(self, plates: PlateManager) -> None:
        some = plates.create_plate("some", "", "house", ["1", 10], False)
        rest = plates.create_plate("rest", "", "house", ["1", 10], True)
        assert [each.name for each in some] == ["1", "10"]
        assert [each.name for each in rest] == ["2"]
        assert not set(some.values) & set(rest.values)

    def test_a_nested_plate_lies_within_the_values_of_its_parent(self, plates: PlateManager) -> None:
        plates.create_plate("H", "", "house", ["1"], False)
        residents = plates.create_plate("R", "", "resident", [], True, "H")
        rooms = plates.create_plate("rooms", "", "room", [], True, "R")
        assert residents.values == (value(house="1", resident="1"), value(house="1", resident="2"))
        assert rooms.values == (value(house="1", resident="1", room="a"),)
        assert rooms.ancestor_plate_ids == ["H", "R", "rooms"]
        assert rooms.ancestor_meta_data_ids == list(rooms.tags) == ["house", "resident", "room"]
        assert [plate.is_root for plate in rooms.ancestor_plates] == [True, False, False]

    def test_no_values_and_no_complement_is_an_error(self, plates: PlateManager) -> None:
        with pytest.raises(PlateDefinitionError, match="would have no values"):
            plates.create_plate("H", "", "house", [], False)

    def test_a_text_is_no_list_of_values(self, plates: PlateManager) -> None:
        with pytest.raises(PlateDefinitionError, match=r"write \['12'\]"):
            plates.create_plate("H", "", "house", "12", False)

    def test_values_that_fit_nothing_are_warned_about(
        self, plates: PlateManager, caplog: pytest.LogCaptureFixture
    ) -> None:
        assert len(plates.create_plate("H", "", "house", ["99"], False)) == 0
        assert "'H' has no values" in caplog.text

    def test_an_existing_plate_is_given_back(
        self, plates: PlateManager, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO)
        plate = plates.create_plate("H", "", "house", ["1"], False)
        assert plates.create_plate("H", "other words", "house", ["1"], False) is plate
        assert caplog.records[-1].levelno == logging.INFO
        assert plates.create_plate("H", "", "house", ["2"], False) is plate
        assert caplog.records[-1].levelno == logging.WARNING
        assert [each.name for each in plate] == ["1"]

    def test_a_tag_at_several_depths_needs_a_parent(self, plates: PlateManager) -> None:
        plates.meta_data_manager.insert("resident", None, "root", "9")
        plate = plates.create_plate("R", "", "resident", [], True)
        with pytest.raises(PlateDefinitionError, match="Give it a parent"):
            assert plate.values

    def test_values_given_to_a_plate_have_one_depth(self) -> None:
        with pytest.raises(ValueError, match="lie at different depths"):
            Plate("P", "house", [value(house="1"), value(house="1", resident="1")])


class TestLiving:
    def test_inserted_and_deleted_meta_data_shows_at_once(self, plates: PlateManager) -> None:
        houses = plates.create_plate("H", "", "house", [], True)
        residents = plates.create_plate("R", "", "resident", [], True, "H")
        before = residents.values
        plates.meta_data_manager.insert("resident", None, "house_10", "5")
        assert value(house="10", resident="5") in residents
        plates.meta_data_manager.delete("house_10")
        assert residents.values == before
        assert [each.name for each in houses] == ["1", "2"]

    def test_equal_values_stay_the_same_object(self, plates: PlateManager) -> None:
        houses = plates.create_plate("H", "", "house", [], True)
        before = houses.values
        plates.meta_data_manager.insert("resident", None, "house_10", "5")
        assert houses.values is before

    def test_named_values_appear_when_their_meta_data_does(self, plates: PlateManager) -> None:
        some = plates.create_plate("some", "", "house", ["1", "77"], False)
        plates.meta_data_manager.insert("house", None, "root", "77")
        plates.meta_data_manager.insert("house", None, "root", "78")
        assert [each.name for each in some] == ["1", "77"]


class TestDeclaring:
    def test_makes_the_meta_data_and_the_plate(self, store: MemoryStore) -> None:
        plates = PlateManager(store)
        city = plates.declare("city", ["Bristol", "Bath"])
        house = plates.declare("house", {"Bristol": ["h1", "h2"], "Bath": ["h1"]}, parent=city)
        assert house.values == (
            value(city="Bath", house="h1"),
            value(city="Bristol", house="h1"),
            value(city="Bristol", house="h2"),
        )
        again = PlateManager(store)
        assert again.plates["house"].values == house.values
        assert again.declare("house", parent="city") is again.declare("house") is again.plates["house"]

    def test_a_list_stands_below_every_value_of_the_parent(self) -> None:
        plates = PlateManager(MemoryStore())
        house = plates.declare("house", [1, 2])
        assert len(plates.declare("sensor", ["ab", "c"], parent=house)) == 4

    def test_declared_again_the_plate_has_exactly_the_new_values(self) -> None:
        plates = PlateManager(MemoryStore())
        city = plates.declare("city", ["Bristol", "Bath"])
        house = plates.declare("house", {"Bristol": ["h1"], "Bath": ["h2"]}, parent=city)
        assert plates.declare("house", {"Bristol": ["h1", "h2"]}, parent="city") is house
        assert house.values == (value(city="Bristol", house="h1"), value(city="Bristol", house="h2"))
        plates.declare("city", ["Bath"])
        assert house.values == ()

    def test_without_values_it_has_all_there_are_and_will_be(self) -> None:
        plates = PlateManager(MemoryStore())
        house = plates.declare("house")
        assert house.is_open
        assert len(house) == 0
        plates.meta_data_manager.insert("house", None, "root", "1")
        assert [each.name for each in house] == ["1"]

    def test_other_values_of_one_tag_make_another_plate(self) -> None:
        plates = PlateManager(MemoryStore())
        house = plates.declare("house", ["h1", "h2", "h3"])
        north = plates.declare("north", ["h1", "h3"], tag="house")
        assert north.is_sub_plate(house)
        assert house.is_super_plate(north)
        assert not house.is_sub_plate(north)

    @pytest.mark.parametrize(
        ("values", "message"),
        [
            ([], "would have no values"),
            ({}, "would have no values"),
            ("h1", "are a list, not 'h1'"),
            ({"York": ["h1"]}, "has no value 'York'. Its values are Bath, Bristol"),
            ({"Bristol": "h1"}, "are a list, not 'h1'"),
        ],
    )
    def test_what_cannot_be_meant_is_explained(self, values: Any, message: str) -> None:
        plates = PlateManager(MemoryStore())
        city = plates.declare("city", ["Bristol", "Bath"])
        with pytest.raises(PlateDefinitionError, match=message):
            plates.declare("house", values, parent=city)

    def test_a_mapping_needs_a_parent_and_one_meaning(self) -> None:
        plates = PlateManager(MemoryStore())
        with pytest.raises(PlateDefinitionError, match="has no parent, so its values are a list"):
            plates.declare("house", {"Bristol": ["h1"]})
        city = plates.declare("city", ["Bristol", "Bath"])
        house = plates.declare("house", ["h1"], parent=city)
        with pytest.raises(PlateDefinitionError, match=r"more than one value 'h1'.*Name the whole place"):
            plates.declare("room", {"h1": ["r"]}, parent=house)
        first = next(iter(house))
        assert len(plates.declare("room", {first: ["r"], house.values[1]: ["r", "s"]}, parent=house)) == 3

    def test_a_plate_does_not_move(self) -> None:
        plates = PlateManager(MemoryStore())
        plates.declare("city", ["Bristol"])
        plates.declare("house", ["h1"], parent="city")
        with pytest.raises(PlateDefinitionError, match="has tag 'house' below 'city'; it cannot become"):
            plates.declare("house", ["h1"])
        with pytest.raises(PlateDefinitionError, match="cannot become one of tag 'flat'"):
            plates.declare("house", ["h1"], parent="city", tag="flat")
        with pytest.raises(PlateNotFoundError, match="no plate 'town'; there are 'city', 'house'"):
            plates.declare("house", ["h1"], parent="town")


class TestKeeping:
    def test_plates_are_found_again_whatever_sorts_first(
        self, plates: PlateManager, store: MemoryStore
    ) -> None:
        plates.create_plate("z", "", "house", [], True)
        plates.create_plate("m", "", "resident", [], True, "z")
        plates.create_plate("a", "", "room", [], True, "m")
        again = PlateManager(store)
        assert again.plates["a"].values == (value(house="1", resident="1", room="a"),)
        assert again.plates["a"].ancestor_plate_ids == ["z", "m", "a"]

    def test_a_plate_whose_parent_is_gone_is_left_out(
        self, plates: PlateManager, store: MemoryStore, caplog: pytest.LogCaptureFixture
    ) -> None:
        plates.create_plate("H", "", "house", [], True)
        plates.create_plate("R", "", "resident", [], True, "H")
        store.delete_documents(PLATE_KIND, ["H"])
        assert list(PlateManager(store).plates) == []
        assert "'R' is left out: its parent 'H' is not there" in caplog.text

    def test_deleting(self, plates: PlateManager, store: MemoryStore) -> None:
        plates.create_plate("H", "", "house", ["1", "2"], False)
        plates.create_plate("R", "", "resident", [], True, "H")
        with pytest.raises(PlateDefinitionError, match="R lie below it"):
            plates.delete_plate("H")
        plates.delete_plate("R", delete_meta_data=True)
        assert not plates.meta_data_manager.contains("house_1.resident_1.room_a")
        assert plates.meta_data_manager.contains("house_1")
        plates.delete_plate("H")
        plates.delete_plate("H")
        assert plates.meta_data_manager.contains("house_1")
        assert list(PlateManager(store).plates) == []

    def test_what_another_process_changed_is_seen_after_an_update(
        self, plates: PlateManager, store: MemoryStore
    ) -> None:
        house = plates.declare("house", ["1", "2"])
        other = PlateManager(store)
        other.declare("house", ["2", "3"])
        other.declare("new", ["x"])
        plates.update()
        assert [each.name for each in house] == ["2", "3"]
        assert "new" in plates.plates

    def test_documents_are_those_of_the_model(self, plates: PlateManager, store: MemoryStore) -> None:
        plates.create_plate("H", "houses", "house", ["1"], True)
        plates.declare("R", ["1"], parent="H", tag="resident")
        for document in store.get_documents(PLATE_KIND):
            model = from_document(PlateDefinitionModel, document)
            assert list(model.identifiers) == document["identifiers"]

    def test_a_document_of_0_3_8_is_a_plate(self, plates: PlateManager) -> None:
        document = {
            "_id": "5f0c",
            "plate_id": "H",
            "meta_data_id": "house",
            "description": "all houses",
            "values": [],
            "complement": True,
            "parent_plate": None,
        }
        assert len(plates.add_plate(document)) == 3
        assert plates.definition("H") == PlateDefinition("H", "house", "all houses", complement=True)

    def test_a_document_that_is_no_plate_is_named(self, store: MemoryStore) -> None:
        store.put_documents(PLATE_KIND, [{"_id": "H", "meta_data_id": ["house"]}])
        with pytest.raises(StoreFormatError, match="field 'meta_data_id'"):
            assert PlateManager(store).plates

    def test_a_plate_is_not_its_own_parent(self) -> None:
        with pytest.raises(PlateDefinitionError, match="its own parent"):
            PlateDefinition("H", "house", complement=True, parent_plate="H")


class TestChildrenOfAValue:
    def test_are_given_without_the_pairs_of_that_value_at_any_depth(self, plates: PlateManager) -> None:
        houses = plates.create_plate("H", "", "house", [], True)
        residents = plates.create_plate("R", "", "resident", [], True, "H")
        rooms = plates.create_plate("rooms", "", "room", [], True, "R")
        first = next(iter(houses))
        assert [each.value for each in residents[first]] == [value(resident="1"), value(resident="2")]
        assert [each.pairs for each in residents[first]] == list(residents.values[:2])
        assert [each.value for each in rooms[residents.values[0]]] == [value(room="a")]
        assert [each.value for each in rooms[first]] == [value(resident="1", room="a")]
        assert list(rooms[residents.values[2]]) == []
        assert str(next(rooms[first])) == "house=1, resident=1, room=a"

    def test_a_value_that_is_no_ancestors_is_an_error(self, plates: PlateManager) -> None:
        houses = plates.create_plate("H", "", "house", [], True)
        residents = plates.create_plate("R", "", "resident", [], True, "H")
        with pytest.raises(ValueError, match="no value of a plate around 'R'; those are: H"):
            residents[value(house="99")]
        with pytest.raises(ValueError, match="those are: none"):
            houses[value(house="1")]
        with pytest.raises(ArgumentValueError, match="not a place on the plates"):
            residents["1"]


class TestRelations:
    def test_ancestors_and_descendants_read_as_in_0_3_8(self, plates: PlateManager) -> None:
        houses = plates.create_plate("H", "", "house", [], True)
        residents = plates.create_plate("R", "", "resident", [], True, "H")
        rooms = plates.create_plate("rooms", "", "room", [], True, "R")
        assert rooms.is_ancestor(houses)
        assert not houses.is_ancestor(rooms)
        assert houses.is_descendant(rooms)
        assert residents.is_parent(houses)
        assert houses.is_child(residents)
        assert not rooms.is_parent(houses)
        assert rooms.is_sub_plate(houses)
        assert not houses.is_sub_plate(residents)
        some = plates.create_plate("some", "", "house", ["1", "2"], False)
        assert some.is_sub_plate(residents)

    def test_values_are_combined_in_the_order_of_their_tags(self) -> None:
        assert Plate.combine_values(value(room="a"), value(house="1")) == value(house="1", room="a")
        assert Plate.combine_values(None, value(house="1")) == value(house="1")
        with pytest.raises(ArgumentValueError, match="house=1, house=2 names one tag with two values"):
            Plate.combine_values(value(house="1"), value(house="2"))


def fixed(name: str, values: list[tuple[tuple[str, str], ...]]) -> Plate:
    return Plate(name, name, values)


class TestOverlap:
    def test_of_nothing_and_of_one(self) -> None:
        house = fixed("house", [value(house="1")])
        assert Plate.get_overlapping_values([]) is None
        assert Plate.get_overlapping_values([house]) == [value(house="1")]

    def test_plates_without_common_tags_make_all_combinations(self) -> None:
        plates = [fixed(tag, [((tag, "1"),), ((tag, "2"),)]) for tag in "abc"]
        found = Plate.get_overlapping_values(plates)
        assert found is not None
        assert len(found) == 8
        assert found[1] == value(a="1", b="1", c="2")

    def test_plates_below_one_parent_meet_within_each_of_its_values(self) -> None:
        residents = fixed("resident", [value(house=h, resident=r) for h, r in ["11", "12", "21"]])
        rooms = fixed("room", [value(house=h, room=r) for h, r in ["1a", "2a", "2b", "3c"]])
        sensors = fixed("sensor", [value(sensor="s")])
        assert Plate.get_overlapping_values([residents, sensors, rooms]) == [
            value(house="1", resident="1", sensor="s", room="a"),
            value(house="1", resident="2", sensor="s", room="a"),
            value(house="2", resident="1", sensor="s", room="a"),
            value(house="2", resident="1", sensor="s", room="b"),
        ]

    def test_plates_that_have_no_place_in_common_are_an_error(self) -> None:
        north, south = fixed("north", [value(house="1")]), fixed("south", [value(house="2")])
        with pytest.raises(ValueError, match="north, south have no place in common"):
            Plate.get_overlapping_values([north, south])

    @settings(max_examples=80, deadline=None)
    @given(st.data())
    def test_is_the_natural_join_of_any_number_of_plates(self, data: st.DataObject) -> None:
        tags = "abcd"
        plates = []
        for number in range(data.draw(st.integers(1, 4))):
            own = data.draw(st.lists(st.sampled_from(tags), min_size=1, max_size=3, unique=True))
            rows = data.draw(st.sets(st.tuples(*[st.sampled_from("12")] * len(own)), min_size=1))
            plates.append(fixed(str(number), [tuple(zip(own, row, strict=True)) for row in sorted(rows)]))
        used = sorted({tag for plate in plates for tag in plate.tags})
        every = (tuple(zip(used, row, strict=True)) for row in itertools.product("12", repeat=len(used)))
        expected = {
            frozenset(place)
            for place in every
            if all(any(set(value) <= set(place) for value in plate.values) for plate in plates)
        }
        found = overlapping_values(plates)
        assert {frozenset(place) for place in found} == expected
        assert len(found) == len(expected)
