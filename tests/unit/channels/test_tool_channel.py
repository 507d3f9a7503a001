from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hyperstream.channels.tool_channel import ToolChannel
from hyperstream.time_interval import TimeInterval
from hyperstream.utils import SimulatedClock
from hyperstream.utils.errors import ReadOnlyChannelError, ToolLoadError
from tests.unit.tool.tool_files import plain, write

ALL = TimeInterval.all_time()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "clock", plain("Clock", "First."), "2016-07-11T1209Z_v0.0.1.py")
    write(tmp_path, "clock", plain("Clock", "Second."), "2016-11-14_v0.1.0.py")
    write(tmp_path, "clock", plain("Clock", "Same day."), "2016-11-14_v0.1.1.py")
    write(tmp_path, "broken", "1 +", "2016-11-14_v0.1.0.py")
    return tmp_path


@pytest.fixture
def channel(folder: Path) -> ToolChannel:
    return ToolChannel("tools", folder)


def test_a_tool_is_a_stream_and_a_version_a_document(channel: ToolChannel) -> None:
    classes = channel["clock"].window(ALL).values()
    assert [(cls.tool_version, cls.summary()) for cls in classes] == [
        ("0.0.1", "First."),
        ("0.1.1", "Same day."),
    ]


def test_a_window_up_to_a_date_gives_the_version_of_that_time(channel: ToolChannel) -> None:
    old = channel["clock"].window((None, datetime(2016, 8, 1, tzinfo=UTC))).last().value
    assert old.summary() == "First."
    assert old(stride=2).full_name == "clock 0.0.1"


def test_the_catalogue_has_the_versions_of_one_day_too(channel: ToolChannel) -> None:
    assert channel.catalogue.get("clock", "0.1.0").summary() == "Second."
    assert channel.catalogue.get("clock").summary() == "Same day."
    assert channel.catalogue.label == "tools"


def test_nothing_is_loaded_to_list_the_streams(channel: ToolChannel) -> None:
    assert sorted(stream_id.name for stream_id in channel.streams) == ["broken", "clock"]


def test_a_broken_file_is_an_error_where_it_is_read(channel: ToolChannel) -> None:
    with pytest.raises(ToolLoadError, match="SyntaxError"):
        channel["broken"].window(ALL).last()
    assert channel["clock"].window(ALL).last().value.summary() == "Same day."


def test_no_version_in_the_window_is_no_document(channel: ToolChannel) -> None:
    assert channel["clock"].window(("2010-01-01", "2011-01-01")).last(default="none") == "none"


def test_a_tool_that_is_not_there_is_an_error(channel: ToolChannel) -> None:
    with pytest.raises(ReadOnlyChannelError, match="'nothing' not found"):
        channel["nothing"]


def test_tools_are_there_however_old_the_simulated_time_is(folder: Path) -> None:
    channel = ToolChannel("tools", folder, clock=SimulatedClock("2001-01-01"))
    assert channel.catalogue.get("clock").summary() == "Same day."


def test_a_channel_up_to_a_date_knows_nothing_later(folder: Path) -> None:
    channel = ToolChannel("tools", folder, datetime(2016, 8, 1, tzinfo=UTC))
    assert channel.catalogue.versions("clock") == ["0.0.1"]
    assert channel["clock"].window(ALL).last().value.summary() == "First."


def test_several_folders_stand_together(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    path = write(own, "clock", plain("Clock", "Mine."), "2020-01-01_v1.0.0.py")
    channel = ToolChannel("tools", [own, folder])
    stream = channel["clock"]
    assert [cls.tool_version for cls in stream.window(ALL).values()] == ["0.0.1", "0.1.1", "1.0.0"]
    before = channel.ledger(stream).inc
    path.write_text(plain("Clock", "Changed."))
    assert channel.ledger(stream).inc != before
    assert [str(file.version) for file in channel.files("clock")] == ["0.0.1", "0.1.0", "0.1.1", "1.0.0"]


def test_a_channel_without_folders_is_empty() -> None:
    assert not ToolChannel("tools", []).streams


def test_documents_are_loaded_by_file_name_too(channel: ToolChannel) -> None:
    (_, _, newest) = channel.files("clock")
    assert channel.data_loader("clock", newest).summary() == "Same day."
