from datetime import UTC, datetime, timedelta

import pytest

from hyperstream.batch.batch import Batch
from hyperstream.stream import Stream, StreamId, StreamInstance, StreamView
from hyperstream.time_interval import RelativeTimeInterval, TimeInterval, TimeIntervals
from hyperstream.utils.errors import (
    ArgumentTypeError,
    ArgumentValueError,
    FutureIntervalError,
    StreamDataNotAvailableError,
)
from hyperstream.utils.time_utils import from_ms
from tests.unit.stream.fake_home import FakeHome, FakeProducer, seconds, stream_of

FIRST_MINUTE = TimeInterval.from_ms(0, 60_000)


def test_a_stream_needs_a_stream_id():
    with pytest.raises(ArgumentTypeError, match="StreamId"):
        Stream(FakeHome(), "s")


def test_there_are_no_sandboxes():
    with pytest.raises(ArgumentValueError, match="Sandboxes"):
        Stream(FakeHome(), StreamId("s"), None, "box")


def test_streams_are_equal_when_they_stand_for_the_same_one():
    home = FakeHome()
    one, same = Stream(home, StreamId("s")), Stream(home, StreamId("s"))
    assert one == same
    assert hash(one) == hash(same)
    assert one != Stream(home, StreamId("t"))
    assert one != Stream(FakeHome(), StreamId("s"))
    assert one != one.kept("tool@1")
    assert one != "s"


def test_it_says_what_it_is():
    stream = stream_of()
    assert str(stream) == "Stream(stream_id=s, channel_id=fake)"
    assert repr(stream) == "Stream(stream_id=StreamId(name='s', meta_data=()), channel_id='fake')"
    assert stream.channel is stream.home
    assert stream.key == StreamId("s").key("fake")


def test_back_references_are_plain_attributes():
    stream = stream_of()
    assert (stream.parent_node, stream.tool_reference, stream.producer) == (None, None, None)
    stream.parent_node = node = object()
    stream.set_tool_reference("tool")
    assert stream.parent_node is node
    assert stream.tool_reference == "tool"


# --- computed intervals
@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (None, []),
        ([], []),
        (FIRST_MINUTE, [FIRST_MINUTE]),
        ([FIRST_MINUTE, FIRST_MINUTE], [FIRST_MINUTE]),
        (TimeIntervals([FIRST_MINUTE]), [FIRST_MINUTE]),
    ],
)
def test_computed_intervals_can_be_declared(given, kept):
    stream = stream_of()
    stream.calculated_intervals = given
    assert list(stream.calculated_intervals) == kept
    assert Stream(FakeHome(), StreamId("s"), given).calculated_intervals == TimeIntervals(kept)


@pytest.mark.parametrize("given", [3, "2016-10-28", ["2016-10-28"]])
def test_what_is_no_interval_cannot_be_declared_computed(given):
    with pytest.raises(ArgumentTypeError):
        stream_of().calculated_intervals = given


def test_computed_time_cannot_run_ahead_of_the_clock():
    stream = stream_of(now=59_999)
    with pytest.raises(FutureIntervalError, match="after now"):
        stream.calculated_intervals = FIRST_MINUTE
    assert stream.calculated_intervals.is_empty


# --- windows
def test_a_window_is_made_from_anything_that_is_an_interval():
    stream = stream_of(1, 2, 3, now=60_000)
    for given in [
        FIRST_MINUTE,
        (FIRST_MINUTE.start, FIRST_MINUTE.end),
        ["1970-01-01", "1970-01-01T00:01:00"],
        (datetime(1970, 1, 1), "1970-01-01T00:01Z"),  # noqa: DTZ001
        RelativeTimeInterval(-60, 0),
        (-60, 0),
        (timedelta(minutes=-1), timedelta()),
    ]:
        view = stream.window(given)
        assert isinstance(view, StreamView)
        assert view.time_interval == FIRST_MINUTE
    assert stream.window((None, None)).time_interval.end == from_ms(60_000)


@pytest.mark.parametrize("given", ["1970-01-01", 3, (1, 2, 3), datetime(1970, 1, 1, tzinfo=UTC)])
def test_a_window_needs_an_interval(given):
    with pytest.raises(ArgumentTypeError):
        stream_of().window(given)


def test_a_window_without_interval_shows_the_last_computed_one():
    stream = stream_of()
    with pytest.raises(ArgumentValueError, match="no computed interval"):
        stream.window()
    later = TimeInterval.from_ms(120_000, 180_000)
    stream.calculated_intervals = [later, FIRST_MINUTE]
    assert stream.window().time_interval == later


def test_a_kept_version_is_another_key_of_the_same_stream():
    stream = stream_of()
    stream.parent_node = "node"
    view = stream.window(FIRST_MINUTE, version="mean@2")
    assert view.stream.key == StreamId("s").key("fake", "mean@2")
    assert view.stream.parent_node == "node"
    assert stream.version == ""


# --- missing, strict, forced, tracked
def test_what_is_not_computed_is_visible_and_read_all_the_same():
    stream = stream_of(1, 2, 3)
    stream.home.spans = ((0, 1000),)
    view = stream.window((from_ms(0), from_ms(3000)))
    assert view.missing == TimeIntervals([TimeInterval.from_ms(1000, 3000)])
    assert view.values() == [1, 2, 3]


def test_a_strict_window_raises_with_the_gaps_before_it_gives_anything():
    stream = stream_of(1, 2, 3)
    stream.home.spans = ((0, 1000),)
    view = stream.window((from_ms(0), from_ms(3000)), strict=True)
    for read in (view.items, view.last, lambda: next(iter(view))):
        with pytest.raises(StreamDataNotAvailableError, match="has not been computed") as caught:
            read()
        assert caught.value.missing == TimeIntervals([TimeInterval.from_ms(1000, 3000)])
        assert caught.value.stream_id == StreamId("s")
    assert stream.home.rows_read == 0
    assert stream.window((from_ms(0), from_ms(1000)), strict=True).values() == [1]


def test_a_forced_window_lets_the_producer_compute_first():
    stream = stream_of(1, 2)
    stream.producer = producer = FakeProducer(stream.home)
    view = stream.window(FIRST_MINUTE, force_calculation=True, strict=True)
    assert producer.asked == []
    assert view.values() == [1, 2]
    assert producer.asked == [FIRST_MINUTE]
    assert view.missing.is_empty


def test_a_forced_window_without_producer_still_shows_what_is_missing():
    view = stream_of(1).window(FIRST_MINUTE, force_calculation=True)
    assert view.values() == [1]
    assert view.missing == TimeIntervals([FIRST_MINUTE])


def test_a_tracked_stream_reports_each_reading_before_it_happens():
    stream = stream_of(1, 2, 3)
    stream.producer = producer = FakeProducer(stream.home)
    seen = []
    tracked = stream.tracked(lambda *call: seen.append((*call, stream.home.rows_read)))
    assert tracked == stream
    assert stream.recorder is None
    view = tracked.window(FIRST_MINUTE)
    assert seen == []
    view.items()
    view.last()
    next(view.head(1))
    assert seen == [(tracked, 0, 60_000, False, rows) for rows in (0, 3, 4)]
    tracked.window(FIRST_MINUTE, force_calculation=True).items()
    assert seen[-1][3] is True
    assert producer.asked == []  # the recorder takes it over


# --- writing
def test_rows_are_written_in_every_form_they_come_in():
    instance = StreamInstance(from_ms(1000), 1)
    for data in [
        instance,
        [instance],
        (instance,),
        iter([instance]),
        (from_ms(1000), 1),
        [(from_ms(1000), 1)],
        [["1970-01-01T00:00:01Z", 1]],
        {from_ms(1000): 1},
        seconds(1),
    ]:
        stream = stream_of()
        assert stream.write(data) == 1
        assert stream.home.batch.instances() == [instance]
    stream = stream_of()
    assert stream.write([]) == 0


@pytest.mark.parametrize("data", [3, "text", b"text", None, [3], [(1, 2)], [("1970-01-01", 1, 2)]])
def test_what_is_no_rows_is_refused(data):
    with pytest.raises(TypeError):
        stream_of().write(data)


def test_a_time_that_cannot_be_read_is_refused():
    with pytest.raises(ArgumentValueError, match="ISO 8601"):
        stream_of().write([("yesterday", 1)])


def test_options_of_a_write_reach_the_home():
    stream = stream_of(now=60_000)
    stream.write([], on_conflict="replace", covers=FIRST_MINUTE, force=True)
    assert stream.home.calls == [("write", Batch.empty(), "replace", (0, 60_000), True)]
    for covers, kept in [
        (None, None),
        ("1970-01-01T00:00:05", 5000),
        (from_ms(7000), 7000),
        (("1970-01-01", "1970-01-02"), (0, 86_400_000)),
        ((-60, 0), (0, 60_000)),
    ]:
        stream.write([], covers=covers)
        assert stream.home.calls[-1][3] == kept


def test_the_writer_takes_an_instance_or_a_list():
    stream = stream_of()
    stream.writer(StreamInstance(from_ms(1000), 1))
    stream.writer([StreamInstance(from_ms(2000), 2), StreamInstance(from_ms(3000), 3)])
    assert stream.window(FIRST_MINUTE).values() == [1, 2, 3]
    with pytest.raises(TypeError):
        stream.writer(3)


def test_a_purged_stream_is_empty():
    stream = stream_of(1, 2)
    stream.calculated_intervals = FIRST_MINUTE
    stream.purge()
    assert stream.window(FIRST_MINUTE).items() == []
    assert stream.calculated_intervals.is_empty
