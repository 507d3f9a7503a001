from __future__ import annotations

import pytest

from hyperstream import TimeInterval, TimeIntervals
from hyperstream.tool.run import RunOptions
from hyperstream.tool.run.limits import parted
from hyperstream.tool.time_mapping import WHOLE_HISTORY
from hyperstream.utils.clock import SimulatedClock
from hyperstream.utils.errors import ArgumentTypeError, FutureIntervalError, StreamNotAvailableError

from .bench import Ahead, Same, Ticks, at, join, memory, rows, seconds, spans, values


class EndlesslyAhead(Same):
    lookahead = WHOLE_HISTORY


@pytest.mark.parametrize("interval", [None, (0, 1), "today"])
def test_only_a_time_interval_will_do(interval):
    with pytest.raises(ArgumentTypeError, match="executed over a TimeInterval"):
        Ticks().execute([], memory()["s"], interval)


def test_the_future_is_refused_by_the_clock_of_the_sink():
    clock = SimulatedClock("1970-01-01T00:00:10")
    sink = memory(clock)["s"]
    with pytest.raises(FutureIntervalError, match="after now") as caught:
        Ticks().execute([], sink, seconds(0, 11))
    assert caught.value.now == at(10)
    assert Ticks().execute([], sink, seconds(0, 10)).instances == 10
    clock.advance(1)
    assert Ticks().execute([], sink, seconds(0, 11)).instances == 1


def test_a_channel_that_ends_earlier_is_refused():
    channel = memory()
    channel.up_to_timestamp = at(5)
    with pytest.raises(StreamNotAvailableError, match="available up to") as caught:
        Ticks().execute([], channel["s"], seconds(0, 6))
    assert caught.value.up_to == at(5)
    assert Ticks().execute([], channel["s"], seconds(0, 5)).instances == 5


def test_what_a_tool_looks_ahead_to_has_to_have_happened():
    clock = SimulatedClock("1970-01-01T00:01")
    channel = memory(clock)
    source = join(channel, "ticks", Ticks())
    report = Ahead().execute([source], channel["s"], seconds(0, 60))
    assert spans(report.computed) == [(0, 50)]
    assert spans(report.not_yet) == [(50, 60)]
    assert Ahead().execute([source], channel["s"], seconds(55, 60)).nothing_to_do
    clock.advance(5)
    report = Ahead().execute([source], channel["s"], seconds(0, 60))
    assert spans(report.computed) == [(50, 55)]
    assert spans(report.not_yet) == [(55, 60)]


def test_a_look_at_all_the_future_is_not_waited_for():
    channel = memory()
    channel["raw"].write(rows(5))
    report = EndlesslyAhead().execute([channel["raw"]], channel["s"], seconds(0, 10))
    assert spans(report.computed) == [(0, 10)]


class TestCompleteness:
    """A result is never recorded past what a source declared complete."""

    def test_bounds_what_is_computed_and_is_told(self):
        channel = memory()
        raw, sink = channel["raw"], channel["s"]
        raw.write(rows(1, 2, 3), covers=at(4))
        report = Same().execute([raw], sink, seconds(0, 10))
        assert spans(report.computed) == [(0, 4)]
        assert spans(report.not_yet) == [(4, 10)]
        assert Same().execute([raw], sink, seconds(0, 10)).nothing_to_do
        raw.write(rows(6), covers=at(8))
        report = Same().execute([raw], sink, seconds(0, 10))
        assert (spans(report.computed), spans(report.not_yet)) == ([(4, 8)], [(8, 10)])
        assert values(sink) == [1, 2, 3, 6]

    def test_bounds_a_tool_that_looks_ahead_so_much_earlier(self):
        channel = memory()
        channel["raw"].write(rows(*range(1, 30)), covers=at(25))
        report = Ahead().execute([channel["raw"]], channel["s"], seconds(0, 30))
        assert (spans(report.computed), spans(report.not_yet)) == ([(0, 15)], [(15, 30)])

    def test_a_source_that_declares_nothing_is_complete_as_read(self):
        channel = memory()
        channel["raw"].write(rows(1))
        assert not Same().execute([channel["raw"]], channel["s"], seconds(0, 10)).not_yet

    def test_the_least_of_several_counts(self):
        channel = memory()
        one, other = channel["one"], channel["other"]
        one.write(rows(1), covers=at(8))
        other.write(rows(2), covers=at(6))
        assert spans(Same().execute([one, other], channel["s"], seconds(0, 10)).computed) == [(0, 6)]

    def test_bounds_everything_downstream(self):
        channel = memory()
        raw = channel["raw"]
        raw.write(rows(*range(1, 50)), covers=at(40))
        middle = join(channel, "middle", Ahead(), raw)
        last = join(channel, "last", Ahead(), middle)
        report = last.producer.compute(seconds(0, 45))
        assert (spans(report.computed), spans(report.not_yet)) == ([(0, 20)], [(20, 45)])
        assert spans(middle.calculated_intervals) == [(0, 30)]
        revision = channel.ledger(last).rev
        assert last.producer.compute(seconds(0, 45)).nothing_to_do
        assert channel.ledger(last).rev == revision

    def test_leaves_nothing_to_do_where_it_lies_before_the_request(self):
        channel = memory()
        channel["raw"].write(rows(1), covers=at(2))
        report = Same().execute([channel["raw"]], channel["s"], seconds(5, 10))
        assert report.nothing_to_do
        assert spans(report.not_yet) == [(5, 10)]


def test_a_source_is_not_known_beyond_its_channel():
    source, sinks = memory(name="source"), memory(name="sinks")
    source["raw"].write(rows(1, 2, 3))
    source.up_to_timestamp = at(2)
    report = Same().execute([source["raw"]], sinks["s"], seconds(0, 5))
    assert (spans(report.computed), spans(report.not_yet)) == ([(0, 2)], [(2, 5)])
    source.up_to_timestamp = at(100)
    Same().execute([source["raw"]], sinks["s"], seconds(0, 5))
    assert values(sinks["s"]) == [1, 2, 3]


def test_one_stream_read_twice_counts_with_its_widest_reach():
    class Twice(Same):
        lookahead = (10, 0)

        def _execute(self, sources, alignment_stream, interval):
            return super()._execute(sources, None, interval)

    channel = memory()
    raw = channel["raw"]
    raw.write(rows(1), covers=at(20))
    report = Twice().execute([raw], channel["s"], seconds(0, 20), raw, options=RunOptions())
    assert spans(report.computed) == [(0, 10)]


def test_an_interval_is_parted_at_an_end():
    whole = TimeInterval.from_ms(0, 10)
    assert parted(whole, 10) == parted(whole, 99) == (whole, TimeIntervals())
    possible, rest = parted(whole, 4)
    assert ((possible.start_ms, possible.end_ms), rest.spans) == ((0, 4), ((4, 10),))
    for end in (0, -5):
        possible, rest = parted(whole, end)
        assert (possible, rest.spans) == (None, ((0, 10),))
