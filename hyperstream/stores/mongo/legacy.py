"""A database written by HyperStream 0.3.8, read and never written.

One document an instance in ``streams``, definitions beside it. Nothing here decides what becomes
of them; see ``maintenance.legacy``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bson import Int64
from pymongo import ASCENDING
from pymongo.errors import PyMongoError

from .schema import Found
from .server import opened

COLLECTIONS = (
    "streams", "stream_definitions", "plate_definitions", "meta_data",
    "workflow_definitions", "workflow_status", "sessions",
)  # fmt: skip
"""What 0.3.8 called its collections."""


class LegacyDatabase:
    """The old collections of one database.

    Args:
        url: Its address.

    Raises:
        ConfigurationError: The address is not well formed.
        StoreUnavailableError: No server answers there, or it refuses us.
    """

    def __init__(self, url: str) -> None:
        self._server = opened(url)

    @property
    def url(self) -> str:
        """The address, without password."""
        return self._server.url

    def documents(self, collection: str) -> list[Found]:
        """All documents of one of the small collections, plain and in order of their making."""
        found = self._server.again(lambda database: list(database[collection].find({}, sort=[("_id", 1)])))
        return [plain(document) for document in found]

    def stream_ids(self) -> list[Found]:
        """Every ``stream_id`` that has instances, as it is stored."""
        group: list[Found] = [{"$group": {"_id": "$stream_id"}}]
        return self._server.again(
            lambda database: [row["_id"] for row in database["streams"].aggregate(group, allowDiskUse=True)]
        )

    def instances(self, stream_ids: list[Found]) -> Iterator[tuple[Any, Any]]:
        """Time and value of the instances of these ids, by time.

        Raises:
            StoreUnavailableError: The server went away; calling it again begins anew.
        """
        wanted = {"stream_id": {"$in": stream_ids}}
        # where the index of 0.3.8 is gone, the server sorts on its disk
        cursor = self._server.database["streams"].find(
            wanted, sort=[("datetime", ASCENDING)], allow_disk_use=True
        )
        try:
            for row in cursor:
                yield row["datetime"], plain(row["value"])
        except PyMongoError as error:
            raise self._server.translated(error) from error

    def close(self) -> None:
        """Release the sockets."""
        self._server.close()


def plain(value: Any) -> Any:
    """A value as Python has it: 64-bit integers are integers."""
    if isinstance(value, Int64):
        return int(value)
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value
