"""`HyperStreamConfig`: what a file and the environment say, and how mistakes are named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hyperstream.config import HyperStreamConfig, OnlineEngineConfig
from hyperstream.plugin_manager import Plugin
from hyperstream.time_interval import RelativeTimeInterval
from hyperstream.utils.errors import ConfigurationError


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """Writes a configuration file and reads it back as `HyperStreamConfig`."""

    def written(content: object, **environ: str) -> HyperStreamConfig:
        file = tmp_path / "hs.json"
        file.write_text(content if isinstance(content, str) else json.dumps(content))
        return HyperStreamConfig(file, environ=environ)

    return written


class TestWhereItIs:
    def test_a_missing_default_file_means_the_defaults(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        config = HyperStreamConfig(environ={})
        assert config.filename is None
        assert config.directory == tmp_path
        assert config.store == "sqlite:///.hyperstream/store.db"
        assert (config.mongo, config.history_channel, config.output_path) == (None, "memory", "output")
        assert config.plugins == []
        assert config.online_engine == OnlineEngineConfig()

    def test_the_default_file_is_read_where_it_is(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "hyperstream_config.json").write_text('{"store": "memory://"}')
        config = HyperStreamConfig(environ={})
        assert config.store == "memory://"
        assert config.filename == Path("hyperstream_config.json")

    def test_a_missing_named_file_is_an_error_that_names_it(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigurationError, match=r"absent\.json does not exist.*hyperstream init"):
            HyperStreamConfig(tmp_path / "absent.json")

    def test_a_folder_is_no_configuration_file(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigurationError, match="cannot be read: Is a directory"):
            HyperStreamConfig(tmp_path)

    def test_paths_are_relative_to_the_file(self, write: Any, tmp_path: Path) -> None:
        config = write({"plugins": [{"channel_id_prefix": "example", "path": "plugins/example"}]})
        assert config.directory == tmp_path
        assert config.plugins == [Plugin("example", str(tmp_path / "plugins/example"))]

    def test_the_process_environment_is_the_default(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("HYPERSTREAM_STORE", "memory://")
        assert HyperStreamConfig().store == "memory://"


class TestWhatItSays:
    def test_a_configuration_of_0_3_8_is_read_as_it_was(self, write: Any, tmp_path: Path) -> None:
        config = write(
            {
                "mongo": {"host": "localhost", "port": 27017, "tz_aware": True, "db": "hyperstream"},
                "history_channel": "mongo",
                "output_path": "results",
                "plugins": [
                    {
                        "channel_id_prefix": "example",
                        "channel_names": ["one", "two"],
                        "path": "plugins/example",
                        "has_tools": True,
                        "has_assets": True,
                    }
                ],
                "online_engine": {"interval": {"start": -90, "end": -10}, "sleep": 4, "iterations": 50},
            }
        )
        assert config.mongo["db"] == "hyperstream"
        assert config.store == "mongodb://localhost:27017/hyperstream"
        assert (config.history_channel, config.output_path) == ("mongo", "results")
        folder = str(tmp_path / "plugins/example")
        assert config.plugins == [Plugin("example", folder, ("one", "two"), True, True)]
        assert config.online_engine == OnlineEngineConfig(RelativeTimeInterval(-90, -10), 4, 50, 200)

    def test_the_repositorys_own_configuration_says_the_defaults(self) -> None:
        file = Path(__file__).resolve().parents[3] / "hyperstream_config.json"
        own, default = HyperStreamConfig(file, environ={}), HyperStreamConfig(environ={})
        assert (own.store, own.plugins) == (default.store, default.plugins)
        assert own.online_engine == default.online_engine

    def test_an_alarm_stays_as_it_is_given(self, write: Any) -> None:
        assert write({"online_engine": {"alarm": 30}}).online_engine.alarm == 30

    def test_null_means_absent(self, write: Any) -> None:
        config = write({"store": None, "mongo": None, "plugins": None, "online_engine": None})
        assert config.store == "sqlite:///.hyperstream/store.db"
        assert config.mongo is None

    def test_a_mark_in_front_of_the_file_is_fine(self, write: Any) -> None:
        assert write('\ufeff{"store": "memory://"}').store == "memory://"


class TestWhichStore:
    def test_the_environment_comes_first(self, write: Any) -> None:
        config = write({"store": "memory://", "mongo": {}}, HYPERSTREAM_STORE="sqlite:////data/x.db")
        assert config.store == "sqlite:////data/x.db"

    def test_the_store_key_comes_before_the_mongo_section(self, write: Any) -> None:
        assert write({"store": "memory://", "mongo": {"host": "h"}}).store == "memory://"

    def test_the_mongo_section_comes_before_the_embedded_store(self, write: Any) -> None:
        assert write({"mongo": {"host": "h", "db": "d"}}).store == "mongodb://h:27017/d"

    def test_an_empty_variable_counts_as_unset(self, write: Any) -> None:
        assert write({"store": "memory://"}, HYPERSTREAM_STORE="").store == "memory://"

    def test_variables_override_keys_of_the_mongo_section(self, write: Any) -> None:
        config = write(
            {"mongo": {"host": "h", "username": "ann"}},
            HYPERSTREAM_MONGO_PASSWORD="s3cret",
            HYPERSTREAM_MONGO_PORT="27018",
        )
        assert config.store == "mongodb://ann:s3cret@h:27018/hyperstream"

    def test_variables_bring_no_mongo_section_about(self, write: Any) -> None:
        assert write({}, HYPERSTREAM_MONGO_PASSWORD="s3cret").store.startswith("sqlite:")

    def test_variables_override_the_online_engine_whether_it_is_there_or_not(self, write: Any) -> None:
        assert write({}, HYPERSTREAM_ONLINE_ENGINE_SLEEP="0.5").online_engine.sleep == 0.5

    def test_a_password_is_never_printed(self, write: Any) -> None:
        config = write({"mongo": {"username": "ann", "password": "s3cret"}})
        assert "s3cret" in config.store
        assert "s3cret" not in repr(config)
        assert "ann:***@" in repr(config)


MISTAKES = {
    "an unknown key": ({"stoer": "x"}, "'stoer' is unknown (it is \"x\"). Did you mean 'store'?"),
    "a key like none": ({"zzz": 1}, "'zzz' is unknown (it is 1). Known keys: history_channel, mongo,"),
    "an unknown inner key": ({"mongo": {"hots": "x"}}, "'mongo.hots' is unknown (it is \"x\"). Did you mean"),
    "a store that is a number": ({"store": 3}, "'store' must be a text that is not empty (it is 3)"),
    "a section that is a text": ({"mongo": "here"}, "'mongo' must be an object ({...}) (it is \"here\")"),
    "plugins that are an object": ({"plugins": {}}, "'plugins' must be a list of objects"),
    "a plugin without path": (
        {"plugins": [{"channel_id_prefix": "a"}]},
        "'plugins[0].path' is missing",
    ),
    "channel names that are a text": (
        {"plugins": [{"channel_id_prefix": "a", "path": "p", "channel_names": "one"}]},
        "'plugins[0].channel_names' must be a list of texts (it is \"one\")",
    ),
    "a flag that is a text": (
        {"plugins": [{"channel_id_prefix": "a", "path": "p", "has_tools": "yes"}]},
        "'plugins[0].has_tools' must be true or false (it is \"yes\")",
    ),
    "a port out of range": (
        {"mongo": {"port": 70000}},
        "'mongo.port' must be a whole number from 1 to 65535",
    ),
    "a port of one and a half": ({"mongo": {"port": 1.5}}, "'mongo.port' must be a whole number from 1"),
    "a port that is true": ({"mongo": {"port": True}}, "'mongo.port' must be a number (it is true)"),
    "sleep below zero": ({"online_engine": {"sleep": -1}}, "'online_engine.sleep' must be at least 0"),
    "no iterations": ({"online_engine": {"iterations": 0}}, "'online_engine.iterations' must be at least 1"),
    "an interval in the future": (
        {"online_engine": {"interval": {"start": -5, "end": 5}}},
        "'online_engine.interval' cannot be used: The relative interval (-5.0 s, 5.0 s] ends in the future",
    ),
    "an inverted interval": (
        {"online_engine": {"interval": {"start": -5, "end": -5}}},
        "'online_engine.interval' cannot be used: The relative interval (-5.0 s, -5.0 s] holds no time",
    ),
    "an interval before time": (
        {"online_engine": {"interval": {"start": -1e300, "end": 0}}},
        "'online_engine.interval' cannot be used",
    ),
    "half an interval": (
        {"online_engine": {"interval": {"start": -5}}},
        "'online_engine.interval.end' is missing",
    ),
    "a list instead of an object": ([1], "must hold one JSON object"),
    "not a number": (
        '{"online_engine": {"sleep": NaN}}',
        "'online_engine.sleep' must be a number (it is NaN)",
    ),
    "a repeated key": ('{"store": "a", "store": "b"}', "the key 'store' stands there twice"),
    "a password without a name": ({"mongo": {"password": "s3cret"}}, "'mongo.username' is missing"),
}


class TestMistakes:
    @pytest.mark.parametrize("mistake", MISTAKES)
    def test_a_mistake_names_key_value_and_file(self, write: Any, tmp_path: Path, mistake: str) -> None:
        content, message = MISTAKES[mistake]
        with pytest.raises(ConfigurationError) as caught:
            write(content)
        assert message in str(caught.value)
        assert str(tmp_path / "hs.json") in str(caught.value)
        assert "s3cret" not in str(caught.value)

    def test_corrupt_json_names_line_and_column(self, write: Any) -> None:
        with pytest.raises(ConfigurationError, match=r"hs\.json, line 2, column 12: Expecting"):
            write('{\n  "store": oops\n}')

    def test_bytes_that_are_no_text_are_named(self, tmp_path: Path) -> None:
        file = tmp_path / "hs.json"
        file.write_bytes(b'{"store": "\xff"}')
        with pytest.raises(ConfigurationError, match="is not JSON in UTF-8"):
            HyperStreamConfig(file)

    def test_a_wrong_variable_is_named(self, write: Any) -> None:
        with pytest.raises(
            ConfigurationError, match=r"Environment variable HYPERSTREAM_MONGO_PORT: 'mongo\.port'"
        ):
            write({"mongo": {}}, HYPERSTREAM_MONGO_PORT="many")

    def test_a_variable_for_a_section_that_is_no_object_leaves_the_error_to_the_file(
        self, write: Any
    ) -> None:
        with pytest.raises(ConfigurationError, match=r"hs\.json: 'online_engine' must be an object"):
            write({"online_engine": []}, HYPERSTREAM_ONLINE_ENGINE_SLEEP="1")

    def test_a_password_of_a_wrong_kind_is_not_shown(self, write: Any) -> None:
        with pytest.raises(ConfigurationError, match="not shown") as caught:
            write({"mongo": {"username": "ann", "password": ["s3cret"]}})
        assert "s3cret" not in str(vars(caught.value))
