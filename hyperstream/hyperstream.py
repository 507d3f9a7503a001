"""`HyperStream`: the one place where things are put together.

Store, clock, channels, tools and sessions are made here and passed on; nothing below reaches for
them. It is an ordinary class: two of them with two databases live side by side.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from . import frames, samples
from .channels import ChannelManager
from .config import HyperStreamConfig
from .plugin_manager import all_plugins
from .session import Session
from .stores.opening import open_store
from .stores.port import Store
from .stores.streams import StreamStore
from .tool.container import ToolContainer
from .tool.functions import FunctionRegistry
from .tool.history import current_history
from .tool.shipped import shipped_tools
from .utils.clock import Clock
from .utils.hyperstream_logger import HyperStreamLogger
from .utils.lazy import LateAttribute
from .utils.time_utils import utcnow
from .utils.urls import without_password
from .version import __version__
from .workflow.workflow_home import WorkflowHome

if TYPE_CHECKING:
    from .execution import Executor
    from .frames import FrameStore


class HyperStream(WorkflowHome):
    """Streams, channels and tools over one store.

    Args:
        store: Address of the store (``sqlite:///file.db``, ``sqlite:///:memory:``,
            ``mongodb://...``); None takes what the configuration says. Relative paths are relative
            to the configuration file, else to the working directory.
        loglevel: Level of the handlers asked for here; the root logger is never touched.
        file_logger: True or a dictionary (``path``, ``filename``, ``loglevel``) logs to a file.
        console_logger: True or a dictionary (``level``) logs to the console.
        mqtt_logger: True or a dictionary (``host``, ``port``, ``topic``, ``qos``, ...) logs to a broker;
            see `HyperStreamLogger`.
        config_filename: The JSON configuration; the default one may be missing.
        clock: What "now" means; a `SimulatedClock` for simulated time.
        history: Channel that keeps the history of sessions (``memory``, ``database``, ...); None
            takes the configuration's ``history_channel``.
        executor: Where workflows run; in this process, one unit after the other, unless given.
        lease_seconds: How long a claim of this process lasts unless it is renewed.

    Attributes:
        config: The configuration.
        database: The opened database: ledgers, segments, definitions.
        channel_manager: The channels.
        tools: The tools of the ``tools`` channel by name, newest versions: ``hs.tools.clock``.
        demo: Data to try things with, see `samples`.
        functions: The functions that stored definitions may name, see `register`.
        parameters: The arguments as they were given.

    Raises:
        ConfigurationError: (a `ValueError`) The configuration or the address cannot be used.
        StoreUnavailableError: The store cannot be opened.
        StoreFormatError: What lies there is no store of ours, or a newer one's.

    >>> with HyperStream("sqlite:///:memory:") as hs:
    ...     print("clock" in hs.tools)
    True
    """

    def __init__(
        self,
        store: str | None = None,
        *,
        loglevel: int = logging.INFO,
        file_logger: bool | dict[str, Any] | None = None,
        console_logger: bool | dict[str, Any] | None = None,
        mqtt_logger: bool | dict[str, Any] | None = None,
        config_filename: str | os.PathLike[str] = "hyperstream_config.json",
        clock: Clock = utcnow,
        history: str | None = None,
        executor: Executor | None = None,
        lease_seconds: float = 30.0,
    ) -> None:
        self.parameters = {
            "loglevel": loglevel,
            "file_logger": file_logger,
            "console_logger": console_logger,
            "mqtt_logger": mqtt_logger,
        }
        self.config_filename = config_filename
        self.config = HyperStreamConfig(config_filename)
        self.clock = clock
        self.functions = FunctionRegistry()
        self.demo = samples
        self._executor = executor
        self._session: Session | None = None
        with ExitStack() as undo:  # what is open when something fails is closed again
            self.logger = HyperStreamLogger(loglevel, console_logger, file_logger, mqtt_logger)
            undo.callback(self.logger.close)
            self.database: Store = open_store(store or self.config.store, self.config.directory)
            undo.callback(self.database.close)
            self.streams = StreamStore(self.database, lease_ms=int(1000 * lease_seconds))
            self.channel_manager = self._channels(clock)
            self.tools = ToolContainer(self.channel_manager.tools.catalogue)
            wanted = history or self.config.history_channel
            self._history_channel = self.channel_manager.get_channel(wanted).channel_id
            undo.pop_all()

    def _channels(self, clock: Clock) -> ChannelManager:
        configured = {plugin.channel_id_prefix: plugin for plugin in self.config.plugins}
        manager = ChannelManager(
            all_plugins(configured), store=self.streams, tool_folders=self._tool_folders(), clock=clock
        )
        manager.offer(frames.SeriesBeside(lambda: self.store))
        return manager

    @LateAttribute
    def store(self) -> FrameStore:
        """The time-series store: ``hs.store.save(df, "prices", "ACME")``, see `FrameStore`."""
        return frames.FrameStore(self.channel_manager.frames)

    def _tool_folders(self) -> list[Path]:
        """The user's own ``tools/`` beside the configuration, then the shipped ones."""
        return [*filter(Path.is_dir, [self.config.directory / "tools"]), shipped_tools()]

    def register(self, name: str, version: str = "1.0.0") -> Callable[[Any], Any]:
        """A decorator that registers a function, so that stored definitions can name it.

        Raises:
            ArgumentValueError: (a `ValueError`) Bad name or version, or another function has both.
        """
        return self.functions.register(name, version)

    def __repr__(self) -> str:
        given = ", ".join(
            f"{name}={value!r}" for name, value in self.parameters.items() if name != "mqtt_logger"
        )
        return f"HyperStream({given})"

    def __str__(self) -> str:
        session = "<no session>" if self._session is None else self._session.session_id
        address = without_password(self.database.url)
        return f"HyperStream version {__version__}, connected to {address}, session id {session}"

    # --- sessions
    @property
    def current_session(self) -> Session | None:
        """The session in progress; setting another one, or None, marks the old one inactive in memory."""
        return self._session

    @current_session.setter
    def current_session(self, session: Session | None) -> None:
        if self._session is not None and self._session is not session:
            self._session.active = False
        self._session = session
        current_history.set(None if session is None else session.write_to_history)

    def new_session(self) -> Session:
        """A new session, stored, which is now the one in progress."""
        self.current_session = Session(self, history_channel=self._history_channel)
        return self.current_session

    @property
    def sessions(self) -> list[Session]:
        """All stored sessions, oldest first."""
        return Session.get_sessions(self)

    def clear_sessions(self, inactive_only: bool = True, clear_history: bool = False) -> None:
        """Forget stored sessions, never the current one; see `Session.clear_sessions`."""
        Session.clear_sessions(self, inactive_only, clear_history, keep=self._session)

    # --- life
    def close(self) -> None:
        """Close the session, the store and the log handlers; twice is fine."""
        with ExitStack() as closing:  # each, even where another fails
            closing.callback(self.logger.close)
            closing.callback(self.database.close)
            if self._session is not None:
                session, self.current_session = self._session, None
                session.close()

    def __enter__(self) -> HyperStream:
        with ExitStack() as undo:  # a store that refuses the session is closed again
            undo.callback(self.close)
            self.new_session()
            undo.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
