"""`HyperStream`: put together from what is passed in, several side by side, with sessions and plugins."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

import hyperstream.channel_manager
from hyperstream import (
    ChannelAlreadyExistsError,
    ChannelNotFoundError,
    HyperStream,
    HyperStreamError,
    SimulatedClock,
    StreamInstance,
    TimeInterval,
)
from hyperstream.plugin_manager import Plugin, all_plugins
from hyperstream.stores.opening import open_store
from hyperstream.stores.port import Store
from hyperstream.utils.errors import ChannelError, ConfigurationError, StoreUnavailableError

DAY = TimeInterval("2026-11-10", "2026-11-11")
READINGS = [("2026-11-10T08:30", 18.0), ("2026-11-10T12:30", 24.0)]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory, and no variables of the developer's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HYPERSTREAM_STORE", raising=False)
    return tmp_path


@pytest.fixture
def hs() -> Iterator[HyperStream]:
    """One over a store that is gone afterwards, its clock standing still."""
    with HyperStream("memory://", clock=SimulatedClock("2026-11-21")) as hyperstream:
        yield hyperstream


def test_a_message_about_channels_gives_both_names_of_the_database(hs: HyperStream) -> None:
    with pytest.raises(ChannelNotFoundError, match=r"'memory', 'mongo' \(or 'database'\), 'assets'"):
        hs.channel_manager.get_channel("databse")


def test_the_channel_manager_has_its_0_3_8_address_too() -> None:
    assert hyperstream.channel_manager.ChannelManager is hyperstream.ChannelManager


class TestPuttingTogether:
    def test_without_arguments_the_store_is_a_file_beside_the_project(self, folder: Path) -> None:
        with HyperStream() as hs:
            hs.channel_manager.database["raw"].write(READINGS)
        assert (folder / ".hyperstream" / "store.db").exists()
        with HyperStream() as hs:
            assert hs.channel_manager.mongo["raw"].window(DAY).values() == [18.0, 24.0]

    def test_the_configuration_says_which_store_and_where_it_lies(self, folder: Path) -> None:
        (folder / "conf").mkdir()
        (folder / "conf" / "hs.json").write_text('{"store": "sqlite:///mine.db"}')
        with HyperStream(config_filename="conf/hs.json") as hs:
            assert hs.config.directory == folder / "conf"
        assert (folder / "conf" / "mine.db").exists()

    def test_two_with_two_stores_live_side_by_side(self) -> None:
        with HyperStream("sqlite:///one.db") as one, HyperStream("sqlite:///two.db") as two:
            one.channel_manager.database["raw"].write(READINGS)
            assert "raw" not in two.channel_manager.database
            assert "raw" in one.channel_manager.database

    def test_a_projects_own_tools_stand_before_the_shipped_ones(self, folder: Path) -> None:
        own = folder / "tools" / "copy"
        own.mkdir(parents=True)
        shipped = HyperStream("memory://").tools.copy
        file = Path(shipped.source_file)
        (own / file.name).write_bytes(file.read_bytes())
        with HyperStream("memory://") as hs:
            assert Path(hs.tools.copy.source_file).parent == own
            assert "clock" in hs.tools

    def test_it_says_what_it_is_connected_to(self, hs: HyperStream) -> None:
        assert hs.current_session is not None
        assert str(hs).endswith(f"connected to memory://, session id {hs.current_session.session_id}")
        assert repr(hs) == "HyperStream(loglevel=20, file_logger=None, console_logger=None)"

    def test_without_a_session_it_says_so(self) -> None:
        hs = HyperStream("memory://")
        assert str(hs).endswith("session id <no session>")
        hs.close()
        hs.close()

    def test_a_wrong_configuration_is_refused_before_anything_is_made(self, folder: Path) -> None:
        (folder / "hyperstream_config.json").write_text('{"stor": "x"}')
        with pytest.raises(ConfigurationError, match="stor"):
            HyperStream()
        assert [file.name for file in folder.iterdir()] == ["hyperstream_config.json"]

    def test_the_root_logger_is_left_alone(self, capsys: pytest.CaptureFixture[str]) -> None:
        before = list(logging.getLogger().handlers)
        with HyperStream("memory://", console_logger=True):
            logging.getLogger("hyperstream").warning("seen")
            assert logging.getLogger().handlers == before
        assert "seen" in "".join(capsys.readouterr())

    def test_what_is_no_address_is_refused(self, folder: Path) -> None:
        for wrong in (folder / "readings.db", 5):
            with pytest.raises(ConfigurationError, match="is not the address of a store"):
                HyperStream(wrong)  # type: ignore[arg-type]

    def test_what_was_opened_before_an_error_is_closed_again(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened: list[Store] = []

        def remember(url: str, base_dir: Path) -> Store:
            opened.append(open_store(url, base_dir))
            return opened[0]

        monkeypatch.setattr("hyperstream.hyperstream.open_store", remember)
        with pytest.raises(ChannelNotFoundError):
            HyperStream(history="nowhere", file_logger={"path": str(folder)})
        with pytest.raises(StoreUnavailableError, match="is closed"):
            opened[0].info()
        assert logging.getLogger("hyperstream").level == logging.NOTSET

    def test_a_store_that_takes_no_session_is_closed_again(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hyperstream = HyperStream()

        def refuse(_kind: str, _documents: object) -> None:
            raise StoreUnavailableError("read-only")

        monkeypatch.setattr(hyperstream.database, "put_documents", refuse)
        with pytest.raises(StoreUnavailableError, match="read-only"), hyperstream:
            pytest.fail("the body must not run")
        with pytest.raises(StoreUnavailableError, match="is closed"):
            hyperstream.database.info()


class TestChannels:
    def test_the_documented_channels_are_there(self, hs: HyperStream) -> None:
        manager = hs.channel_manager
        assert list(manager)[:4] == ["tools", "memory", "mongo", "assets"]
        assert manager.database is manager.mongo is manager["mongo"] is manager.get_channel("database")
        assert [channel.channel_id for channel in manager.database_channels] == ["mongo", "assets", "frames"]
        assert [channel.channel_id for channel in manager.memory_channels] == ["memory"]
        assert manager.tool_channels[0] is manager.tools
        assert len(manager) == len(list(manager))
        assert "database" in dir(manager)
        assert "mongo" in repr(manager)

    def test_an_unknown_channel_is_an_error_that_names_the_known_ones(self, hs: HyperStream) -> None:
        with pytest.raises(ChannelNotFoundError, match=r"'attic'.*'memory'"):
            hs.channel_manager.get_channel("attic")
        with pytest.raises(AttributeError, match="attic"):
            _ = hs.channel_manager.attic

    def test_an_id_is_given_once(self, hs: HyperStream) -> None:
        with pytest.raises(ChannelAlreadyExistsError, match="memory"):
            hs.channel_manager.add(hs.channel_manager.memory)

    def test_streams_of_other_processes_are_found_on_request(self) -> None:
        with HyperStream("sqlite:///shared.db") as one, HyperStream("sqlite:///shared.db") as two:
            assert "raw" not in two.channel_manager.database
            one.channel_manager.database["raw"].write(READINGS)
            two.channel_manager.update_channels()
            assert "raw" in two.channel_manager.database


class TestTools:
    def test_a_tool_is_made_by_name_parameters_and_version(self, hs: HyperStream) -> None:
        tool = hs.channel_manager.get_tool("threshold", {"above": 20.0}, version="^1.0")
        assert (tool.name, tool.version) == ("threshold", "1.0.0")
        raw, warm = (hs.channel_manager.memory[name] for name in ("raw", "warm"))
        raw.write(READINGS)
        assert tool.execute([raw], warm, DAY).instances == 1
        assert warm.window(DAY).values() == [24.0]

    def test_what_is_no_tool_is_refused(self, hs: HyperStream) -> None:
        with pytest.raises(TypeError, match="named by text"):
            hs.channel_manager.get_tool_class(3)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="must be a mapping"):
            hs.channel_manager.get_tool("threshold", [20.0])  # type: ignore[arg-type]

    def test_the_tools_of_plugins_are_there_by_prefix(self, hs: HyperStream) -> None:
        assert "csv_reader" in hs.plugins.data_importers.tools
        assert (
            hs.channel_manager.get_tool_class("csv_reader") is hs.plugins["data_importers"].tools.csv_reader
        )
        assert "csv_reader" in repr(hs.plugins.data_importers)
        with pytest.raises(AttributeError, match=r"no plugin 'attic'.*'data_importers'"):
            _ = hs.plugins.attic

    def test_functions_are_registered_by_name(self, hs: HyperStream) -> None:
        def double(value: float) -> float:
            return 2 * value

        hs.register("double", version="1.1.0")(double)
        raw, twice = (hs.channel_manager.database[name] for name in ("raw", "twice"))
        raw.write(READINGS)
        hs.tools.apply(func=double).execute([raw], twice, DAY)
        assert twice.window(DAY).values() == [36.0, 48.0]


class TestSessions:
    def test_inside_a_session_tools_write_history(self, hs: HyperStream) -> None:
        session = hs.current_session
        assert session is not None
        assert session.active
        raw, warm = (hs.channel_manager.memory[name] for name in ("raw", "warm"))
        raw.write(READINGS)
        hs.tools.threshold(above=20.0).execute([raw], warm, DAY)
        (record,) = session.history
        assert record.value["document_count"] == 1
        hs.tools.threshold(above=20.0).execute([raw], warm, DAY)
        assert len(session.history) == 1, "nothing was computed, so there is nothing to remember"

    def test_records_of_one_millisecond_do_not_collide(self, hs: HyperStream) -> None:
        session = hs.current_session
        assert session is not None
        for number in range(3):
            session.write_to_history(number=number)
        assert [record.value for record in session.history] == [{"number": number} for number in range(3)]

    def test_closing_ends_the_session_and_keeps_it(self) -> None:
        clock = SimulatedClock("2026-11-21")
        with HyperStream("sqlite:///store.db", clock=clock) as hs:
            session = hs.current_session
            clock.advance(60)
        assert session is not None
        assert not session.active
        with HyperStream("sqlite:///store.db", clock=clock) as hs:
            old, new = hs.sessions
            assert old.session_id == session.session_id
            assert (old.active, new.active) == (False, True)
            assert old.start.isoformat() == "2026-11-21T00:00:00+00:00"
            assert old.end == clock()
            assert old.uname == session.get_uname()
            assert f"session_id={old.session_id}" in str(old)

    def test_a_new_session_ends_the_old_one(self, hs: HyperStream) -> None:
        old = hs.current_session
        new = hs.new_session()
        assert old is not None
        assert (old.active, new.active) == (False, True)
        assert hs.current_session is new

    def test_sessions_are_forgotten_but_never_the_current_one(self, folder: Path) -> None:
        (folder / "hs.json").write_text(json.dumps({"history_channel": "mongo", "store": "sqlite:///s.db"}))
        with HyperStream(config_filename="hs.json") as hs:
            old = hs.current_session
            assert old is not None
            old.write_to_history(note="done")
        with HyperStream(config_filename="hs.json") as hs:
            other = HyperStream(config_filename="hs.json")
            still_open = other.new_session()
            database = hs.channel_manager.database
            assert len(database.find_streams("session", uuid=old.session_id)) == 1
            hs.clear_sessions(clear_history=True)
            assert {session.session_id for session in hs.sessions} == {
                hs.current_session.session_id,  # type: ignore[union-attr]
                still_open.session_id,
            }
            assert database.find_streams("session", uuid=old.session_id) == {}
            hs.clear_sessions(inactive_only=False)
            assert [session.active for session in hs.sessions] == [True]
            other.close()

    def test_the_history_channel_can_be_passed_in(self, folder: Path) -> None:
        with HyperStream("sqlite:///s.db", history="database") as hs:
            session = hs.current_session
            assert session is not None
            session.write_to_history(note="done")
        with HyperStream("sqlite:///s.db") as hs:
            kept = hs.channel_manager.database.find_stream(name="session", uuid=session.session_id)
            assert kept.window((None, None)).values() == [{"note": "done"}]
        with pytest.raises(ChannelNotFoundError, match="There is no channel 'nowhere'"):
            HyperStream("memory://", history="nowhere")


class TestPlugins:
    @pytest.fixture
    def plugin(self, folder: Path) -> Path:
        """A plugin with a channel, a tool and assets, and a configuration that names it."""
        home = folder / "plugins" / "lab"
        for name in ("channels", "tools/copy", "assets/rooms"):
            (home / name).mkdir(parents=True)
        (home / "channels" / "constant_channel.py").write_text(CHANNEL)
        file = Path(HyperStream("memory://").tools.copy.source_file)
        (home / "tools" / "copy" / file.name).write_bytes(file.read_bytes())
        (home / "assets" / "rooms" / "2026-11-01T00:00:00.000Z.json").write_text('{"kitchen": 1}')
        self.configure(folder, channel_names=["constant_channel"])
        return home

    def configure(self, folder: Path, **changes: object) -> None:
        entry = {"channel_id_prefix": "lab", "path": "plugins/lab", "has_tools": True, "has_assets": True}
        content = {"store": "memory://", "plugins": [{**entry, **changes}]}
        (folder / "hyperstream_config.json").write_text(json.dumps(content))

    def test_a_plugin_brings_channels_tools_and_assets(self, plugin: Path) -> None:
        with HyperStream() as hs:
            manager = hs.channel_manager
            assert {"constant", "lab_tools", "lab_assets"} <= set(manager)
            (stream,) = manager.constant.streams.values()
            assert stream.window(DAY).items() == [StreamInstance(DAY.end, 42)]
            assert "copy" in hs.plugins.lab.tools
            (room,) = manager.lab_assets.streams.values()
            assert room.window((None, None)).values() == [{"kitchen": 1}]

    def test_a_configured_plugin_takes_the_place_of_a_shipped_one(self) -> None:
        mine = Plugin("example", "plugins/mine")
        assert mine in all_plugins({"example": mine})
        assert len(all_plugins({"example": mine})) == len(all_plugins({}))

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            ("import nowhere_to_be_found\n", "cannot be used: ModuleNotFoundError"),
            ("raise SystemExit(3)\n", "cannot be used: SystemExit"),
            ("ConstantChannel = 3\n", r"must define a channel class ConstantChannel\(BaseChannel\)"),
        ],
    )
    def test_a_channel_file_that_cannot_be_used_is_named(
        self, plugin: Path, content: str, message: str
    ) -> None:
        file = plugin / "channels" / "constant_channel.py"
        file.write_text(content)
        with pytest.raises(ChannelError, match=f"{file} {message}"):
            HyperStream()

    def test_a_channel_file_that_is_not_there_is_named(self, plugin: Path, folder: Path) -> None:
        self.configure(folder, channel_names=["other_channel"])
        with pytest.raises(ChannelError, match=r"other_channel\.py; correct channel_names"):
            HyperStream()

    def test_a_folder_that_is_not_there_is_named(self, folder: Path) -> None:
        self.configure(folder)
        with pytest.raises(ConfigurationError, match=r"Plugin 'lab': there is no folder .*lab/tools"):
            HyperStream()


CHANNEL = '''
from hyperstream.channels import ReadOnlyMemoryChannel
from hyperstream import Stream, StreamId, StreamInstance


class ConstantChannel(ReadOnlyMemoryChannel):
    """One stream that has an instance at every end of an interval."""

    def __init__(self, channel_id, up_to_timestamp=None):
        super().__init__(channel_id)
        self.streams[StreamId("answer")] = Stream(self, StreamId("answer"))

    def update_streams(self, up_to_timestamp):
        pass

    def get_results(self, stream, time_interval):
        yield StreamInstance(time_interval.end, 42)
'''


def test_every_error_is_one_of_ours() -> None:
    with pytest.raises(HyperStreamError):
        HyperStream("nowhere")
