"""A result that lasts, computed from a stream in memory, is no longer current once that is made otherwise."""

from __future__ import annotations

import pytest

from hyperstream import Batch, TimeIntervals, Tool
from hyperstream.execution import plan_of, prepare
from hyperstream.stores.keys import maker_key, maker_of, stream_key
from hyperstream.stores.memory import MemoryStore
from hyperstream.tool.run import RunOptions

from .bench import Same, database, join, memory, rows, seconds


class More(Tool):
    """Each value, larger by a constant."""

    more: int = 0

    def _execute(self, sources, alignment_stream, interval):
        for batch in sources[0].window(interval, force_calculation=True).batches():
            yield Batch(batch.timestamps, [value + self.more for value in batch.values_list()])


class House:
    """A process: a raw stream, streams in memory (each more than the one before), and one that lasts."""

    def __init__(self, store, *more, version="1.0.0", tool=More):
        self.lasting, self.passing = database(store), memory()
        stream = self.lasting["raw"]
        for place, each in enumerate(more):
            release = type(tool.__name__, (tool,), {"tool_version": version})
            stream = join(self.passing, f"middle{place}", release(more=each), stream)
        self.sink = join(self.lasting, "sink", Same(), stream)

    def compute(self, a=0, b=10, **options):
        return self.sink.producer.tool.execute(
            self.sink.producer.sources, self.sink, seconds(a, b), options=RunOptions(**options)
        )

    def values(self):
        return self.sink.window(seconds(0, 100)).to_batch().values_list()


@pytest.fixture
def store():
    store = MemoryStore()
    database(store)["raw"].write(rows(1, 2, value=0))
    return store


def test_other_parameters_in_memory_make_what_lasts_stale_after_a_restart(store):
    House(store, 5).compute()
    other = House(store, 7)
    assert other.compute().computed == TimeIntervals([seconds(0, 10)])
    assert other.values() == [7, 7]
    assert other.compute().nothing_to_do


def test_the_same_tool_after_a_restart_leaves_it_current(store):
    House(store, 5).compute()
    assert House(store, 5).compute().nothing_to_do


def test_only_what_the_old_tool_made_is_computed_again(store):
    House(store, 5).compute(0, 4)
    House(store, 7).compute(4, 10)
    assert House(store, 5).compute().computed == TimeIntervals([seconds(4, 10)])


def test_it_is_noticed_through_several_streams_in_memory(store):
    House(store, 5, 100).compute()
    other = House(store, 6, 100)
    assert not other.compute().nothing_to_do
    assert other.values() == [106, 106]


def test_other_sources_in_memory_are_noticed_too(store):
    House(store, 5, 100).compute()
    other = House(store, 5, 100)
    other.passing["middle1"].producer = None
    join(other.passing, "middle1", More(more=100), other.lasting["raw"])
    assert not other.compute().nothing_to_do
    assert other.values() == [100, 100]


@pytest.mark.parametrize(
    ("version", "policy", "current"),
    [
        ("1.0.1", "major", True),
        ("1.0.1", "patch", False),
        ("1.1.0", "minor", False),
        ("1.1.0", "major", True),
        ("2.0.0", "major", False),
    ],
)
def test_the_version_policy_holds_for_what_is_in_memory(store, version, policy, current):
    House(store, 5).compute(policy=policy)
    found = House(store, 5, version=version)
    units = prepare([found.sink.producer], seconds(0, 10), RunOptions(policy=policy)).units
    assert (not units) == current


def test_another_tool_of_another_name_is_noticed_while_the_process_lives(store):
    house = House(store, 5)
    house.compute()

    class Less(More):
        def _execute(self, sources, alignment_stream, interval):
            yield Batch([1000, 2000], [-1, -1])

    house.passing["middle0"].producer = None
    join(house.passing, "middle0", Less(more=5), house.lasting["raw"])
    assert not house.compute().nothing_to_do
    assert house.values() == [-1, -1]


def test_what_nobody_computes_any_more_makes_nothing_stale_by_being_gone(store):
    House(store, 5).compute()
    left = House(store, 7)
    left.passing["middle0"].producer = None
    assert left.compute().nothing_to_do


def test_a_plan_says_that_the_tool_behind_a_stream_in_memory_changed(store):
    House(store, 5).compute()
    other = House(store, 7)
    interval = seconds(0, 10)
    plan = plan_of(prepare([other.sink.producer], interval), "all", interval, 0)
    (text,) = [each for unit in plan.units for each in unit.because if unit.unit.sinks == (other.sink.key,)]
    assert "middle0" in text


def test_provenance_names_the_tool_of_the_stream_in_memory(store):
    house = House(store, 5, version="1.2.0")
    house.compute()
    (stretch,) = house.sink.provenance(seconds(0, 10)).stretches
    made = {origin.key: origin.stretches[0] for origin in stretch.inputs}
    middle = made[house.passing["middle0"].key]
    assert (middle.tool, middle.version) == ("more", "1.2.0")
    assert house.lasting["raw"].key in made
    assert "middle0" in str(house.sink.provenance(seconds(0, 10)))


def test_time_of_a_stream_in_memory_that_was_declared_by_hand_names_no_tool(store):
    house = House(store, 5)
    middle = house.passing["middle0"]
    middle.producer.compute(seconds(0, 4))
    middle.calculated_intervals = TimeIntervals([seconds(0, 10)])
    house.compute(5, 10)
    ledger = house.sink.home.ledger(house.sink)
    assert not [record for inputs in ledger.ins for record in inputs if maker_of(record.key)]


def test_a_key_tells_what_made_a_stream_and_other_keys_tell_nothing():
    stream = stream_key("memory", "a", [("house", "1")])
    key = maker_key(stream, "mean", "1.0.0", "ab12")
    assert maker_of(key) == (stream, "mean", "1.0.0", "ab12")
    assert maker_of(stream) is None
