from __future__ import annotations

import logging
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hyperstream.channels.file_channel import FileChannel
from hyperstream.time_interval import TimeInterval
from hyperstream.tool.versions import FileDateTimeVersion
from hyperstream.utils import MAX_DATE, MIN_DATE, SimulatedClock
from hyperstream.utils.errors import ReadOnlyChannelError


class Reader(FileChannel):
    """Documents are the text of the files."""

    def data_loader(self, short_path: str, file_info: FileDateTimeVersion) -> str:
        return (self.path / short_path / file_info.long_filename).read_text()


def put(folder: Path, name: str, file: str, text: str = "") -> Path:
    path = folder / name / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(tmp_path, "readings", "2016-01-01_v1.0.0.py", "new year")
    put(tmp_path, "readings", "2016-03-01_v1.0.0.py", "old march")
    put(tmp_path, "readings", "2016-03-01_v1.0.10.py", "new march")
    put(tmp_path, "readings", "2030-01-01_v2.0.0.py", "far away")
    put(tmp_path, "readings", "__init__.py")
    put(tmp_path, "empty", "__init__.py")
    put(tmp_path, "__pycache__", "x.py")
    (tmp_path / "README.md").touch()
    return tmp_path


@pytest.fixture
def channel(folder: Path) -> Reader:
    return Reader("files", folder, datetime(2016, 6, 1, tzinfo=UTC))


ALL = TimeInterval(MIN_DATE, MAX_DATE)


def test_streams_are_folders_with_files(channel: Reader) -> None:
    assert [stream_id.name for stream_id in channel.streams] == ["readings"]


def test_documents_lie_at_the_dates_of_their_files(channel: Reader) -> None:
    view = channel["readings"].window(ALL)
    assert [(item.timestamp.isoformat(), item.value) for item in view] == [
        ("2016-01-01T00:00:00+00:00", "new year"),
        ("2016-03-01T00:00:00+00:00", "new march"),
    ]
    assert view.last().value == "new march"


def test_a_window_leaves_out_what_lies_outside(channel: Reader) -> None:
    stream = channel["readings"]
    assert stream.window(("2016-01-01", "2016-02-01")).items() == []
    assert stream.window(("2015-12-31", "2016-01-01")).values() == ["new year"]


def test_everything_up_to_the_date_of_the_channel_counts_as_computed(channel: Reader) -> None:
    stream = channel["readings"]
    assert not stream.window(("2016-01-01", "2016-06-01")).missing
    assert str(stream.window(("2016-01-01", "2016-06-02")).missing) == (
        "(2016-06-01 00:00:00+00:00, 2016-06-02 00:00:00+00:00]"
    )


def test_without_a_date_nothing_is_there_until_it_is_looked_for(folder: Path) -> None:
    channel = Reader("files", folder)
    assert not channel.streams
    channel.update(datetime(2016, 2, 1, tzinfo=UTC))
    assert channel["readings"].window(ALL).values() == ["new year"]


def test_a_channel_that_moves_with_the_clock_sees_more_later(folder: Path) -> None:
    clock = SimulatedClock("2016-02-01")
    channel = Reader("files", folder, None, clock=clock)
    assert channel["readings"].window(ALL).values() == ["new year"]
    clock.advance(60 * 86_400)
    assert channel["readings"].window(ALL).values() == ["new year", "new march"]
    assert channel.computed(channel["readings"])[-1][1] == channel.now()


def test_a_new_folder_is_found_when_it_is_asked_for(folder: Path, channel: Reader) -> None:
    put(folder, "later", "2016-02-02_v1.0.0.py", "came later")
    assert channel["later"].window(ALL).values() == ["came later"]


def test_a_folder_that_is_not_there_is_an_error(channel: Reader) -> None:
    with pytest.raises(ReadOnlyChannelError, match="known names: 'readings'"):
        channel["nothing"]


def test_a_channel_over_a_folder_that_does_not_exist_is_empty(tmp_path: Path) -> None:
    assert not Reader("files", tmp_path / "none", None).streams


def test_a_folder_may_go_again(folder: Path, channel: Reader) -> None:
    for file in (folder / "readings").iterdir():
        file.unlink()
    (folder / "readings").rmdir()
    assert channel["readings"].window(ALL).items() == []


def test_a_bad_name_is_left_out_with_a_warning(
    folder: Path, channel: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    put(folder, "readings", "march.py")
    with caplog.at_level(logging.WARNING, "hyperstream"):
        assert len(channel["readings"].window(ALL).items()) == 2
    assert "Channel files leaves a file out: 'march.py' is not the name of a versioned file" in caplog.text


def test_the_ledger_changes_with_the_files(folder: Path, channel: Reader) -> None:
    stream = channel["readings"]
    before = channel.ledger(stream)
    assert channel.ledger(stream) == before
    put(folder, "readings", "2016-05-05_v1.1.0.py")
    added = channel.ledger(stream).inc
    path = put(folder, "readings", "2016-05-05_v1.1.0.py", "changed")
    changed = channel.ledger(stream).inc
    os.utime(path, (1, 1))
    touched = channel.ledger(stream).inc
    assert len({before.inc, added, changed, touched}) == 4


def test_walk_goes_as_deep_as_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "a" / "b" / "c").mkdir(parents=True)
    assert [Path(found).name for found, _, _ in FileChannel.walk(tmp_path)] == [tmp_path.name, "a"]
    assert len(list(FileChannel.walk(tmp_path, level=3))) == 4
    with pytest.raises(ValueError, match="is not a folder"):
        list(FileChannel.walk(tmp_path / "none"))
