from __future__ import annotations

from hyperstream.stores.memory import MemoryStore
from hyperstream.tool.run.kinds import tool_job
from hyperstream.tool.run.made import made_by
from hyperstream.tool.run.sources import look
from hyperstream.tool.run.upstream import computed_sources
from hyperstream.tool.time_mapping import Reach
from tests.laws.watched_store import WatchedStore

from .bench import Before, Same, Ticks, database, join, memory, rows, seconds


def job(tool, sources, sink):
    return tool_job(tool, sources, sink)


def test_ledgers_come_from_every_home_that_is_read():
    lasting, passing = database(), memory()
    lasting["a"].write(rows(1))
    passing["b"].write(rows(1))
    found = look(job(Same(), [lasting["a"], passing["b"]], passing["s"])).sources
    assert {key: ledger.rev > 0 for key, ledger in found.items()} == {
        lasting["a"].key: True,
        passing["b"].key: True,
    }


def test_what_results_name_behind_memory_is_found_in_the_home_of_the_sink():
    lasting, passing = database(), memory()
    raw = lasting["raw"]
    raw.write(rows(1))
    middle = join(passing, "middle", Same(), raw)
    sink = join(lasting, "sink", Same(), middle)
    before = look(job(Same(), [middle], sink)).sources
    assert set(before) == {middle.key}
    sink.producer.compute(seconds(0, 5))
    made = made_by(middle.key, middle.producer.job().fingerprint).key
    assert set(look(job(Same(), [middle], sink)).sources) == {middle.key, raw.key, made}


def test_a_source_that_is_gone_is_left_out():
    lasting, passing = database(), memory()
    raw = lasting["raw"]
    raw.write(rows(1))
    middle = join(passing, "middle", Same(), raw)
    sink = join(lasting, "sink", Same(), middle)
    sink.producer.compute(seconds(0, 5))
    lasting.store.drop(raw.key)
    middle.producer = None
    assert set(look(job(Same(), [middle], sink)).sources) == {middle.key}


def test_without_sources_there_is_nothing_to_read():
    assert look(job(Ticks(), [], database()["s"])).sources == {}


def test_sources_and_sinks_of_one_home_are_read_in_one_round_trip():
    store = WatchedStore(MemoryStore())
    channel = database(store)
    channel["raw"].write(rows(1))
    before = len(store.operations)
    found = look(job(Same(), [channel["raw"]], channel["s"]))
    assert store.operations[before:] == ["read_ledgers"]
    assert [ledger.rev for ledger in found.sinks] == [0]
    assert [ledger.rev for ledger in found.sources.values()] == [1]


def test_only_sources_that_something_computes_are_looked_at():
    channel = memory()
    ticks = join(channel, "ticks", Ticks())
    tool, sink = Before(), channel["s"]
    assert list(computed_sources(job(tool, [channel["raw"]], sink), seconds(0, 10))) == []
    assert list(computed_sources(job(tool, [ticks], sink), seconds(0, 10))) == [(ticks, Reach(3000, 0))]


def test_results_that_reached_further_than_declared_are_looked_at_as_far():
    channel = memory()
    ticks = join(channel, "ticks", Ticks())

    class Wider(Same):
        def _execute(self, sources, alignment_stream, interval):
            sources[0].window(seconds(-5, 25)).count()
            return ()

    sink = join(channel, "s", Wider(), ticks)
    sink.producer.compute(seconds(0, 10))
    found = list(computed_sources(job(Wider(), [ticks], sink), seconds(2, 8)))
    assert found == [(ticks, Reach(15_000, 25_000))]
    assert list(computed_sources(job(Wider(), [ticks], sink), seconds(50, 60))) == [(ticks, Reach(0, 0))]


def test_through_memory_what_lies_behind_it_is_looked_at_as_far_as_results_reach():
    lasting, passing = database(), memory()
    inner = join(lasting, "inner", Same(), lasting["raw"])
    middle = join(passing, "middle", Before(), inner)
    sink = join(lasting, "sink", Same(), join(passing, "last", Same(), middle))
    asked = job(Same(), [passing["last"]], sink)
    assert list(computed_sources(asked, seconds(0, 10))) == [(passing["last"], Reach(0, 0))]
    sink.producer.compute(seconds(0, 10))
    assert list(computed_sources(asked, seconds(0, 10))) == [
        (inner, Reach(3000, 0)),
        (passing["last"], Reach(0, 0)),
    ]


def test_all_that_lies_behind_memory_is_looked_at_once():
    lasting, passing = database(), memory()
    one, other = (join(lasting, name, Same(), lasting["raw"]) for name in ("one", "other"))
    middle = join(passing, "middle", Before(), one, other, one)
    sink = join(lasting, "sink", Same(), middle)
    sink.producer.compute(seconds(0, 10))
    found = [stream for stream, _ in computed_sources(job(Same(), [middle], sink), seconds(0, 10))]
    assert (found.count(one), found.count(middle)) == (1, 1)


def test_what_is_not_complete_behind_memory_is_not_computed_yet():
    lasting, passing = database(), memory()
    lasting["raw"].write(rows(1), covers=seconds(0, 5))
    inner = join(lasting, "inner", Same(), lasting["raw"])
    sink = join(lasting, "sink", Same(), join(passing, "middle", Same(), inner))
    sink.producer.compute(seconds(0, 5))
    report = sink.producer.compute(seconds(0, 10))
    assert report.not_yet.spans == ((5000, 10_000),)
    assert report.nothing_to_do


def test_what_is_raw_behind_memory_has_nothing_to_be_brought_up_to_date():
    lasting, passing = database(), memory()
    middle = join(passing, "middle", Before(), lasting["raw"])
    sink = join(lasting, "sink", Same(), middle)
    sink.producer.compute(seconds(0, 10))
    assert list(computed_sources(job(Same(), [middle], sink), seconds(0, 10))) == [(middle, Reach(0, 0))]


def test_a_second_source_does_not_take_on_the_reach_of_the_first():
    channel = memory()
    one, other = (join(channel, name, Ticks()) for name in ("one", "other"))

    class Uneven(Same):
        lookback = (7, 0)

    sink = join(channel, "s", Uneven(), one, other)

    class Reads(Uneven):
        def _execute(self, sources, alignment_stream, interval):
            for source in sources:
                source.window(interval, force_calculation=True).count()
            return ()

    tool = Reads()
    tool.execute([one, other], sink, seconds(0, 10))
    assert dict(computed_sources(job(tool, [one, other], sink), seconds(0, 10))) == {
        one: Reach(7000, 0),
        other: Reach(0, 0),
    }
