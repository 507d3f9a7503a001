from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream.batch import StreamInstance
from hyperstream.channels.assets_file_channel import AssetsFileChannel
from hyperstream.time_interval import TimeInterval
from hyperstream.utils import SimulatedClock
from hyperstream.utils.errors import (
    ArgumentValueError,
    DuplicateInstanceError,
    FutureIntervalError,
    StoreFormatError,
    StreamAlreadyExistsError,
    StreamNotFoundError,
    ValueNotStorableError,
)

ALL = TimeInterval.all_time()
MAY = datetime(2016, 5, 1, 12, 30, 15, 250_000, tzinfo=UTC)


@pytest.fixture
def channel(tmp_path: Path) -> AssetsFileChannel:
    return AssetsFileChannel("lab_assets", tmp_path / "assets", clock=SimulatedClock("2016-06-01"))


def put(channel: AssetsFileChannel, name: str, file: str, value: Any) -> None:
    folder = channel.path / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / file).write_text(json.dumps(value))


def test_streams_are_folders_however_deep(channel: AssetsFileChannel) -> None:
    put(channel, "devices", "2016-01-01.json", {"a": 1})
    put(channel, "house/1/rooms", "2016-01-02T10:00:00Z.json", ["kitchen"])
    channel.update(datetime(2016, 6, 1, tzinfo=UTC))
    assert sorted(stream_id.name for stream_id in channel.streams) == ["devices", "house/1/rooms"]
    assert channel["house/1/rooms"].window(ALL).items() == [
        StreamInstance(datetime(2016, 1, 2, 10, tzinfo=UTC), ["kitchen"])
    ]


def test_files_of_the_future_do_not_count(channel: AssetsFileChannel) -> None:
    put(channel, "devices", "2016-01-01.json", 1)
    put(channel, "devices", "2017-01-01.json", 2)
    assert channel["devices"].window(ALL).values() == [1]


def test_what_is_written_is_a_readable_file_and_comes_back(channel: AssetsFileChannel) -> None:
    stream = channel["devices"]
    stream.write([(MAY, {"b": [1, 2.5, None, "ü"], "a": True})])
    (file,) = (channel.path / "devices").iterdir()
    assert file.name == "2016-05-01T123015.250Z.json"
    assert file.read_text(encoding="utf-8").startswith('{\n  "a": true,\n  "b": [\n')
    assert stream.window(ALL).items() == [StreamInstance(MAY, {"b": [1, 2.5, None, "ü"], "a": True})]


JSON = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)),
    max_leaves=6,
)


@settings(max_examples=30, deadline=None)
@given(JSON)
def test_every_json_value_comes_back(tmp_path_factory: pytest.TempPathFactory, value: Any) -> None:
    channel = AssetsFileChannel("assets", tmp_path_factory.mktemp("assets"))
    channel["one"].write((MAY, value))
    assert repr(channel["one"].window(ALL).first().value) == repr(_sorted(value))


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("value", [(1, 2), {1: 2}, float("nan"), {1, 2}, b"x", datetime.now(UTC), [object()]])
def test_what_json_would_change_is_refused_and_nothing_is_written(
    channel: AssetsFileChannel, value: Any
) -> None:
    with pytest.raises(ValueNotStorableError, match="would not come back equal from JSON"):
        channel["devices"].write([(datetime(2016, 1, 1, tzinfo=UTC), 1), (MAY, value)])
    assert channel["devices"].window(ALL).items() == []


def test_an_equal_value_is_written_again_quietly_and_another_is_an_error(channel: AssetsFileChannel) -> None:
    stream = channel["devices"]
    stream.write((MAY, {"a": 1}))
    stream.write((MAY, {"a": 1}))
    earlier = datetime(2016, 1, 1, tzinfo=UTC)
    with pytest.raises(DuplicateInstanceError, match="holds another value already"):
        stream.write([(earlier, 1), (MAY, {"a": 2})])
    assert stream.window(ALL).items() == [StreamInstance(MAY, {"a": 1})]


def test_a_disk_that_fails_leaves_no_half_of_a_file(
    channel: AssetsFileChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = channel["devices"]

    def fail(*_: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(OSError, match="no space left"):
        stream.write((MAY, 1))
    assert list((channel.path / "devices").iterdir()) == []
    assert stream.window(ALL).items() == []


def test_the_future_is_refused(channel: AssetsFileChannel) -> None:
    with pytest.raises(FutureIntervalError, match="is after now"):
        channel["devices"].write((datetime(2016, 7, 1, tzinfo=UTC), 1))


def test_writing_moves_the_ledger(channel: AssetsFileChannel) -> None:
    stream = channel["devices"]
    before = channel.ledger(stream).inc
    stream.write((MAY, 1))
    assert channel.ledger(stream).inc != before


def test_write_to_stream_wants_a_stream_that_exists(channel: AssetsFileChannel) -> None:
    with pytest.raises(StreamNotFoundError, match="'devices' not found"):
        channel.write_to_stream("devices", StreamInstance(MAY, 1))
    put(channel, "devices", "2016-01-01.json", 0)
    channel.write_to_stream("devices", StreamInstance(MAY, 1))
    channel.write_to_stream("devices", [StreamInstance(datetime(2016, 5, 2, tzinfo=UTC), 2)])
    assert channel["devices"].window(ALL).values() == [0, 1, 2]
    with pytest.raises(ArgumentValueError, match="Cannot write"):
        channel.write_to_stream("devices", 3)


@pytest.mark.parametrize(
    "name", ["../devices", "/devices", "a//b", "a/../b", ".hidden", "_x", "a\\b", "a:b", "a/"]
)
def test_a_name_that_leads_elsewhere_is_refused(channel: AssetsFileChannel, name: str) -> None:
    with pytest.raises(ArgumentValueError, match="cannot be a folder"):
        channel[name]


def test_meta_data_is_refused(channel: AssetsFileChannel) -> None:
    with pytest.raises(ArgumentValueError, match="no meta data"):
        channel[{"name": "devices", "meta_data": (("house", "1"),)}]


def test_a_stream_is_made_once(channel: AssetsFileChannel) -> None:
    stream = channel["devices"]
    assert channel["devices"] is stream
    with pytest.raises(StreamAlreadyExistsError):
        channel.create_stream(stream.stream_id)


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("2016-01-01.json", "{", "cannot be read"),
        ("new.json", "1", "must be named <ISO time>.json"),
        ("2016-02-02T00:00:00Z.json", "1", "are of the same time"),
    ],
)
def test_a_file_that_makes_no_sense_is_named(
    channel: AssetsFileChannel, file: str, text: str, message: str
) -> None:
    put(channel, "devices", "2016-02-02.json", 1)
    (channel.path / "devices" / file).write_text(text)
    with pytest.raises(StoreFormatError, match=message) as caught:
        channel["devices"].window(ALL).items()
    assert file in str(caught.value)


def test_a_document_is_loaded_by_name_too(channel: AssetsFileChannel) -> None:
    from hyperstream.tool.versions import FileDateTimeVersion

    put(channel, "devices", "2016-01-01_v1.0.0.json", 5)
    assert channel.data_loader("devices", FileDateTimeVersion("2016-01-01_v1.0.0.json")) == 5
