"""The channels of one HyperStream, by id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from ..stores.keys import DATABASE
from ..stores.streams import StreamStore
from ..stream import StreamId
from ..stream.ports import SeriesStore
from ..tool.base_tool import BaseTool
from ..tool.catalogue import search
from ..utils.clock import Clock
from ..utils.errors import (
    ArgumentTypeError,
    ChannelAlreadyExistsError,
    ChannelNotFoundError,
    ToolInitialisationError,
)
from ..utils.time_utils import utcnow
from .assets_channel import AssetsChannel
from .base_channel import BaseChannel
from .database_channel import DatabaseChannel
from .frames_channel import FramesChannel
from .memory_channel import MemoryChannel
from .tool_channel import ToolChannel

ALIASES: Mapping[str, str] = {"database": DATABASE}
"""Other names of channels. The database channel is ``mongo`` in stored keys whatever the store."""


class ChannelSource(Protocol):
    """A plugin as the manager sees it."""

    def load_channels(self, clock: Clock) -> Iterable[BaseChannel]:
        """The channels it brings."""


class ChannelManager(Mapping[str, BaseChannel]):
    """The channels by id, as items and as attributes: ``cm["memory"]`` is ``cm.memory``.

    Holds ``tools``, ``memory``, ``mongo`` (also called ``database``), ``assets``, ``frames`` (the
    series of the time-series store), and what the plugins bring.

    Args:
        plugins: What brings further channels; a later one of the same channel id is an error.
        store: Where the database and asset channels keep their streams.
        tool_folders: Folders of the ``tools`` channel, the user's own first.
        clock: What "now" means to all of them.

    Raises:
        ChannelAlreadyExistsError: (a `ValueError`) Two plugins bring a channel of one id.
    """

    def __init__(
        self,
        plugins: Iterable[ChannelSource] = (),
        *,
        store: StreamStore,
        tool_folders: Sequence[Path] = (),
        clock: Clock = utcnow,
    ) -> None:
        self._channels: dict[str, BaseChannel] = {}
        self._series_store: SeriesStore | None = None
        self.add(ToolChannel("tools", tool_folders, clock=clock))
        self.add(MemoryChannel("memory", clock=clock))
        self.add(DatabaseChannel(DATABASE, store, clock=clock))
        self.add(AssetsChannel("assets", store, clock=clock))
        self.add(FramesChannel("frames", store, clock=clock))
        for plugin in plugins:
            for channel in plugin.load_channels(clock):
                self.add(channel)

    def add(self, channel: BaseChannel) -> BaseChannel:
        """Take a channel in.

        Raises:
            ChannelAlreadyExistsError: (a `ValueError`) Its id is taken.
        """
        if channel.channel_id in self:
            msg = f"There is a channel {channel.channel_id!r} already; give the new one another id."
            raise ChannelAlreadyExistsError(msg, channel_id=channel.channel_id)
        self._channels[channel.channel_id] = channel
        channel.series_store = self._series_store
        return channel

    def offer(self, series_store: SeriesStore) -> None:
        """Put the time-series store beside every channel, so that tools that compute into it find it."""
        self._series_store = series_store
        for channel in self._channels.values():
            channel.series_store = series_store

    # --- a mapping, and its attributes
    def __getitem__(self, channel_id: str) -> BaseChannel:
        return self.get_channel(channel_id)

    def __iter__(self) -> Iterator[str]:
        return iter(self._channels)

    def __len__(self) -> int:
        return len(self._channels)

    def __contains__(self, channel_id: object) -> bool:
        return channel_id in self._channels or channel_id in ALIASES

    # Any: the documented attributes are channels of different classes, and plugins add more.
    def __getattr__(self, name: str) -> Any:
        channels = self.__dict__.get("_channels", {})
        if ALIASES.get(name, name) in channels:
            return channels[ALIASES.get(name, name)]
        msg = f"There is no channel {name!r}; there are {_listed(channels)}."
        raise AttributeError(msg)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._channels, *ALIASES]

    def __repr__(self) -> str:
        return f"ChannelManager({', '.join(self._channels)})"

    def get_channel(self, channel_id: str) -> BaseChannel:
        """The channel of this id.

        Raises:
            ChannelNotFoundError: (a `LookupError`) There is none.
        """
        try:
            return self._channels[ALIASES.get(channel_id, channel_id)]
        except KeyError as error:
            msg = f"There is no channel {channel_id!r}; there are {_listed(self._channels)}."
            raise ChannelNotFoundError(msg, channel_id=channel_id) from error

    @property
    def tool_channels(self) -> list[ToolChannel]:
        """The channels that hold tools, ``tools`` first."""
        return [channel for channel in self._channels.values() if isinstance(channel, ToolChannel)]

    @property
    def memory_channels(self) -> list[MemoryChannel]:
        """The channels in memory that can be written."""
        return [channel for channel in self._channels.values() if isinstance(channel, MemoryChannel)]

    @property
    def database_channels(self) -> list[BaseChannel]:
        """The channels over the store; those of assets and of the time-series store count as one."""
        return [
            channel
            for channel in self._channels.values()
            if isinstance(channel, DatabaseChannel | AssetsChannel)
        ]

    def update_channels(self) -> None:
        """Let the database channels look again for streams that other processes have made."""
        for channel in self.database_channels:
            channel.update_streams(channel.up_to_timestamp)

    # --- tools
    def get_tool_class(self, tool: str | StreamId, version: str | None = None) -> type[BaseTool]:
        """The class of a tool, from ``tools`` first and then the plugins' tool channels.

        Args:
            tool: Its name, or the id of its stream in a tool channel.
            version: None for the newest, else a specification such as ``"1.2.0"`` or ``"^0.1"``.

        Raises:
            ArgumentTypeError: (a `TypeError`) ``tool`` is neither.
            ToolNotFoundError: (a `LookupError`) There is none of this name and version.
            ToolLoadError: The file that is meant cannot be used.
        """
        if not isinstance(tool, str | StreamId):
            msg = f"A tool is named by text or by a StreamId, not {tool!r}."
            raise ArgumentTypeError(msg, tool=tool)
        name = tool.name if isinstance(tool, StreamId) else tool
        return search([channel.catalogue for channel in self.tool_channels], name, version)

    def get_tool(
        self, name: str, parameters: Mapping[str, Any] | None = None, version: str | None = None
    ) -> BaseTool:
        """A tool with these parameters; `get_tool_class` says which.

        Raises:
            ToolInitialisationError: (a `ValueError`) It does not accept the parameters.
        """
        if parameters is not None and not isinstance(parameters, Mapping):
            msg = f"The parameters of {name!r} must be a mapping of names to values, not {parameters!r}."
            raise ToolInitialisationError(msg, tool=name, parameters=parameters)
        tool = self.get_tool_class(name, version)(**dict(parameters or {}))
        tool.name = name
        return tool


def _listed(channel_ids: Iterable[str]) -> str:
    """The ids for a message, each with its other name."""
    others = {channel_id: alias for alias, channel_id in ALIASES.items()}
    return ", ".join(
        f"{name!r} (or {others[name]!r})" if name in others else repr(name) for name in channel_ids
    )
