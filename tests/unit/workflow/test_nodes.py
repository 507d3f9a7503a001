"""Nodes: streams over plates, and the parts of them that one can name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hyperstream import HyperStream, StreamId, Workflow
from hyperstream.utils.errors import (
    IncompatiblePlatesError,
    LinkageError,
    MultipleStreamsFoundError,
    NodeAlreadyExistsError,
    NodeDefinitionError,
    PlateNotFoundError,
    StreamNotFoundError,
)
from hyperstream.workflow import Node, NodeSlice, Plate

from .kit import hyperstream, rows, span, values


@pytest.fixture
def hs(tmp_path: Path) -> Iterator[HyperStream]:
    hs = hyperstream(tmp_path)
    hs.plate("city", values=["Bath", "Bristol"])
    hs.plate("house", parent="city", values={"Bath": ["h1"], "Bristol": ["h2", "h10"]})
    hs.plate("sensor", values=["s", "t"])
    yield hs
    hs.close()


@pytest.fixture
def w(hs: HyperStream) -> Workflow:
    return hs.create_workflow("w")


class TestStreams:
    def test_there_is_one_for_each_place_where_the_plates_meet(self, hs: HyperStream, w: Workflow) -> None:
        node = w.create_node("n", plates=["house", "sensor"])
        assert len(node.streams) == 6
        assert node.tags == ("city", "house", "sensor")
        place = (("city", "Bath"), ("house", "h1"), ("sensor", "s"))
        assert node.plate_values is not None
        assert node.plate_values[0] == place
        stream = node.streams[place]
        assert stream is node.streams[place[::-1]]
        assert stream.stream_id == StreamId("n", place)
        assert stream.parent_node is node
        assert stream is hs.channel_manager.database[StreamId("n", place)]
        assert repr(node) == "Node('n', runs over (city, house, sensor), channel='mongo')"
        assert repr(node.streams) == "StreamsByPlace(6 streams)"

    def test_on_no_plate_there_is_one_at_none(self, w: Workflow) -> None:
        node = w.create_node("n", channel="memory")
        assert list(node.streams) == [None]
        assert node.streams[None].stream_id == StreamId("n")
        assert node.plate_values is None
        assert node.runs_over == "runs over no plate"

    def test_come_and_go_with_the_values_of_the_plates(self, hs: HyperStream, w: Workflow) -> None:
        node = w.create_node("n", plates="house")
        before = node.streams[(("city", "Bath"), ("house", "h1"))]
        hs.plate("house", parent="city", values={"Bath": ["h1", "h9"]})
        assert [dict(place or ())["house"] for place in node.streams] == ["h1", "h9"]
        assert node.streams[(("city", "Bath"), ("house", "h1"))] is before
        assert node["h9"].stream.parent_node is node

    def test_one_that_is_not_there_is_told_with_those_that_are(self, w: Workflow) -> None:
        node = w.create_node("n", plates="house")
        with pytest.raises(
            StreamNotFoundError, match="no stream at house=h3; the places are: city=Bath, house=h1"
        ):
            node.streams[(("house", "h3"),)]

    def test_may_be_given(self, hs: HyperStream) -> None:
        memory = hs.channel_manager.memory
        plate = Plate("p", "p", [(("p", "1"),)])
        node = Node(memory, "n", {(("p", "1"),): memory[StreamId("n", (("p", "1"),))]}, [plate])
        assert [stream.parent_node for stream in node.streams.values()] == [node]
        with pytest.raises(LinkageError, match="belongs to no workflow"):
            node[plate] = {}

    def test_purging_empties_them_all(self, w: Workflow) -> None:
        node = w.create_node("n", plates="house")
        for stream in node.streams.values():
            stream.write(rows(1, 2))
        node.purge()
        assert [values(stream) for stream in node.streams.values()] == [[], [], []]

    def test_those_that_share_meta_data_can_be_asked_for(self, w: Workflow) -> None:
        node = w.create_node("n", plates="house")
        assert len(node.intersection((("city", "Bristol"),))) == 2
        assert len(node.intersection(None)) == 3


class TestDefining:
    def test_the_same_node_again_is_the_same_node(self, w: Workflow) -> None:
        assert w.create_node("n", "mongo", "house") is w.create_node("n", plates=["house"])

    def test_another_node_of_the_same_name_is_refused(self, w: Workflow) -> None:
        w.create_node("n", plates="house")
        with pytest.raises(
            NodeAlreadyExistsError, match=r"has a node 'n' already, in channel 'database'; it runs over"
        ):
            w.create_node("n", plates="city")
        with pytest.raises(NodeAlreadyExistsError):
            w.create_node("n", "memory", "house")

    def test_plates_without_a_common_place_make_no_node(self, hs: HyperStream, w: Workflow) -> None:
        hs.plate("north", ["x"], tag="sensor")
        with pytest.raises(NodeDefinitionError, match="the plates sensor, north have no place in common"):
            w.create_node("n", plates=["sensor", "north"])
        hs.plate("open")
        assert len(w.create_node("m", plates="open").streams) == 0

    def test_unknown_plates_and_channels_are_told(self, w: Workflow) -> None:
        with pytest.raises(PlateNotFoundError, match="no plate 'town'; there are 'city', 'house', 'sensor'"):
            w.create_node("n", plates="town")
        with pytest.raises(LookupError, match="no channel 'nowhere'"):
            w.create_node("n", "nowhere")

    def test_a_workflow_alone_needs_objects(self, hs: HyperStream) -> None:
        alone = Workflow("alone")
        with pytest.raises(LinkageError, match="stands alone"):
            alone.create_node("n")
        with pytest.raises(LinkageError, match="stands alone"):
            alone.create_node("n", hs.channel_manager.memory, "house")
        plate = hs.plate_manager.plates["house"]
        assert len(alone.create_node("n", hs.channel_manager.memory, plate).streams) == 3


class TestParts:
    def test_every_way_to_name_a_stream_finds_it(self, hs: HyperStream, w: Workflow) -> None:
        node = w.create_node("n", plates="house")
        house, city = hs.plate_manager.plates["house"], hs.plate_manager.plates["city"]
        (h1,) = (value for value in house if value.name == "h1")
        wanted = node.streams[h1.value]
        for item in (
            h1,
            h1.value,
            dict(h1.value).items() and h1.value[::-1],
            "h1",
            ("Bath", "h1"),
            [["house", "h1"]],
        ):
            assert node[item].stream is wanted, item
        for c in city:
            for h in house[c]:
                assert node[c][h].stream is node[h].stream is node[c, h].stream
        assert node["Bath"].stream is wanted

    def test_one_that_names_a_single_stream_stands_for_it(self, w: Workflow) -> None:
        node = w.create_node("n", plates="house")
        part = node["h2"]
        assert part.write(rows(1.5, 2.5)) == 2
        assert part.window(span(0, 1)).values() == [1.5]
        part.calculated_intervals = span(0, 2)
        assert part.calculated_intervals == node["h2"].stream.calculated_intervals
        assert repr(part) == "n[house=h2]"
        assert not hasattr(part, "__len__")

    def test_one_that_names_several_or_none_says_so(self, w: Workflow) -> None:
        node = w.create_node("n", plates="house")
        assert len(node["Bristol"].streams) == 2
        with pytest.raises(
            MultipleStreamsFoundError, match=r"city=Bristol has 2 streams .*; name one of them"
        ):
            node["Bristol"].write([])
        with pytest.raises(StreamNotFoundError, match="has no stream; its places are"):
            _ = node["Bath"]["h2"].stream
        with pytest.raises(StreamNotFoundError, match="has no stream"):
            _ = node[(("house", "h3"),)].stream

    @pytest.mark.parametrize(
        ("item", "error", "message"),
        [
            ("h3", StreamNotFoundError, "no plate has a value 'h3'"),
            ((("sensor", "s"),), IncompatiblePlatesError, r"it has no 'sensor'"),
        ],
    )
    def test_what_is_no_place_of_the_node_is_told(
        self, w: Workflow, item: Any, error: type[Exception], message: str
    ) -> None:
        node = w.create_node("n", plates="house")
        with pytest.raises(error, match=message):
            node[item]

    def test_a_foreign_plate_is_told(self, hs: HyperStream, w: Workflow) -> None:
        node = w.create_node("n", plates="city")
        with pytest.raises(
            IncompatiblePlatesError, match=r"'n' runs over \(city\); plate 'sensor' .* none of its plates"
        ):
            node[hs.plate_manager.plates["sensor"]]
        with pytest.raises(IncompatiblePlatesError, match="it has no 'house'"):
            node[next(iter(hs.plate_manager.plates["house"]))]

    def test_a_name_that_means_two_things_is_told(self, hs: HyperStream, w: Workflow) -> None:
        hs.plate("room", ["s"])
        node = w.create_node("n", plates=["room", "sensor"])
        with pytest.raises(StreamNotFoundError, match="'s' is a value of room and of sensor"):
            node["s"]

    def test_parts_can_be_put_back(self, w: Workflow) -> None:
        node = w.create_node("n", plates="house")
        node["h1"] = node["h1"]
        node["Bath"]["h1"] = node["h1"]
        assert isinstance(node["h1"], NodeSlice)
        assert node.factor is None


class TestComparing:
    def test_difference_names_the_plates_of_one_side_only(self, hs: HyperStream, w: Workflow) -> None:
        hs.plate("north", ["s"], tag="sensor")
        plates = hs.plate_manager.plates
        one, two = (
            w.create_node("one", plates=["house", "north"]),
            w.create_node("two", plates=["house", "sensor"]),
        )
        diff, counts, is_sub = one.difference(two)
        assert diff == ((plates["north"],), (plates["sensor"],))
        assert (counts, is_sub) == ([1, 1], True)
        assert two.difference(one)[2] is False
        city = w.create_node("c", plates="city")
        assert w.create_node("ch", plates=["city", "house"]).difference(city)[1:] == ([1, 0], True)
        assert city.difference(one)[1:] == ([1, 2], False)

    def test_plate_values_are_checked(self, hs: HyperStream, w: Workflow) -> None:
        plates = hs.plate_manager.plates
        node = w.create_node("n", plates="house")
        city, sensor = next(iter(plates["city"])), next(iter(plates["sensor"]))
        node.check_compatible(city, node.plates)
        node.check_compatible([city, city], node.plates, check_count=False)
        with pytest.raises(IncompatiblePlatesError, match="lies on house; sensor does not fit"):
            node.check_compatible(sensor, node.plates)
        with pytest.raises(IncompatiblePlatesError, match="city, city does not fit"):
            node.check_compatible([city, city], node.plates)

    def test_the_first_instances_can_be_printed(self, hs: HyperStream, w: Workflow) -> None:
        node = w.create_node("n", plates="house")
        node["h2"].write(rows(1, 2, 3))
        lines: list[str] = []
        node.print_head(
            (("city", "Bristol"),), [(("house", "h2"),), (("house", "h10"),)], span(0, 9), 2, lines.append
        )
        assert lines == [
            "n at city=Bristol, house=h2:",
            "  1970-01-01 00:00:01+00:00  1",
            "  1970-01-01 00:00:02+00:00  2",
            "n at city=Bristol, house=h10:",
            "  No data",
        ]
        lines.clear()
        node.print_head((("city", "Bath"),), [(("house", "h2"),)], span(0, 9), 2, lines.append)
        assert lines == ["No streams found for n at city=Bath"]


def test_asking_a_node_for_what_its_streams_have_says_how_to_name_one(w: Workflow) -> None:
    node, alone = w.create_node("n", plates=["house", "sensor"]), w.create_node("alone")
    with pytest.raises(
        AttributeError, match=r"n\[<place>\]\.window, where the node runs over \(city, house, sensor"
    ):
        node.window(span(0, 1))
    with pytest.raises(AttributeError, match=r"has no attribute 'write'.*alone\[None\]\.write, "):
        alone.write([])
    with pytest.raises(AttributeError, match=r"^Node has no attribute 'sink'$"):
        node.sink()
