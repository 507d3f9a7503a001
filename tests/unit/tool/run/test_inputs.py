"""What a run remembers of its reading, and what is therefore noticed later."""

from __future__ import annotations

import pytest

from hyperstream import StreamInstance, TimeInterval, Tool
from hyperstream.stores.keys import maker_of
from hyperstream.stores.ledger.model import NEVER, WHOLE
from hyperstream.tool.time_mapping import WHOLE_HISTORY

from .bench import (
    Before,
    Everything,
    Same,
    Ticks,
    at,
    database,
    join,
    memory,
    rows,
    seconds,
    spans,
    values,
    why,
)

pytestmark = pytest.mark.filterwarnings("ignore::hyperstream.utils.errors.LateDataWarning")


def inputs(stream):
    """The records of a stream's only part, without those of what computed streams in memory."""
    ledger = stream.home.ledger(stream)
    (part,) = ledger.parts
    return tuple(record for record in ledger.ins[part.inputs] if maker_of(record.key) is None)


def test_a_declared_reach_is_recorded_and_settled_as_declared():
    channel = database()
    raw, sink = channel["raw"], channel["s"]
    raw.write(rows(1, 2, 3))
    Before().execute([raw], sink, seconds(5, 10))
    (record,) = inputs(sink)
    assert (record.key, record.before, record.after, record.since) == (raw.key, 3000, 0, NEVER)
    assert record.rev == channel.ledger(raw).rev
    assert [(part.a, part.b) for part in channel.ledger(raw).parts] == [(2000, 10_000)]


def test_a_reach_that_depends_on_data_is_recorded_as_it_was():
    class Hull(Tool):
        def _execute(self, sources, alignment_stream, interval):
            start, end = interval.start_ms, interval.end_ms
            list(sources[0].window(TimeInterval.from_ms(start - 2000, end)))
            list(sources[0].window(TimeInterval.from_ms(start, end + 4000)))
            return ()

    channel = database()
    raw, sink = channel["raw"], channel["s"]
    Hull().execute([raw], sink, seconds(10, 20))
    (record,) = inputs(sink)
    assert (record.before, record.after) == (12_000, 14_000)
    raw.write(rows(8.5))
    # Any result may rest on all that was read for it.
    assert why(Hull().execute([raw], sink, seconds(10, 20))) == {"late": [(10, 20)]}


def test_a_row_that_comes_while_a_request_computes_is_noticed_by_the_next():
    channel = database()
    raw, sink = channel["raw"], channel["s"]
    raw.write(rows(1))

    class Meanwhile(Same):
        def _execute(self, sources, alignment_stream, interval):
            batches = list(super()._execute(sources, alignment_stream, interval))
            if len(self.calls) == 1:
                raw.write(rows(2))
            return batches

    tool = Meanwhile()
    tool.execute([raw], sink, seconds(0, 5))
    assert values(sink) == [1]  # A request does not do its own work again.
    assert why(tool.execute([raw], sink, seconds(0, 5))) == {"late": [(1.999, 2)]}
    assert values(sink) == [1, 2]


class TestWholeHistory:
    def test_of_a_raw_stream_has_no_beginning(self):
        channel = database()
        raw, sink = channel["raw"], channel["s"]
        raw.write(rows(5))
        Everything().execute([raw], sink, seconds(0, 10))
        (record,) = inputs(sink)
        assert (record.before, record.after, record.since) == (WHOLE, WHOLE, NEVER)
        raw.write(rows(-1000))
        assert not Everything().execute([raw], sink, seconds(0, 10)).nothing_to_do
        assert values(sink) == [2]

    def test_of_a_computed_stream_begins_with_it(self):
        channel = database()
        ticks, sink = join(channel, "ticks", Ticks()), channel["s"]
        ticks.producer.compute(seconds(4, 10))

        class UpToNow(Tool):
            lookback = WHOLE_HISTORY

            def _execute(self, sources, alignment_stream, interval):
                found = sources[0].window(TimeInterval(TimeInterval.all_time().start, interval.end))
                yield StreamInstance(interval.end, found.count())

        UpToNow().execute([ticks], sink, seconds(5, 10))
        (record,) = inputs(sink)
        assert (record.before, record.after, record.since) == (WHOLE, 0, 4000)
        assert values(sink) == [6]
        assert UpToNow().execute([ticks], sink, seconds(5, 10)).nothing_to_do
        ticks.producer.compute(seconds(2, 4))  # An older history than there was.
        assert why(UpToNow().execute([ticks], sink, seconds(5, 10))) == {"upstream": [(5, 10)]}
        assert values(sink) == [8]

    def test_that_is_empty_so_far_is_read_all_the_same(self):
        channel = database()
        Everything().execute([channel["raw"]], channel["s"], seconds(0, 10))
        assert values(channel["s"]) == [0]


class TestMemoryBetween:
    """A database stream computed from a memory stream remembers what lies behind that."""

    def test_the_persistent_source_is_remembered_with_both_reaches(self):
        lasting, passing = database(), memory()
        raw = lasting["raw"]
        raw.write(rows(*range(1, 20)))
        middle = join(passing, "middle", Before(), raw)
        sink = join(lasting, "sink", Before(), middle)
        sink.producer.compute(seconds(10, 20))
        (record,) = inputs(sink)
        assert (record.key, record.before, record.after) == (raw.key, 6000, 0)

    def test_a_new_process_finds_it_current_and_late_rows_all_the_same(self):
        lasting = database()
        raw = lasting["raw"]
        raw.write(rows(*range(1, 20)))

        def process():
            middle = join(memory(), "middle", Before(), raw)
            return join(lasting, "sink", Before(), middle), middle

        sink, _ = process()
        sink.producer.compute(seconds(10, 20))
        again, middle = process()
        assert again.producer.compute(seconds(10, 20)).nothing_to_do
        assert not middle.calculated_intervals
        raw.write(rows(12.5, value=100))
        assert why(again.producer.compute(seconds(10, 20))) == {"late": [(12.499, 18.5)]}

    def test_two_ways_to_one_source_are_one_record(self):
        lasting, passing = database(), memory()
        raw = lasting["raw"]
        raw.write(rows(*range(1, 20)))
        one = join(passing, "one", Before(), raw)
        other = join(passing, "other", Same(), raw)
        sink = lasting["s"]

        class Both(Tool):
            def _execute(self, sources, alignment_stream, interval):
                first, second = (list(source.window(interval, force_calculation=True)) for source in sources)
                yield StreamInstance(interval.end, (len(first), len(second)))

        other.producer.compute(seconds(0, 10))
        raw.write(rows(30))
        Both().execute([one, other], sink, seconds(10, 20))
        Both().execute([other, one], lasting["t"], seconds(10, 20))
        for stream in (sink, lasting["t"]):
            (record,) = inputs(stream)
            assert (record.key, record.before) == (raw.key, 3000)

    def test_only_what_lies_behind_the_rows_read_is_remembered(self):
        lasting, passing = database(), memory()
        raw = lasting["raw"]
        middle = join(passing, "middle", Same(), raw)
        middle.producer.compute(seconds(100, 110))
        join(passing, "middle", Ticks())  # What it computes from here on rests on nothing.
        Same().execute([middle], lasting["sink"], seconds(0, 5))
        assert values(lasting["sink"]) == [1, 2, 3, 4, 5]
        assert inputs(lasting["sink"]) == ()

    def test_chunks_end_as_few_parts(self):
        lasting, passing = database(), memory()
        raw = lasting["raw"]
        sink = join(lasting, "sink", Before(), join(passing, "middle", Before(), raw))
        for second in range(1, 40):
            raw.write(rows(second))
            sink.producer.compute(seconds(second - 1, second))
        assert len(lasting.ledger(sink).parts) <= 3
        assert values(sink) == [sum_of_sums(second) for second in range(1, 40)]

    def test_a_memory_sink_names_its_memory_sources(self):
        channel = memory()
        ticks = join(channel, "ticks", Ticks())
        sink = join(channel, "sink", Before(), ticks)
        sink.producer.compute(seconds(0, 5))
        assert [record.key for record in inputs(sink)] == [ticks.key]


def sum_of_sums(second):
    def single(t):
        return sum(u for u in range(t - 2, t + 1) if u > 0)

    return sum(single(t) for t in range(second - 2, second + 1) if t > 0)


def test_a_window_read_without_force_computes_nothing_and_is_watched():
    channel = database()
    ticks, sink = join(channel, "ticks", Ticks()), channel["s"]

    class Looks(Tool):
        def _execute(self, sources, alignment_stream, interval):
            yield StreamInstance(interval.end, sources[0].window(interval).count())

    Looks().execute([ticks], sink, seconds(0, 5))
    assert (values(sink), spans(ticks.calculated_intervals)) == ([0], [])
    ticks.producer.compute(seconds(0, 5))
    assert why(Looks().execute([ticks], sink, seconds(0, 5))) == {"upstream": [(0, 5)]}
    assert values(sink) == [5]


def test_each_look_at_a_source_is_at_the_time_of_that_look():
    channel = database()
    raw = channel["raw"]
    raw.write([(at(1), 1)])

    class Twice(Tool):
        def _execute(self, sources, alignment_stream, interval):
            view = sources[0].window(interval)
            first = view.count()
            raw.write(rows(first + 1))
            yield StreamInstance(interval.end, (first, view.count()))

    Twice().execute([raw], channel["s"], seconds(0, 10))
    assert values(channel["s"]) == [(1, 2)]
    # What changed between the two looks is noticed: the older one counts.
    assert not Twice().execute([raw], channel["s"], seconds(0, 10)).nothing_to_do
