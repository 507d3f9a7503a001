"""`Client` of 0.3.8: the MongoDB database of a ``mongo`` section, for those who look into it themselves.

Nothing in HyperStream needs it; streams are read and written through a store.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from .config.section import Section
from .config.store_url import mongo_url
from .stores.opening import open_server

if TYPE_CHECKING:
    from .stores.mongo.server import Server

__all__ = ["Client"]


class Client:
    """A connection to the database that a ``mongo`` section names; a context manager.

    As in 0.3.8, but that nothing is registered with mongoengine (there are no global connections any
    more), and that a server which does not answer is an error, not the end of the process.

    Args:
        server_config: The section: ``host``, ``port``, ``db``, ``username``, ``password``,
            ``authentication_database`` or ``connection_string``; see `HyperStreamConfig.mongo`.
        auto_connect: Connect at once; else `connect` does.

    Attributes:
        server_config: The section as it was given.
        client: The driver's ``MongoClient``; None before `connect` and after `close`.
        db: The driver's ``Database``, with times in UTC and writes acknowledged by the majority;
            None like ``client``.
        session: None, as in 0.3.8.

    Raises:
        ConfigurationError: (a `ValueError`) An unknown key or a wrong value.
        StoreUnavailableError: No server answers there within five seconds, or it refuses us.
    """

    client: Any = None
    db: Any = None
    session: Any = None

    def __init__(self, server_config: Mapping[str, Any], auto_connect: bool = True) -> None:
        self.server_config = server_config
        self._server: Server | None = None
        if auto_connect:
            self.connect(server_config)

    def connect(self, server_config: Mapping[str, Any]) -> None:
        """Connect to the database of a section; a connection that is there is closed first."""
        self.close()
        self._server = open_server(mongo_url(Section(server_config, "The server configuration")))
        self.db = self._server.database
        self.client = self.db.client

    def get_config_value(self, key: str, default: Any = None) -> Any:
        """What the section says under a key, else the default."""
        return self.server_config.get(key, default)

    def close(self) -> None:
        """Release the sockets; calling it twice is fine."""
        server, self._server = self._server, None
        self.client = self.db = None
        if server is not None:
            server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
