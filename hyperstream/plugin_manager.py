"""Plugins: folders beside a project that bring channels, tools and assets of their own."""

from __future__ import annotations

import importlib.util
import inspect
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from .channels import AssetsFileChannel, BaseChannel, ToolChannel
from .tool.shipped import shipped_plugins
from .utils.clock import Clock
from .utils.errors import ChannelError, ConfigurationError
from .utils.names import snake_to_camel


class Plugin(NamedTuple):
    """One plugin as the configuration names it.

    Attributes:
        channel_id_prefix: Start of the ids of its channels (``<prefix>_tools``).
        path: Its folder.
        channel_names: Modules under ``<path>/channels`` that define channels.
        has_tools: Whether ``<path>/tools`` holds tools.
        has_assets: Whether ``<path>/assets`` holds assets.
    """

    channel_id_prefix: str
    path: str
    channel_names: tuple[str, ...] = ()
    has_tools: bool = False
    has_assets: bool = False

    def load_channels(self, clock: Clock) -> Iterator[BaseChannel]:
        """Its channels: those of its modules, then ``<prefix>_tools`` and ``<prefix>_assets``.

        A module ``<path>/channels/<name>.py`` defines the class ``<CamelName>``; its channel id is
        the first part of the name, up to ``_``.

        Raises:
            ConfigurationError: A folder is not there.
            ChannelError: A module cannot be imported, or does not define its channel.
        """
        for name in self.channel_names:
            yield self._channel(name)
        if self.has_tools:
            yield ToolChannel(f"{self.channel_id_prefix}_tools", [self._folder("tools")], clock=clock)
        if self.has_assets:
            yield AssetsFileChannel(f"{self.channel_id_prefix}_assets", self._folder("assets"), clock=clock)

    def _folder(self, name: str) -> Path:
        folder = Path(self.path) / name
        if not folder.is_dir():
            msg = (
                f"Plugin {self.channel_id_prefix!r}: there is no folder {folder}. Make it, correct the "
                f"path of the plugin in the configuration, or set has_{name} to false."
            )
            raise ConfigurationError(msg, plugin=self.channel_id_prefix, folder=folder)
        return folder

    def _channel(self, name: str) -> BaseChannel:
        file = Path(self.path) / "channels" / f"{name}.py"
        module = _load(file, f"hyperstream_plugin_{self.channel_id_prefix}_{name}")
        kind = getattr(module, snake_to_camel(name), None)
        if not (inspect.isclass(kind) and issubclass(kind, BaseChannel)):
            msg = f"Plugin file {file} must define a channel class {snake_to_camel(name)}(BaseChannel)."
            raise ChannelError(msg, file=file)
        channel_id = name.partition("_")[0]
        # 0.3.8's channels over data of their own take an end; None lets them choose it.
        extra: dict[str, Any] = {}
        if "up_to_timestamp" in inspect.signature(kind).parameters:
            extra["up_to_timestamp"] = None
        return kind(channel_id, **extra)


def all_plugins(configured: Mapping[str, Plugin]) -> list[Plugin]:
    """The shipped plugins and the configured ones; one of the same prefix replaces the shipped one."""
    shipped = {
        prefix: Plugin(prefix, str(folder), has_tools=(folder / "tools").is_dir())
        for prefix, folder in shipped_plugins().items()
    }
    return list({**shipped, **configured}.values())


def _load(file: Path, name: str) -> ModuleType:
    """Import a file that the configuration names."""
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None or not file.is_file():
        msg = f"There is no plugin file {file}; correct channel_names in the configuration."
        raise ChannelError(msg, file=file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        msg = f"Plugin file {file} cannot be used: {type(error).__name__}: {error}."
        raise ChannelError(msg, file=file) from error
    return module
