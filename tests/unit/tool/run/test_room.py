"""A call that gives more than there is room for: written ahead of its commit, and seen all at once."""

from __future__ import annotations

import random
from functools import partial

import numpy as np
import pytest

from hyperstream import Batch, StreamInstance
from hyperstream.batch.table import Column, Table
from hyperstream.stores.memory import MemoryStore
from hyperstream.tool.run import attempt as attempt_module
from hyperstream.tool.run import output as output_module
from hyperstream.tool.run.room import Room, weight
from hyperstream.utils.errors import ToolExecutionError, ToolOutputError

from .bench import Gives, Rooms, Same, Ticks, at, database, join, rows, seconds, values, why


@pytest.fixture(autouse=True)
def little_room(monkeypatch):
    """Three rows of numbers."""
    monkeypatch.setattr(attempt_module, "Room", partial(Room, 48))


def stored(channel):
    return channel.store.store.info()["segments"]


def test_a_reader_sees_nothing_of_a_long_call_before_its_end_and_then_everything():
    channel, seen = database(), []
    sink = channel["s"]

    def given(interval):
        for second in random.Random(1).sample(range(1, 101), 100):
            yield rows(second)
            seen.append((stored(channel), len(values(sink)), len(sink.calculated_intervals)))

    report = Gives(items=given).execute([], sink, seconds(0, 100))
    assert max(segments for segments, _, _ in seen) > 20
    assert {(count, computed) for _, count, computed in seen} == {(0, 0)}
    assert values(sink) == list(range(1, 101))
    assert (report.instances, report.calls) == (100, 1)
    (run,) = channel.store.store.read_runs(sink.key)
    assert (run.count, run.state) == (100, "done")


def test_of_a_long_call_that_fails_nothing_is_left():
    channel = database()
    sink = channel["s"]

    def failing(interval):
        for second in range(1, 50):
            yield rows(second)
        assert stored(channel) > 5
        raise ValueError("sensor returned -99")

    with pytest.raises(ToolExecutionError, match=f"after its instance at {at(49)}".replace("+", r"\+")):
        Gives(items=failing).execute([], sink, seconds(0, 100))
    assert (stored(channel), values(sink), len(sink.calculated_intervals)) == (0, [], 0)
    Ticks().execute([], sink, seconds(0, 100))
    assert values(sink) == list(range(1, 101))


def test_a_time_given_twice_is_found_however_far_apart():
    channel = database()
    twice = [rows(second) for second in range(1, 50)] + [rows(7)]
    with pytest.raises(ToolOutputError, match="the same timestamp twice"):
        Gives(items=twice).execute([], channel["s"], seconds(0, 100))
    assert (stored(channel), values(channel["s"])) == (0, [])


def test_a_redo_is_compared_with_what_was_there():
    channel = database()
    sink, after = channel["s"], channel["t"]
    again = Gives(items=lambda interval: [rows(second) for second in range(1, 50)])
    again.execute([], sink, seconds(0, 100))
    Same().execute([sink], after, seconds(0, 100))
    sink.home.redo(sink, ((0, 100_000),))
    again.execute([], sink, seconds(0, 100))
    assert Same().execute([sink], after, seconds(0, 100)).nothing_to_do


def test_each_sink_of_a_call_is_written_ahead_by_itself():
    channel = database()
    source = join(channel, "ticks", Ticks())
    sinks = [channel.get_or_create_stream({"name": "r", "meta_data": {"room": str(i)}}) for i in range(2)]
    report = Rooms().execute(source, None, sinks, seconds(0, 500), "room", [])
    assert [len(values(sink)) for sink in sinks] == [50, 50]
    assert why(report) == {"missing": [(0, 500)]}


def test_instances_one_by_one_are_written_ahead_too(monkeypatch):
    monkeypatch.setattr(output_module, "_INSTANCES", 8)
    channel = database(MemoryStore())
    sink = channel["s"]

    def given(interval):
        for second in range(100, 0, -1):
            yield StreamInstance(at(second), second)
        assert stored(channel) > 5

    Gives(items=given).execute([], sink, seconds(0, 100))
    assert values(sink) == list(range(1, 101))


def test_rows_of_cells_weigh_by_their_number_of_columns():
    cells = {name: Column(np.arange(100.0)) for name in "abc"}
    wide = Batch(np.arange(100), Table(100, cells))
    narrow = Batch(np.arange(100), Table(100, {"a": cells["a"]}))
    assert weight(narrow) < weight(wide) == 100 * 8 * 4
