from __future__ import annotations

import logging

import pytest

from hyperstream import (
    MultiOutputTool,
    PlateCreationTool,
    SelectorTool,
    StreamInstance,
    StreamMetaInstance,
)
from hyperstream.tool.history import current_history
from hyperstream.utils.errors import (
    ArgumentTypeError,
    ArgumentValueError,
    StoreUnavailableError,
    StreamDataNotAvailableError,
    ToolExecutionError,
    ToolOutputError,
)

from .bench import Rooms, Same, Ticks, at, join, memory, rows, seconds, spans, values, why


def stream(channel, name, **meta_data):
    return channel.get_or_create_stream({"name": name, "meta_data": meta_data})


def test_a_tool_may_be_given_no_sources():
    assert Ticks().execute(None, memory()["s"], seconds(0, 3)).instances == 3


def test_one_stream_in_place_of_a_list_is_refused_with_the_way_to_write_it():
    channel = memory()
    with pytest.raises(ArgumentTypeError, match=r"same 0.0.0 takes its sources as a list.*: \[raw\]"):
        Same().execute(channel["raw"], channel["s"], seconds(0, 3))
    with pytest.raises(ArgumentTypeError, match=r"takes its sinks as a list"):
        Rooms().execute(channel["raw"], None, channel["s"], seconds(0, 3), "room", ["1"])


def test_an_alignment_stream_is_read_and_remembered_like_a_source():
    channel = memory()
    raw = channel["raw"]
    raw.write(rows(1, 2))
    Same().execute([], channel["s"], seconds(0, 10), raw)
    assert values(channel["s"]) == [1, 2]
    with pytest.warns(Warning, match="already declared complete"):
        raw.write(rows(5))
    assert why(Same().execute([], channel["s"], seconds(0, 10), raw)) == {"late": [(4.999, 5)]}


class TestMultiOutput:
    @staticmethod
    def plate(count=3, **more):
        channel = memory()
        source = join(channel, "ticks", Ticks())
        return source, [stream(channel, "r", room=str(i), **more) for i in range(count)]

    def test_each_sink_gets_what_is_its(self):
        source, sinks = self.plate(house="a")
        report = Rooms().execute(source, None, sinks, seconds(0, 20), "room", [])
        assert [values(sink) for sink in sinks] == [[10, 20], [1, 11], [2, 12]]
        assert (report.calls, report.instances) == (3, 6)

    def test_each_sink_is_computed_for_what_it_lacks_only(self):
        source, sinks = self.plate()
        Rooms().execute(source, None, sinks[:1], seconds(0, 20), "room", [])
        report = Rooms().execute(source, None, sinks, seconds(0, 30), "room", [])
        assert [spans(sink.calculated_intervals) for sink in sinks] == [[(0, 30)]] * 3
        assert report.calls == 2 + 3
        assert values(sinks[0]) == [10, 20, 30]

    def test_an_instance_for_nobody_is_dropped_with_a_warning(self, caplog):
        source, sinks = self.plate(1)
        with caplog.at_level(logging.WARNING, "hyperstream"):
            Rooms().execute(source, None, sinks, seconds(0, 2), "room", [])
        assert "none of its sinks" in caplog.text
        assert values(sinks[0]) == []

    def test_several_pairs_must_all_fit(self):
        channel = memory()
        sinks = [stream(channel, "r", house=house, room="1") for house in "ab"]

        class Pairs(MultiOutputTool):
            def _execute(self, source, splitting_stream, interval, meta_data_id, output_plate_values):
                yield StreamMetaInstance(StreamInstance(at(1), "x"), (("room", 1), ("house", "b")))

        Pairs().execute(None, None, sinks, seconds(0, 2), "room", [])
        assert [values(sink) for sink in sinks] == [[], ["x"]]

    def test_a_splitting_stream_is_read_like_a_source(self):
        channel = memory()
        splitting, sink = channel["how"], stream(channel, "r", room="1")
        splitting.write(rows(1, value="1"))

        class Splits(MultiOutputTool):
            def _execute(self, source, splitting_stream, interval, meta_data_id, output_plate_values):
                for instance in splitting_stream.window(interval):
                    yield StreamMetaInstance(instance, (meta_data_id, instance.value))

        Splits().execute(None, splitting, [sink], seconds(0, 2), "room", ["1"])
        assert values(sink) == ["1"]
        assert channel.ledger(sink).ins[-1][0].key == splitting.key

    def test_without_a_sink_there_is_nothing_to_do_it_for(self):
        with pytest.raises(ArgumentValueError, match=r"rooms 0\.0\.0 was given no sink"):
            Rooms().execute(None, None, [], seconds(0, 1), "room", [])

    def test_items_without_meta_data_are_an_error(self):
        source, sinks = self.plate()

        class Plain(MultiOutputTool):
            def _execute(self, source, splitting_stream, interval, meta_data_id, output_plate_values):
                yield StreamInstance(at(1), 1)

        with pytest.raises(ToolOutputError, match="StreamMetaInstance"):
            Plain().execute(source, None, sinks, seconds(0, 10), "room", [])


class TestSelector:
    def test_an_item_names_the_whole_meta_data_of_its_sink(self):
        channel = memory()
        sources = [stream(channel, "s", house="a", room=str(i)) for i in range(3)]
        for number, source in enumerate(sources):
            source.write(rows(1, 2, value=number))
        sinks = [stream(channel, "t", room=str(i)) for i in range(2)]

        class ByRoom(SelectorTool):
            def _execute(self, sources, interval):
                for source in sources:
                    rest = tuple(pair for pair in source.stream_id.meta_data if pair[0] == "room")
                    for instance in source.window(interval):
                        yield StreamMetaInstance(instance, rest)

        report = ByRoom(None).execute(sources, sinks, seconds(0, 5))
        assert [values(sink) for sink in sinks] == [[0, 0], [1, 1]]  # Room 2 has no sink, and goes nowhere.
        assert report.instances == 4

    def test_without_a_sink_there_is_nothing_to_do_it_for(self):
        class Selects(SelectorTool):
            pass

        with pytest.raises(ArgumentValueError, match="was given no sink"):
            Selects(None).execute([], [], seconds(0, 1))


class Values(PlateCreationTool):
    """The values of its source."""

    def _execute(self, source, interval):
        for instance in source.window(interval, force_calculation=True):
            yield StreamMetaInstance(instance, instance.value)


class TestPlateCreation:
    def test_the_values_found_are_given_and_nothing_is_written(self):
        channel = memory()
        channel["raw"].write([*zip([at(1), at(2), at(9)], ["a", "b", "z"], strict=True)])
        told = []
        token = current_history.set(lambda **record: told.append(record))
        try:
            assert Values().execute(channel["raw"], seconds(0, 5)) == {"a", "b"}
        finally:
            current_history.reset(token)
        assert told == [{"interval": seconds(0, 5), "tool": "values", "document_count": 2}]

    def test_a_failure_names_the_plate_value(self):
        class Breaks(PlateCreationTool):
            def _execute(self, source, interval):
                raise KeyError("x")

        with pytest.raises(ToolExecutionError, match=r"failed on .*KeyError: 'x'"):
            Breaks().execute(None, seconds(0, 5))
        with pytest.raises(ToolExecutionError, match="failed for plate value 'h1' on"):
            Breaks().execute(None, seconds(0, 5), "h1")

    def test_our_own_errors_come_through(self):
        class Strict(PlateCreationTool):
            def _execute(self, source, interval):
                yield from source.window(interval, strict=True)

        with pytest.raises(StreamDataNotAvailableError):
            Strict().execute(memory()["raw"], seconds(0, 5))

    def test_a_failure_behind_it_is_not_named_twice(self):
        class Breaks(Same):
            def _execute(self, sources, alignment_stream, interval):
                raise KeyError("x")

        channel = memory()
        behind = join(channel, "behind", Breaks(), channel["raw"])
        with pytest.raises(ToolExecutionError, match=r"^breaks 0.0.0 failed") as caught:
            Values().execute(behind, seconds(0, 5))
        assert caught.value.tool == "breaks"

    def test_a_store_that_does_not_answer_is_no_failure_of_the_tool(self):
        class Unlucky(PlateCreationTool):
            def _execute(self, source, interval):
                raise StoreUnavailableError("The store is away.")

        with pytest.raises(StoreUnavailableError, match="away"):
            Unlucky().execute(None, seconds(0, 5))

    def test_only_a_time_interval_will_do(self):
        with pytest.raises(ArgumentTypeError):
            Values().execute(memory()["raw"], "today")

    def test_items_without_meta_data_are_an_error(self):
        class Plain(PlateCreationTool):
            def _execute(self, source, interval):
                yield 3

        with pytest.raises(ToolOutputError, match="gave 3"):
            Plain().execute(None, seconds(0, 5))
