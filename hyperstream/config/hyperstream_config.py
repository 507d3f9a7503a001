"""`HyperStreamConfig`: what one configuration file and the environment say.

Read by the assembly, which opens the store at `store`, loads the `plugins` and writes history
to `history_channel`. Behaves as 0.3.8's class of this name, plus ``store``; no key is required.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from ..plugin_manager import Plugin
from ..utils.errors import ConfigurationError
from ..utils.urls import without_password
from .environment import overlay
from .online_engine_config import OnlineEngineConfig
from .section import Section
from .store_url import mongo_url

DEFAULT_FILENAME = "hyperstream_config.json"
DEFAULT_STORE = "sqlite:///.hyperstream/store.db"
_KEYS = ("store", "mongo", "history_channel", "output_path", "plugins", "online_engine")
_PLUGIN_KEYS = ("channel_id_prefix", "path", "channel_names", "has_tools", "has_assets")


class HyperStreamConfig:
    """The configuration of one `HyperStream`.

    Args:
        filename: A JSON file. Only the default one may be missing.
        environ: Environment variables; those of the process by default.

    Attributes:
        filename: The file that was read, or ``None`` where there was none.
        directory: What relative paths and SQLite addresses are relative to: the file's folder,
            else the working directory.
        store: Address of the store, password included: ``HYPERSTREAM_STORE``, else ``"store"``,
            else the ``"mongo"`` section, else ``sqlite:///.hyperstream/store.db``.
        mongo: The ``mongo`` section as it stands, or ``None``.
        history_channel: Channel of the session history.
        output_path: Free for the user's own results.
        plugins: The plugins, with absolute paths.
        online_engine: How the online engine runs.

    Raises:
        ConfigurationError: The file cannot be read, is not JSON (line and column are named),
            has a key nobody knows or a value of a wrong kind (key, value and file are named).
    """

    def __init__(
        self, filename: str | os.PathLike[str] = DEFAULT_FILENAME, environ: Mapping[str, str] | None = None
    ) -> None:
        file = Path(filename)
        found = os.fspath(filename) != DEFAULT_FILENAME or file.exists()
        values, written = overlay(_load(file) if found else {}, os.environ if environ is None else environ)
        section = Section(values, str(file), written=written)
        section.expect(_KEYS)
        self.filename = file if found else None
        self.directory = file.resolve().parent
        self.mongo = dict(section.section("mongo").values) if section.has("mongo") else None
        self.store = _store(section)
        self.history_channel = section.text("history_channel", "memory")
        self.output_path = section.text("output_path", "output")
        self.plugins = [_plugin(entry, self.directory) for entry in section.sections("plugins")]
        self.online_engine = OnlineEngineConfig.read(section.section("online_engine"))

    def __repr__(self) -> str:
        name = "no file" if self.filename is None else str(self.filename)
        return f"HyperStreamConfig({name}, store={without_password(self.store)!r})"


def _load(file: Path) -> dict[str, object]:
    try:
        # utf-8-sig: editors on Windows like to put a mark in front.
        values = json.loads(file.read_text("utf-8-sig"), object_pairs_hook=_distinct)
    except FileNotFoundError as error:
        message = f"Configuration file {file} does not exist. Make one with: hyperstream init"
        raise ConfigurationError(message, file=str(file)) from error
    except OSError as error:
        message = f"Configuration file {file} cannot be read: {error.strerror}."
        raise ConfigurationError(message, file=str(file)) from error
    except json.JSONDecodeError as error:
        message = f"Configuration file {file}, line {error.lineno}, column {error.colno}: {error.msg}."
        raise ConfigurationError(message, file=str(file), line=error.lineno, column=error.colno) from error
    except (UnicodeDecodeError, _RepeatedKeyError, RecursionError) as error:
        message = f"Configuration file {file} is not JSON in UTF-8: {error}."
        raise ConfigurationError(message, file=str(file)) from error
    if not isinstance(values, dict):
        message = f"Configuration file {file} must hold one JSON object ({{...}})."
        raise ConfigurationError(message, file=str(file))
    return values


class _RepeatedKeyError(ValueError):
    pass


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    values: dict[str, object] = {}
    for key, value in pairs:
        if key in values:
            message = f"the key {key!r} stands there twice"
            raise _RepeatedKeyError(message)
        values[key] = value
    return values


def _store(section: Section) -> str:
    from_mongo = mongo_url(section.section("mongo")) if section.has("mongo") else DEFAULT_STORE
    return section.text("store", from_mongo)


def _plugin(section: Section, directory: Path) -> Plugin:
    section.expect(_PLUGIN_KEYS)
    return Plugin(
        channel_id_prefix=section.text("channel_id_prefix"),
        path=str(directory / section.text("path")),
        channel_names=section.texts("channel_names") if section.has("channel_names") else (),
        has_tools=section.flag("has_tools", False),
        has_assets=section.flag("has_assets", False),
    )
