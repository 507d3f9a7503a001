"""Factors over plates: what each kind reads and computes, and what does not fit together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from hyperstream import (
    HyperStream,
    MultiOutputTool,
    PlateCreationTool,
    Stream,
    StreamInstance,
    StreamMetaInstance,
    TimeInterval,
    Workflow,
)
from hyperstream.execution import OnFailure
from hyperstream.utils.errors import (
    ArgumentTypeError,
    ArgumentValueError,
    FactorAlreadyExistsError,
    FactorDefinitionError,
    IncompatiblePlatesError,
    IncompatibleToolError,
    LinkageError,
    ToolExecutionError,
    ToolInitialisationError,
)
from hyperstream.utils.time_utils import from_ms
from hyperstream.workflow import Factor, MultiOutputFactor, Node, NodeCreationFactor, ToolChoice

from .kit import Add, hyperstream, rows, span, values


class Spread(MultiOutputTool):
    """Each value to each plate value, with the splitting stream's newest value added."""

    def _execute(
        self,
        source: Any,
        splitting_stream: Stream | None,
        interval: TimeInterval,
        meta_data_id: Any,
        output_plate_values: Sequence[Any],
    ) -> Iterator[StreamMetaInstance]:
        more = 0
        if splitting_stream is not None:
            last = splitting_stream.window(interval, force_calculation=True).last()
            more = last.value if last is not None else 0
        rows = [StreamInstance(interval.end, 0)] if source is None else source.window(interval, True)
        for timestamp, value in rows:
            for place in output_plate_values:
                yield StreamMetaInstance(
                    StreamInstance(timestamp, [value + more, place]), (meta_data_id, place)
                )


class Names(PlateCreationTool):
    """Its source's values, or 0 and 1."""

    def _execute(self, source: Any, interval: TimeInterval) -> Iterator[StreamMetaInstance]:
        instances = (
            [StreamInstance(interval.end, 0), StreamInstance(interval.end, 1)]
            if source is None
            else source.window(interval, force_calculation=True)
        )
        for instance in instances:
            yield StreamMetaInstance(instance, str(instance.value))


@pytest.fixture
def hs(tmp_path: Path) -> Iterator[HyperStream]:
    hs = hyperstream(tmp_path)
    hs.plate("city", values=["Bath", "Bristol"])
    hs.plate("house", parent="city", values={"Bath": ["h1"], "Bristol": ["h2", "h3"]})
    hs.plate("sensor", values=["s", "t"])
    yield hs
    hs.close()


@pytest.fixture
def w(hs: HyperStream) -> Iterator[Workflow]:
    with hs.create_workflow("w") as w:
        yield w


def written(node: Node) -> None:
    """Numbers that tell where they are from."""
    for number, stream in enumerate(node.streams.values(), 1):
        stream.write(rows(number, 10.0 * number))


def held(node: Node) -> dict[str, list[Any]]:
    """What each stream of a node holds, by the last tag of its place."""
    return {place[-1][1] if place else "": values(stream) for place, stream in node.streams.items()}


class TestOrdinary:
    def test_reads_the_streams_at_its_place_of_plates_above_and_beside(
        self, hs: HyperStream, w: Workflow
    ) -> None:
        everywhere, city = w.create_node("everywhere"), w.create_node("by_city", plates="city")
        both = w.create_node("both", plates=["house", "sensor"])
        sink = w.create_node("sink", plates=["house", "sensor"])
        for node in (everywhere, city, both):
            written(node)
        factor = w.create_factor(Add(), [everywhere, city, both], sink)
        assert w.execute(span(0, 10)).instances == 12
        found = {
            tuple(value for _, value in place or ()): values(stream)[0]
            for place, stream in sink.streams.items()
        }
        assert found == {
            ("Bath", "h1", "s"): 1 + 1 + 1,
            ("Bath", "h1", "t"): 1 + 1 + 2,
            ("Bristol", "h2", "s"): 1 + 2 + 3,
            ("Bristol", "h2", "t"): 1 + 2 + 4,
            ("Bristol", "h3", "s"): 1 + 2 + 5,
            ("Bristol", "h3", "t"): 1 + 2 + 6,
        }
        assert factor.factor_id == "Factor(tool=Add(by=0.0))"
        assert repr(factor) == factor.factor_id
        assert sink.factor is factor
        assert list(factor.plates) == list(sink.plates)

    def test_alignment_nodes_may_lie_on_plates(self, hs: HyperStream, w: Workflow) -> None:
        source, sink = w.create_node("source", plates="house"), w.create_node("sink", plates="house")
        align = w.create_node("align", plates="city")
        for stream in source.streams.values():
            stream.write(rows(1, 2, 3, 4))
        align["Bath"].write([(hs_time(2), "x")])
        align["Bristol"].write([(hs_time(1), "x"), (hs_time(4), "x")])
        w.create_factor(Add(), source, sink, align)
        w.execute(span(0, 10))
        assert held(sink) == {"h1": [2.0], "h2": [1.0, 4.0], "h3": [1.0, 4.0]}
        assert not align.is_leaf

    def test_a_tool_without_sources_is_called_for_each_place(self, hs: HyperStream, w: Workflow) -> None:
        ticks = w.create_node("ticks", plates="house")
        ticks[hs.plate_manager.plates["house"]] = hs.factors.clock(sources=[], stride=5.0)
        assert w.execute(span(0, 10)).instances == 6

    def test_a_pull_computes_what_is_missing_upstream(self, hs: HyperStream, w: Workflow) -> None:
        source, mid, sink = (w.create_node(name, plates="house") for name in ("source", "mid", "sink"))
        written(source)
        w.create_factor(Add(by=1.0), source, mid)
        w.create_factor(Add(by=1.0), mid, sink)
        assert sink["h2"].window(span(0, 10), force_calculation=True).values() == [4.0, 22.0]
        assert [bool(stream.calculated_intervals) for stream in mid.streams.values()] == [False, True, False]
        factor = sink.factor
        assert factor is not None
        assert factor.execute(span(0, 10)) is factor
        assert held(sink) == {"h1": [3.0, 12.0], "h2": [4.0, 22.0], "h3": [5.0, 32.0]}

    def test_a_value_that_left_the_plate_is_computed_no_more_and_can_still_be_read(
        self, hs: HyperStream, w: Workflow
    ) -> None:
        source, sink = w.create_node("source", plates="sensor"), w.create_node("sink", plates="sensor")
        sink["s"] = hs.factors.copy([source])
        written(source)
        w.execute(span(0, 1))
        gone, part = sink["t"].stream, sink["t"]
        hs.plate("sensor", ["s"])
        assert gone.window(span(0, 10), force_calculation=True).values() == [2]
        assert [str(done.unit) for done in w.execute(span(0, 10)).computed] == ["sink(s)"]
        assert gone.producer is None
        assert part.streams == []
        hs.plate("sensor", ["s", "t"])
        assert [str(done.unit) for done in w.execute(span(0, 10)).computed] == ["sink(t)"]
        assert gone.window(span(0, 10)).values() == [2, 20.0]

    def test_a_split_place_that_is_gone_is_computed_no_more(self, hs: HyperStream, w: Workflow) -> None:
        source, sink = w.create_node("source", plates="city"), w.create_node("sink", plates="house")
        factor = w.create_multi_output_factor(Spread(), source, None, sink)
        written(source)
        producer = factor.producer_of(sink["h1"].stream)
        hs.plate("house", {"Bristol": ["h2"]}, parent="city")
        assert producer.compute(span(0, 10)).nothing_to_do
        assert values(sink["h2"]) == []

    def test_leaf_nodes_computed_over_different_intervals_each_get_what_they_lack(
        self, hs: HyperStream, w: Workflow
    ) -> None:
        source, left, right = (w.create_node(name, plates="sensor") for name in ("source", "left", "right"))
        for leaf in (left, right):
            leaf[None] = hs.factors.copy([source])
        written(source)
        left.factor.execute(span(0, 4))
        right["s"].window(span(3, 7), force_calculation=True).values()
        done = {str(item.unit): item.unit.spans for item in w.execute(span(0, 10)).computed}
        assert done == {
            "left(s)": ((4000, 10_000),),
            "left(t)": ((4000, 10_000),),
            "right(s)": ((0, 3000), (7000, 10_000)),
            "right(t)": ((0, 10_000),),
        }

    def test_values_that_come_and_go_during_an_execution_count_for_the_next_one(
        self, hs: HyperStream, w: Workflow
    ) -> None:
        source, mid, last = (w.create_node(name, plates="sensor") for name in ("source", "mid", "last"))
        changes = iter([["t", "u"]])

        def disturbing(value: Any) -> Any:
            for names in changes:
                hs.plate("sensor", names)
            return value

        mid[None] = hs.factors.apply(source, func=disturbing)
        last[None] = hs.factors.copy([mid])
        written(source)
        assert w.execute(span(0, 10)).failed == []
        assert held(last) == {"t": [2, 20.0], "u": []}
        source["u"].write(rows(7))
        w.execute(span(0, 10))
        assert held(last) == {"t": [2, 20.0], "u": [7]}

    def test_new_values_of_a_plate_are_computed_without_a_restart(self, hs: HyperStream, w: Workflow) -> None:
        source, sink = w.create_node("source", plates="house"), w.create_node("sink", plates="house")
        written(source)
        w.create_factor(Add(), source, sink)
        w.execute(span(0, 10))
        hs.plate("house", parent="city", values={"Bath": ["h1", "h4"]})
        source["h4"].write(rows(7.0))
        outcome = w.execute(span(0, 10))
        assert [str(done.unit) for done in outcome.units] == ["sink(Bath, h4)"]
        assert held(sink) == {"h1": [1.0, 10.0], "h4": [7.0]}


def hs_time(second: int) -> Any:
    return from_ms(1000 * second)


class TestAggregates:
    def test_join_the_streams_of_each_place(self, hs: HyperStream, w: Workflow) -> None:
        source, city = w.create_node("source", plates="house"), w.create_node("by_city", plates="city")
        world = w.create_node("world")
        written(source)
        city[hs.plate_manager.plates["city"]] = hs.factors.total(source, over="house")
        world[None] = hs.factors.maximum(city, over=hs.plate_manager.plates["city"])
        w.execute(span(0, 10))
        assert held(city) == {"Bath": [1.0, 10.0], "Bristol": [5.0, 50.0]}
        assert held(world) == {"": [5.0, 50.0]}

    def test_over_the_outer_plate_of_a_product(self, hs: HyperStream, w: Workflow) -> None:
        source = w.create_node("source", plates=["city", "sensor"])
        sink = w.create_node("sink", plates="sensor")
        written(source)
        w.create_factor(hs.tools.aggregate(func=list, aggregation_meta_data="city"), [source], sink)
        w.execute(span(0, 1))
        assert held(sink) == {"s": [[1, 3]], "t": [[2, 4]]}

    def test_a_plain_source_may_come_first(self, hs: HyperStream, w: Workflow) -> None:
        plain, source = w.create_node("plain", plates="city"), w.create_node("source", plates="house")
        sink = w.create_node("sink", plates="city")
        written(plain)
        written(source)
        w.create_factor(hs.tools.aggregate(func=list, aggregation_meta_data="house"), [plain, source], sink)
        w.execute(span(0, 1))
        assert held(sink) == {"Bath": [[1, 1]], "Bristol": [[2, 2, 3]]}

    @pytest.mark.parametrize("count", [0, 3])
    def test_take_one_or_two_nodes(self, hs: HyperStream, w: Workflow, count: int) -> None:
        nodes = [w.create_node(f"n{k}", plates="house") for k in range(count)]
        with pytest.raises(FactorDefinitionError, match=f"{count} were given"):
            w.create_factor(
                hs.tools.aggregate(func=max, aggregation_meta_data="house"),
                nodes,
                w.create_node("sink", plates="city"),
            )

    @pytest.mark.parametrize(
        ("source", "sink", "over", "message"),
        [
            ("city", None, "house", r"source a runs over \(city\), so there is no 'house' to join"),
            (
                ["house", "sensor"],
                "city",
                "house",
                r"a runs over \(city, house, sensor\) but sink b runs over \(city\)",
            ),
            ("city", "house", "city", r"source a runs over \(city\) but sink b runs over \(city, house\)"),
        ],
    )
    def test_whose_plates_do_not_fit_are_refused(
        self, hs: HyperStream, w: Workflow, source: Any, sink: Any, over: str, message: str
    ) -> None:
        a, b = w.create_node("a", plates=source), w.create_node("b", plates=sink)
        with pytest.raises(IncompatiblePlatesError, match=message):
            w.create_factor(hs.tools.aggregate(func=max, aggregation_meta_data=over), [a], b)


class TestSelectors:
    def test_move_the_streams_at_one_value_to_the_plate_above(self, hs: HyperStream, w: Workflow) -> None:
        hs.plate("floor", parent="house", values=["0", "1"])
        source, sink = w.create_node("source", plates="floor"), w.create_node("sink", plates="house")
        written(source)
        sink[hs.plate_manager.plates["house"]] = hs.factors.index_of(source, "floor", index=1)
        w.execute(span(0, 1))
        assert held(sink) == {"h1": [2], "h2": [4], "h3": [6]}
        assert w.execute(span(0, 1)).nothing_to_do

    def test_stay_on_a_part_of_the_plate(self, hs: HyperStream, w: Workflow) -> None:
        hs.plate("some", ["s"], tag="sensor")
        source, sink = w.create_node("source", plates="sensor"), w.create_node("sink", plates="some")
        written(source)
        w.create_factor(
            hs.tools.get("index_of", "0.1.0")(index="s", selector_meta_data="sensor"), source, sink
        )
        w.execute(span(0, 1))
        assert held(sink) == {"s": [1]}

    def test_a_stream_may_say_the_tag(self, hs: HyperStream, w: Workflow) -> None:
        naming, source = w.create_node("naming"), w.create_node("source", plates="sensor")
        sink = w.create_node("sink", plates="sensor")
        naming[None].write([(hs_time(0), "sensor")])
        written(source)
        sink[hs.plate_manager.plates["sensor"]] = hs.factors.index_of_by_stream([naming, source], index="t")
        w.execute(span(0, 2))
        assert held(sink) == {"s": [], "t": [2, 20.0]}

    def test_that_cannot_select_are_refused(self, hs: HyperStream, w: Workflow) -> None:
        tool = hs.tools.index_of(index="s", selector_meta_data="sensor")
        with pytest.raises(IncompatiblePlatesError, match="so there is nothing to select from"):
            w.create_factor(tool, w.create_node("plain"), w.create_node("sink"))
        source = w.create_node("source", plates=["house", "sensor"])
        with pytest.raises(IncompatiblePlatesError, match=r"Selecting gives results over \(city, house\)"):
            w.create_factor(tool, source, w.create_node("c", plates="city"))


class TestMultiOutput:
    def test_every_place_of_the_source_is_split_over_the_plate_below(
        self, hs: HyperStream, w: Workflow
    ) -> None:
        source, sink = w.create_node("source", plates="city"), w.create_node("sink", plates="house")
        written(source)
        w.create_multi_output_factor(Spread(), source, None, sink)
        w.execute(span(0, 1))
        assert held(sink) == {"h1": [[1, "h1"]], "h2": [[2, "h2"]], "h3": [[2, "h3"]]}

    def test_a_broadcaster_gives_to_every_value(self, hs: HyperStream, w: Workflow) -> None:
        source, sink = w.create_node("source"), w.create_node("sink", plates="sensor")
        source[None].write(rows(5))
        sink[hs.plate_manager.plates["sensor"]] = hs.factors.stream_broadcaster(
            source, func=lambda value: 2 * value
        )
        w.execute(span(0, 1))
        assert held(sink) == {"s": [10], "t": [10]}
        assert sink["s"].calculated_intervals == sink["t"].calculated_intervals

    def test_several_plates_at_once(self, hs: HyperStream, w: Workflow) -> None:
        hs.plate("floor", parent="house", values=["0"])
        source, sink = (
            w.create_node("source", plates="city"),
            w.create_node("sink", plates=["floor", "sensor"]),
        )
        written(source)
        w.create_multi_output_factor(Spread(), source, None, sink)
        w.execute(span(0, 1))
        place = (("city", "Bristol"), ("house", "h3"), ("floor", "0"), ("sensor", "t"))
        assert values(sink[place]) == [[2, ("h3", "0", "t")]] or values(sink[place]) == [
            [2, ["h3", "0", "t"]]
        ]
        assert all(len(values(stream)) == 1 for stream in sink.streams.values())

    def test_a_product_with_the_plate_of_the_source(self, hs: HyperStream, w: Workflow) -> None:
        source, sink = (
            w.create_node("source", plates="city"),
            w.create_node("sink", plates=["city", "sensor"]),
        )
        written(source)
        w.create_multi_output_factor(Spread(), source, None, sink)
        w.execute(span(0, 1))
        assert [values(stream) for stream in sink.streams.values()] == [
            [[1, "s"]],
            [[1, "t"]],
            [[2, "s"]],
            [[2, "t"]],
        ]

    def test_a_node_may_say_how_to_split(self, hs: HyperStream, w: Workflow) -> None:
        source, by = w.create_node("source", plates="city"), w.create_node("by", plates="city")
        sink = w.create_node("sink", plates="house")
        written(source)
        by["Bath"].write(rows(100))
        factor = w.create_multi_output_factor(Spread(), source, by, sink)
        w.execute(span(0, 1))
        assert held(sink) == {"h1": [[101, "h1"]], "h2": [[2, "h2"]], "h3": [[2, "h3"]]}
        assert factor.reads == [source, by]
        assert not by.is_leaf

    def test_a_source_is_not_needed(self, hs: HyperStream, w: Workflow) -> None:
        sink = w.create_node("sink", plates="sensor")
        w.create_multi_output_factor(Spread(), None, None, sink)
        w.execute(span(0, 1))
        assert held(sink) == {"s": [[0, "s"]], "t": [[0, "t"]]}

    def test_it_knows_its_plates(self, hs: HyperStream, w: Workflow) -> None:
        source, sink = (
            w.create_node("source", plates="city"),
            w.create_node("sink", plates=["city", "sensor"]),
        )
        factor = w.create_multi_output_factor(Spread(), source, None, sink)
        assert factor.input_plate is hs.plate("city")
        assert list(factor.output_plates) == [hs.plate("sensor")]
        alone = w.create_multi_output_factor(Spread(), None, None, w.create_node("alone", plates="sensor"))
        assert alone.input_plate is None
        assert list(alone.output_plates) == [hs.plate("sensor")]

    def test_partly_executed_sinks_are_completed(self, hs: HyperStream, w: Workflow) -> None:
        source, sink = w.create_node("source"), w.create_node("sink", plates="sensor")
        source[None].write(rows(1, 2, 3))
        w.create_multi_output_factor(Spread(), source, None, sink)
        w.execute(span(0, 2))
        sink["s"].stream.purge()
        w.execute(span(0, 3))
        assert held(sink) == {name: [[k, name] for k in (1, 2, 3)] for name in "st"}

    @pytest.mark.parametrize(
        ("source", "by", "sink", "message"),
        [
            ("house", None, "sensor", r"'city' and 'house' would be lost"),
            ("city", None, "city", "no plate to split over"),
            (None, None, None, r"source \(none\) and sink sink runs over no plate"),
            ("city", "sensor", "house", "several ways to split, one for each 'sensor'"),
        ],
    )
    def test_whose_plates_do_not_fit_is_refused(
        self, w: Workflow, source: Any, by: Any, sink: Any, message: str
    ) -> None:
        given = None if source is None else w.create_node("source", plates=source)
        splitting = None if by is None else w.create_node("by", plates=by)
        with pytest.raises(IncompatiblePlatesError, match=message):
            w.create_multi_output_factor(Spread(), given, splitting, w.create_node("sink", plates=sink))


class TestPlateCreation:
    def test_what_is_found_is_on_the_plate_and_computed_in_the_same_execution(
        self, hs: HyperStream, w: Workflow
    ) -> None:
        source = w.create_node("source", plates="city")
        source["Bath"].write(rows(1, 2))
        source["Bristol"].write(rows(3))
        flat = w.create_plate("flat", {"tool": Names(), "source": source})
        ticks = w.create_node("ticks", plates="flat")
        ticks[flat] = hs.factors.clock(stride=1.0)
        assert len(ticks.streams) == 0
        outcome = w.execute(span(0, 10))
        assert [value.name for value in flat] == ["1", "2", "3"]
        assert flat.tags == ("city", "flat")
        assert outcome.instances == 30
        source["Bath"].write([(hs_time(12), 9)])
        assert w.execute(span(0, 20)).instances == 30 + 20
        assert w.execute(span(0, 20)).nothing_to_do

    def test_a_tool_of_the_catalogue_by_its_factory(self, hs: HyperStream, w: Workflow) -> None:
        made = w.create_plate(
            "room", hs.factors.meta_instance_from_list(values=["a", "b"]), parent="city", tag="r"
        )
        w.execute(span(0, 1))
        assert [value.pairs[-1] for value in made] == [("r", "a"), ("r", "b")] * 2

    def test_as_0_3_8_wrote_it(self, hs: HyperStream, w: Workflow) -> None:
        source = w.create_node("source")
        source[None].write(rows(7))
        wanted = {"plate_id": "P", "meta_data_id": "p", "description": "found", "use_provided_values": False}
        factor = w.create_node_creation_factor(Names(), source, wanted, hs.plate_manager)
        assert factor.sink_node is None
        assert factor.execute(span(0, 1)) is factor
        assert hs.plate_manager.meta_data_manager.contains("p_7")
        assert [value.name for value in hs.plate_manager.plates["P"]] == ["7"]

    def test_a_plate_may_have_only_what_was_found(self, hs: HyperStream, w: Workflow) -> None:
        hs.plate_manager.meta_data_manager.insert("p", None, "root", "other")
        source = w.create_node("source")
        source[None].write(rows(7, 8))
        wanted = {"plate_id": "P", "meta_data_id": "p", "use_provided_values": True}
        w.create_node_creation_factor(Names(), source, wanted)
        w.execute(span(0, 1))
        assert [value.name for value in hs.plate_manager.plates["P"]] == ["7"]
        w.execute(span(1, 2))
        assert [value.name for value in hs.plate_manager.plates["P"]] == ["7", "8"]

    def test_a_node_cannot_be_computed_by_it(self, hs: HyperStream, w: Workflow) -> None:
        node = w.create_node("n")
        with pytest.raises(FactorDefinitionError, match=r"workflow\.create_plate"):
            node[None] = hs.factors.meta_instance_from_list(values=["a"])

    @pytest.mark.parametrize("wanted", [{"plate_id": "P"}, {"plate_id": "P", "meta_data_id": "p", "x": 1}, 5])
    def test_what_does_not_describe_a_plate_is_refused(self, w: Workflow, wanted: Any) -> None:
        with pytest.raises(FactorDefinitionError, match="does not describe a plate"):
            w.create_node_creation_factor(Names(), None, wanted)

    def test_a_source_on_several_plates_needs_a_parent(self, hs: HyperStream, w: Workflow) -> None:
        source = w.create_node("source", plates=["city", "sensor"])
        with pytest.raises(FactorDefinitionError, match="lies on city and sensor"):
            w.create_plate("P", {"tool": Names(), "source": source})
        source.streams[("sensor", "s"), ("city", "Bath")].write(rows(5))
        plate = w.create_plate("P", {"tool": Names(), "source": source}, parent="city")
        w.execute(span(0, 1))
        assert [str(value) for value in plate] == ["city=Bath, P=5"]

    def test_a_plate_is_not_filled_from_what_lies_on_it(self, hs: HyperStream, w: Workflow) -> None:
        plate = hs.plate("P")
        source, beyond = w.create_node("source", plates=plate), w.create_node("beyond")
        beyond[None] = hs.factors.total(source, over=plate)
        with pytest.raises(LinkageError, match=r"'P' would rest on itself.* and source → beyond lies on it"):
            w.create_plate("P", {"tool": Names(), "source": beyond})
        assert w.plate_factors == []

    def test_a_failure_names_the_place(self, hs: HyperStream, w: Workflow) -> None:
        class Bad(Names):
            def _execute(self, source: Any, interval: TimeInterval) -> Iterator[StreamMetaInstance]:
                msg = "no names"
                raise ValueError(msg)

        source = w.create_node("source", plates="sensor")
        w.create_plate("P", {"tool": Bad(), "source": source})
        with pytest.raises(ToolExecutionError, match=r"plate value \(\('sensor', 's'\),\)"):
            w.execute(span(0, 1))


class TestFitting:
    def test_a_source_with_more_plates_would_give_several_values(self, hs: HyperStream, w: Workflow) -> None:
        source, sink = w.create_node("temp_hour", plates="house"), w.create_node("temp_day", plates="city")
        with pytest.raises(
            IncompatiblePlatesError,
            match=r"Factor add: source temp_hour runs over \(city, house\) but sink temp_day runs over "
            r"\(city\)\. 'house' would have several values for one result\. Add 'house' to the sink, or use "
            r"an aggregate tool with over='house'\.",
        ) as caught:
            w.create_factor(Add(), [source], sink)
        assert (caught.value.source, caught.value.sink) == (source, sink)  # type: ignore[attr-defined]
        assert sink.factor is None
        assert w.factors == []

    def test_a_sink_with_more_plates_would_hold_copies(self, w: Workflow) -> None:
        source, sink = (
            w.create_node("source", plates="city"),
            w.create_node("sink", plates=["house", "sensor"]),
        )
        with pytest.raises(
            IncompatiblePlatesError, match="Every 'house' and 'sensor' would get the same result"
        ):
            w.create_factor(Add(), [source], sink)

    def test_an_alignment_node_with_more_plates_is_refused(self, w: Workflow) -> None:
        source, sink = w.create_node("source", plates="city"), w.create_node("sink", plates="city")
        with pytest.raises(
            IncompatiblePlatesError, match=r"alignment node align runs over \(sensor\) but sink"
        ):
            w.create_factor(Add(), [source], sink, w.create_node("align", plates="sensor"))

    def test_a_value_that_a_source_lacks_is_named(self, hs: HyperStream, w: Workflow) -> None:
        some = hs.plate("some", ["s"], tag="sensor")
        source, sink = w.create_node("source", plates=some), w.create_node("sink", plates="sensor")
        with pytest.raises(IncompatiblePlatesError, match="the source has no stream at sensor=t"):
            w.create_factor(Add(), [source], sink)
        w.create_factor(Add(), [sink], w.create_node("part", plates=some))

    def test_a_value_that_a_source_loses_later_is_named_when_it_is_computed(
        self, hs: HyperStream, w: Workflow
    ) -> None:
        some = hs.plate("some", ["s", "t"], tag="sensor")
        source, sink = w.create_node("source", plates=some), w.create_node("sink", plates="sensor")
        w.create_factor(Add(), [source], sink)
        hs.plate("some", ["s"], tag="sensor")
        with pytest.raises(IncompatiblePlatesError, match=r"'source' .* has no stream at sensor=t"):
            w.execute(span(0, 1))

    def test_three_overlapping_plates_fit(self, hs: HyperStream, w: Workflow) -> None:
        hs.plate("floor", parent="house", values=["0", "1"])
        hs.plate("flat", parent="house", values=["x"])
        source = w.create_node("source", plates=["floor", "flat", "sensor"])
        sink = w.create_node("sink", plates=["sensor", "flat", "floor"])
        assert len(source.streams) == 3 * 2 * 1 * 2
        written(source)
        w.create_factor(Add(), [source], sink)
        assert w.execute(span(0, 1)).instances == 12


class TestLinking:
    def test_a_circle_is_refused_and_named(self, w: Workflow) -> None:
        a, b, c = (w.create_node(name) for name in "abc")
        w.create_factor(Add(), [a], b)
        w.create_factor(Add(), [b], c)
        with pytest.raises(LinkageError, match="'a' would rest on itself: a → b → c → a"):
            w.create_factor(Add(), [c], a)
        with pytest.raises(LinkageError, match="'a' would rest on itself: a → a"):
            w.create_factor(Add(), [a], a)
        align = w.create_node("align")
        with pytest.raises(LinkageError, match="a → b → c → a"):
            w.create_factor(Add(), [align], a, c)
        assert len(w.factors) == 2

    def test_a_circle_by_way_of_a_plate_is_refused(self, hs: HyperStream, w: Workflow) -> None:
        source = w.create_node("source")
        flat = w.create_plate("flat", {"tool": Names(), "source": source})
        on_it = w.create_node("on_it", plates=flat)
        with pytest.raises(LinkageError, match="'source' would rest on itself"):
            w.create_factor(hs.tools.aggregate(func=max, aggregation_meta_data="flat"), [on_it], source)

    def test_a_circle_by_way_of_another_workflow_is_found_when_it_is_executed(self, hs: HyperStream) -> None:
        first, second = hs.create_workflow("first"), hs.create_workflow("second")
        first.create_factor(Add(), first.create_node("a"), first.create_node("b"))
        second.create_factor(Add(), second.create_node("b"), second.create_node("a"))
        with pytest.raises(LinkageError, match="would rest on itself"):
            first.execute(span(0, 1))

    def test_a_node_of_another_workflow_is_refused(self, hs: HyperStream, w: Workflow) -> None:
        other = hs.create_workflow("other").create_node("x")
        with pytest.raises(LinkageError, match="'x' is not a node of workflow 'w'"):
            w.create_factor(Add(), [other], w.create_node("sink"))
        with pytest.raises(LinkageError, match="made within workflow 'w', and node 'x' belongs to 'other'"):
            other[None] = hs.factors.clock()

    def test_a_node_has_one_factor(self, hs: HyperStream, w: Workflow) -> None:
        a, b, sink = (w.create_node(name) for name in ("a", "b", "sink"))
        first = w.create_factor(Add(), [a], sink)
        assert w.create_factor(Add(), [a], sink) is first
        for tool, sources in ((Add(), [b]), (Add(by=2.0), [a]), (hs.tools.copy(), [a])):
            with pytest.raises(
                FactorAlreadyExistsError, match=r"'sink' is computed by Add\(by=0.0\) .* from a already"
            ):
                w.create_factor(tool, sources, sink)
        assert w.factors == [first]

    @pytest.mark.parametrize("nothing", ["x", 5, ["x"]])
    def test_what_is_no_node_is_refused(self, w: Workflow, nothing: Any) -> None:
        with pytest.raises(ArgumentValueError, match="must be a node"):
            w.create_factor(Add(), nothing, w.create_node("sink"))
        with pytest.raises(ArgumentValueError, match="sink of a factor must be a node"):
            w.create_factor(Add(), None, nothing)

    def test_what_is_no_tool_is_refused(self, hs: HyperStream, w: Workflow) -> None:
        sink = w.create_node("sink")
        for method in (w.create_factor, w.create_factor_general):
            with pytest.raises(ValueError, match="needs a tool"):
                method({"name": "clock"}, [], sink)  # type: ignore[operator]
        with pytest.raises(
            IncompatibleToolError, match=r"is a multi output tool; workflow.create_multi_output_factor"
        ):
            w.create_factor(Spread(), [], sink)
        with pytest.raises(IncompatibleToolError, match="A Factor needs a Tool or SelectorTool"):
            Factor(Spread(), [], sink)
        with pytest.raises(ArgumentValueError, match="not 'clock'"):
            Factor("clock", [], sink)  # type: ignore[arg-type]
        with pytest.raises(ArgumentValueError, match=r"Only a factor can be assigned"):
            sink[None] = 5  # type: ignore[assignment]


class TestGeneral:
    def test_the_kind_of_the_tool_decides(self, w: Workflow) -> None:
        source = w.create_node("source", plates="city")
        house, city = w.create_node("a", plates="house"), w.create_node("b", plates="city")
        assert type(w.create_factor_general(Spread(), source, None, house)) is MultiOutputFactor
        assert type(w.create_factor_general(Add(), sources=[source], sink=city)) is Factor
        wanted = {"plate_id": "P", "meta_data_id": "p"}
        assert (
            type(w.create_factor_general(tool=Names(), source=None, output_plate=wanted))
            is NodeCreationFactor
        )

    def test_arguments_that_do_not_fit_are_told(self, w: Workflow) -> None:
        with pytest.raises(
            FactorDefinitionError, match=r"Could not find a matching signature.*create_factor\(tool, sour"
        ):
            w.create_factor_general(Add())

    def test_an_error_from_inside_is_shown_as_it_is(
        self, w: Workflow, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_args: object, **_kwargs: object) -> None:
            msg = "from inside"
            raise TypeError(msg)

        monkeypatch.setattr(Factor, "__init__", broken)
        with pytest.raises(TypeError, match="from inside"):
            w.create_factor_general(Add(), [], w.create_node("sink"))


class TestTools:
    def test_may_have_other_parameters_from_place_to_place(self, hs: HyperStream, w: Workflow) -> None:
        source, sink = w.create_node("source", plates="house"), w.create_node("sink", plates="house")
        for stream in source.streams.values():
            stream.write(rows(1))
        house = hs.plate_manager.plates["house"]
        for number, h in enumerate(house):
            sink[h] = {"tool": Add(by=float(number)), "sources": [source]}
        w.execute(span(0, 1))
        assert held(sink) == {"h1": [1.0], "h2": [2.0], "h3": [3.0]}
        assert len(w.factors) == 1
        hs.plate("house", parent="city", values={"Bath": ["h1", "h9"], "Bristol": ["h2"]})
        with pytest.raises(FactorDefinitionError, match="none were given at city=Bath, house=h9"):
            w.execute(span(0, 1))

    def test_assigned_over_and_over_are_one_for_the_whole_plate(self, hs: HyperStream, w: Workflow) -> None:
        ticks = w.create_node("ticks", plates="house")
        city, house = (hs.plate_manager.plates[name] for name in ("city", "house"))
        for c in city:
            for h in house[c]:
                ticks[c][h] = hs.factors.clock(sources=[], stride=2.0)
        (factor,) = w.factors
        assert factor.tools.default == factor.tool
        hs.plate("house", parent="city", values={"Bath": ["new"]})
        assert w.execute(span(0, 4)).instances == 2

    def test_the_pairs_that_say_most_about_a_place_decide(self, hs: HyperStream, w: Workflow) -> None:
        ticks = w.create_node("ticks", plates=["house", "sensor"])
        plates = hs.plate_manager.plates
        ticks[plates["house"], plates["sensor"]] = hs.factors.clock(stride=8.0)
        ticks["Bristol"] = hs.factors.clock(stride=4.0)
        ticks["h3"]["s"] = hs.factors.clock(stride=2.0)
        w.execute(span(0, 8))
        counts = {
            tuple(v for _, v in place or ())[1:]: len(values(stream))
            for place, stream in ticks.streams.items()
        }
        assert counts == {
            ("h1", "s"): 1,
            ("h1", "t"): 1,
            ("h2", "s"): 2,
            ("h2", "t"): 2,
            ("h3", "s"): 4,
            ("h3", "t"): 2,
        }
        with pytest.raises(FactorAlreadyExistsError, match="at house=h3, sensor=s"):
            ticks["h3"]["s"] = hs.factors.clock(stride=16.0)

    def test_equal_ones_are_shared(self, hs: HyperStream, w: Workflow) -> None:
        a, b = w.create_node("a", plates="house"), w.create_node("b", plates="city")
        source = w.create_node("source", plates="house")
        a[None] = hs.factors.apply(source, func=abs)
        other = w.create_node("other", plates="house")
        other[None] = hs.factors.apply(source, func=abs)
        b[None] = hs.factors.total(a, over="house")
        c = w.create_node("c", plates="city")
        c[None] = hs.factors.total(other, over="house")
        tools = [factor.tool for factor in w.factors]
        assert tools[0] is tools[1]
        assert tools[2] is tools[3]

    def test_a_factor_without_one_is_refused(self) -> None:
        with pytest.raises(FactorDefinitionError, match="needs a tool"):
            _ = ToolChoice().any


class TestHowManyAreRead:
    """What a tool says of its sources (``check_input_stream_count``) is checked at once."""

    @pytest.mark.parametrize(
        ("factor", "message"),
        [
            (lambda hs, _: hs.factors.apply(func=abs), "apply reads 1 node, and none is given"),
            (lambda hs, s: hs.factors.apply([s, s], func=abs), r"1 node, and 2 \(source, source\) are given"),
            (lambda hs, s: hs.factors.clock(s), r"clock reads no node, and 1 \(source\) is given"),
            (lambda hs, _: hs.factors.mean(every="1h"), "mean reads 1 node, and none is given"),
        ],
        ids=["none", "too many", "one too many", "an aggregate of nothing"],
    )
    def test_another_number_is_refused(self, hs: HyperStream, w: Workflow, factor: Any, message: str) -> None:
        source, sink = w.create_node("source", plates="sensor"), w.create_node("sink", plates="sensor")
        with pytest.raises(FactorDefinitionError, match=message):
            sink[None] = factor(hs, source)
        assert sink.factor is None
        assert w.factors == []


class TestWhatIsNotThere:
    def test_is_refused_with_what_there_is(self, hs: HyperStream, w: Workflow) -> None:
        node = w.create_node("source", plates="sensor")
        with pytest.raises(KeyError, match="Workflow 'w' has no node 'sauce'; there are 'source'"):
            w.nodes["sauce"]
        with pytest.raises(KeyError, match=r"no plate has a value 'u'.*one of: sensor=s; sensor=t"):
            node["u"]


class TestFactories:
    def test_need_a_workflow(self, tmp_path: Path) -> None:
        with hyperstream(tmp_path) as hs, pytest.raises(ValueError, match=r"with hs\.create_workflow"):
            hs.factors.clock()

    def test_give_what_0_3_8_gave(self, hs: HyperStream, w: Workflow) -> None:
        node = w.create_node("n", plates="house")
        lazy = hs.factors.apply([node], func=abs)
        assert dict(lazy) == {
            "workflow": w,
            "tool": hs.tools.apply(func=abs),
            "sources": [node],
            "alignment_node": None,
        }
        assert hs.factors.aggregate(node, None, "house", func=max)["tool"].aggregation_meta_data == "house"
        lazy = hs.factors.splitter(node["h1"], element="x", mapping={})
        assert (lazy["source"], lazy["splitting_node"]) == (node, None)
        assert set(hs.factors.index_of(node, index=1, selector_meta_data="house")) == {
            "workflow",
            "tool",
            "sources",
        }

    def test_complain_about_what_they_cannot_take(self, hs: HyperStream, w: Workflow) -> None:
        node = w.create_node("n")
        with pytest.raises(ArgumentTypeError, match="clock takes sources, alignment_node in this order"):
            hs.factors.clock([], None, 5)
        with pytest.raises(ArgumentTypeError, match="by name sources"):
            hs.factors.clock([], sources=[])
        with pytest.raises(ToolInitialisationError, match="no parameter 'strid'"):
            hs.factors.clock(strid=5)
        with pytest.raises(ToolInitialisationError, match="no parameter 'over'"):
            hs.factors.clock(over="house")
        with pytest.raises(ArgumentValueError, match="alignment node of a factor must be a node"):
            hs.factors.clock([node], "n")

    def test_are_found_like_tools(self, hs: HyperStream, w: Workflow) -> None:
        assert "clock" in hs.factors
        assert "clock" in list(hs.factors)
        assert len(hs.factors) == len(hs.tools)
        assert {"clock", "get"} <= set(dir(hs.factors))
        assert "clock" in repr(hs.factors)
        assert repr(hs.factors["clock"]).startswith("hs.factors.clock(sources, alignment_node, first: ")
        assert hs.factors.clock.__doc__ == hs.tools.clock.__doc__
        assert hs.factors.get("index_of", "0.1.0")(index=1, selector_meta_data="x")["tool"].version == "0.1.0"
        with pytest.raises(AttributeError, match=r"no tool 'clok'.*Did you mean 'clock'"):
            _ = hs.factors.clok
        assert hs.plugins.data_generators.factors.gauss(seed=1)["tool"].name == "gauss"

    def test_belong_to_the_innermost_workflow_of_their_hyperstream(
        self, hs: HyperStream, tmp_path: Path
    ) -> None:
        with hs.create_workflow("outer") as outer, hyperstream(tmp_path) as other:
            with hs.create_workflow("inner") as inner, other.create_workflow("far") as far:
                assert hs.factors.clock()["workflow"] is inner
                assert other.factors.clock()["workflow"] is far
                assert hs.current_workflow is inner
            assert hs.current_workflow is outer
            assert other.current_workflow is None

    def test_take_options(self, hs: HyperStream, w: Workflow) -> None:
        node = w.create_node("n")
        node[None] = hs.factors.clock().with_options(version_policy="minor", on_failure="skip")
        (factor,) = w.factors
        assert factor.options.version_policy == "minor"
        assert factor.options.on_failure == OnFailure(skip=True)
        with pytest.raises(FactorAlreadyExistsError):
            node[None] = hs.factors.clock()
