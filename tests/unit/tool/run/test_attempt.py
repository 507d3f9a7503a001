from __future__ import annotations

import pytest

from hyperstream import StreamInstance
from hyperstream.stream import StreamId
from hyperstream.tool.loading import load_tool_file
from hyperstream.utils.errors import StreamDataNotAvailableError, ToolExecutionError, ToolOutputError
from tests.unit.tool.tool_files import tool_file, write

from .bench import Gives, Rooms, Ticks, at, database, join, memory, rows, seconds, values

BROKEN = """
from hyperstream import Tool

class Broken(Tool):
    def _execute(self, sources, alignment_stream, interval):
        yield from sources[0].window(interval, force_calculation=True)
        raise ValueError("sensor returned -99")
"""


def failing(interval):
    yield StreamInstance(at(1), 1)
    yield StreamInstance(at(2), 2)
    raise ValueError("out of order")


def test_a_failure_names_tool_stream_interval_and_how_far_it_came():
    channel = database()
    tool, sink = Gives(items=failing), channel["s"]
    with pytest.raises(ToolExecutionError) as caught:
        tool.execute([], sink, seconds(0, 10))
    text = str(caught.value)
    assert "gives 0.0.0 failed on s" in text
    assert f"after its instance at {at(2)}: ValueError: out of order." in text
    assert "Nothing of this piece was recorded" in text
    assert isinstance(caught.value.__cause__, ValueError)
    assert (caught.value.tool, caught.value.interval) == ("gives", seconds(0, 10))
    assert caught.value.streams == [StreamId("s")]
    assert (values(sink), len(sink.calculated_intervals)) == ([], 0)


def test_a_failure_before_the_first_instance_says_so():
    def at_once(interval):
        raise KeyError("nothing")

    with pytest.raises(ToolExecutionError, match="before its first instance: KeyError: 'nothing'"):
        Gives(items=at_once).execute([], memory()["s"], seconds(0, 10))


def test_a_failure_in_a_tool_file_names_the_line(tmp_path):
    path = write(tmp_path, "broken", BROKEN)
    tool = load_tool_file(tool_file(path))()
    channel = memory()
    channel["raw"].write(rows(1))
    with pytest.raises(ToolExecutionError, match=rf"-99 \({path}:7\)"):
        tool.execute([channel["raw"]], channel["s"], seconds(0, 10))


def test_our_own_errors_come_through_with_a_note():
    channel = memory()

    def strict(interval):
        return channel["raw"].window(interval, strict=True)

    with pytest.raises(StreamDataNotAvailableError) as caught:
        Gives(items=strict).execute([], channel["s"], seconds(0, 10))
    assert "while gives 0.0.0 computed s" in caught.value.__notes__[0]


def test_output_that_is_wrong_is_the_tools_error():
    with pytest.raises(ToolOutputError):
        Gives(items=[StreamInstance(at(11), 1)]).execute([], memory()["s"], seconds(0, 10))
    with pytest.raises(ToolOutputError):
        Gives(items=["text"]).execute([], memory()["s"], seconds(0, 10))


def test_a_tool_may_give_nothing_or_none():
    for items in ([], None):
        sink = memory()["s"]
        report = Gives(items=items).execute([], sink, seconds(0, 10))
        assert (report.calls, report.instances, values(sink)) == (1, 0, [])
        assert Gives(items=items).execute([], sink, seconds(0, 10)).nothing_to_do


def test_many_sinks_are_named_in_part():
    channel = memory()
    source = join(channel, "ticks", Ticks())
    sinks = [channel.get_or_create_stream({"name": "r", "meta_data": {"room": str(i)}}) for i in range(5)]

    class Breaks(Rooms):
        def _execute(self, *args, **kwargs):
            raise ValueError("no")

    with pytest.raises(ToolExecutionError, match=r"and 2 more"):
        Breaks().execute(source, None, sinks, seconds(0, 10), "room", [])
