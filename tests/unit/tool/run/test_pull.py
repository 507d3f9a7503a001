from __future__ import annotations

import pytest

from hyperstream.tool.run import RunReport
from hyperstream.tool.run.pull import Pull, pulling, run_id_in_progress
from hyperstream.utils.clock import SimulatedClock

from .bench import Before, Same, Ticks, at, database, join, memory, rows, seconds, spans, values, why

late = pytest.mark.filterwarnings("ignore::hyperstream.utils.errors.LateDataWarning")


class Asked:
    """A producer that notes what it is asked for."""

    def __init__(self, not_yet=None):
        self.asked = []
        self.not_yet = not_yet

    def compute(self, interval):
        self.asked.append(("compute", interval.start_ms, interval.end_ms))

    def refresh(self, interval):
        self.asked.append(("refresh", interval.start_ms, interval.end_ms))
        report = RunReport("t", "1.0.0", "id")
        if self.not_yet is not None:
            report.not_yet = report.not_yet + self.not_yet
        return report


def stream(producer, clock=None):
    found = memory(clock)["s"]
    found.producer = producer
    return found


def test_each_stretch_of_a_stream_is_asked_for_once():
    producer = Asked()
    pull, source = Pull("id"), stream(producer)
    pull.compute(source, 0, 10)
    pull.compute(source, 5, 20)
    pull.compute(source, 3, 12)
    assert producer.asked == [("compute", 0, 10), ("compute", 10, 20)]
    pull.refresh(source, 0, 10)
    pull.refresh(source, 0, 10)
    assert producer.asked[2:] == [("refresh", 0, 10)]


def test_a_stream_without_producer_is_taken_as_it_is():
    source = stream(None)
    pull = Pull("id")
    pull.compute(source, 0, 10)
    assert pull.refresh(source, 0, 10) == ()


def test_nothing_is_asked_for_after_now_or_after_the_end_of_the_channel():
    producer = Asked()
    source = stream(producer, SimulatedClock("1970-01-01T00:00:10"))
    Pull("id").compute(source, 5000, 2**62)
    source.home.up_to_timestamp = at(7)
    Pull("id").compute(source, 5000, 20_000)
    Pull("id").compute(source, 8000, 20_000)
    assert producer.asked == [("compute", 5000, 10_000), ("compute", 5000, 7000)]


def test_nothing_is_asked_for_before_the_beginning_of_time():
    producer = Asked()
    Pull("id").refresh(stream(producer), -(2**63), 0)
    assert producer.asked == [("refresh", -62_135_596_800_000, 0)]


def test_what_cannot_be_computed_yet_is_told_again_each_time():
    producer = Asked(seconds(5, 10))
    pull, source = Pull("id"), stream(producer)
    assert pull.refresh(source, 0, 10_000) == ((5000, 10_000),)
    assert pull.refresh(source, 0, 7000) == ((5000, 7000),)
    assert pull.refresh(source, 0, 4000) == ()
    assert len(producer.asked) == 1


def test_a_failure_does_not_count_as_done():
    class Fails(Asked):
        def compute(self, interval):
            super().compute(interval)
            if len(self.asked) == 1:
                raise ValueError

    producer = Fails()
    pull, source = Pull("id"), stream(producer)
    for _ in range(2):
        try:
            pull.compute(source, 0, 10)
        except ValueError:
            continue
    assert len(producer.asked) == 2


def test_what_is_known_to_be_done_is_not_asked_for():
    producer = Asked()
    pull, source = Pull("id"), stream(producer)
    pull.mark(source, ((0, 10),), ((0, 5),))
    pull.compute(source, 0, 12)
    pull.refresh(source, 0, 12)
    assert producer.asked == [("compute", 10, 12), ("refresh", 5, 12)]


def test_requests_inside_a_request_are_part_of_it():
    assert run_id_in_progress() == ""
    with pulling("outer") as outer, pulling("inner") as inner:
        assert inner is outer
        assert run_id_in_progress() == "outer"
    assert run_id_in_progress() == ""
    with pulling() as pull:
        assert len(pull.run_id) == 12


def test_everything_one_look_computes_has_one_run_id():
    channel = database()
    ticks = join(channel, "ticks", Ticks())
    sink = join(channel, "sink", Before(), join(channel, "middle", Same(), ticks))
    sink.window(seconds(0, 10), force_calculation=True).items()
    runs = [
        run.run
        for name in ("ticks", "middle", "sink")
        for run in channel.store.store.read_runs(channel[name].key)
    ]
    assert len(runs) == 3
    assert len(set(runs)) == 1


def test_a_shared_source_is_looked_at_once_however_many_ways_lead_to_it():
    channel = memory()
    ticks = join(channel, "0", Ticks())
    stage = ticks
    for level in range(1, 12):  # 2 to the power of 11 ways
        both = [join(channel, f"{level}{side}", Before(), stage) for side in "ab"]
        stage = join(channel, str(level), First(), *both)
    calls = []
    compute = ticks.producer.tool._execute
    ticks.producer.tool._execute = lambda **arguments: calls.append(1) or compute(**arguments)
    stage.producer.compute(seconds(100, 110))
    assert len(calls) < 60
    assert len(values(stage)) == 10


class First(Same):
    def _execute(self, sources, alignment_stream, interval):
        found = [source.window(interval, force_calculation=True).to_batch() for source in sources]
        return [found[0]]


@late
def test_late_rows_far_upstream_are_noticed_by_a_look():
    channel = database()
    raw = channel["raw"]
    raw.write(rows(*range(1, 20)))
    middle = join(channel, "middle", Before(), raw)
    sink = join(channel, "sink", Before(), middle)
    sink.producer.compute(seconds(5, 20))
    raw.write([(at(10), 1000)], on_conflict="replace")
    report = sink.producer.compute(seconds(5, 20))
    assert why(report) == {"upstream": [(9.999, 16)]}
    assert spans(middle.calculated_intervals) == [(2, 20)]
    assert sink.producer.compute(seconds(5, 20)).nothing_to_do


@late
def test_a_refresh_computes_nothing_that_was_missing():
    channel = memory()
    raw = channel["raw"]
    raw.write(rows(1, 2, 3))
    sink = join(channel, "sink", Same(), raw)
    assert sink.producer.refresh(seconds(0, 10)).nothing_to_do
    sink.producer.compute(seconds(0, 2))
    raw.write([(at(1), 100)], on_conflict="replace")
    assert why(sink.producer.refresh(seconds(0, 10))) == {"late": [(0.999, 1)]}
    assert values(sink) == [100, 2]
