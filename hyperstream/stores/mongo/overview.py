"""What a database holds, in numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pymongo.database import Database

from .schema import LEDGERS, MONGO_FORMAT, PREFIX, SEGMENTS, Found


def overview(database: Database[Found]) -> dict[str, Any]:
    """``streams``, ``segments``, ``rows`` stored, visible or not, ``bytes``, ``disk_bytes``, ``collections``.

    ``bytes`` are those of documents and indexes as they are now; ``disk_bytes`` what the files
    took at the server's last checkpoint.
    """
    names = sorted(name for name in database.list_collection_names() if name.startswith(PREFIX))
    sizes = {name: _size(database, name) for name in names}
    segments, rows = _sums(database[SEGMENTS].aggregate(_group("$c"), hint="by_number"))
    streams, newest = _sums(database[LEDGERS].aggregate(_group({"$sum": "$tail.c"})))
    return {
        "format": MONGO_FORMAT,
        "database": database.name,
        "streams": streams,
        "segments": segments,
        "rows": rows + newest,
        "bytes": sum(size["bytes"] for size in sizes.values()),
        "disk_bytes": sum(size["disk_bytes"] for size in sizes.values()),
        "collections": sizes,
    }


def _group(rows: Any) -> list[Found]:
    return [{"$group": {"_id": None, "documents": {"$sum": 1}, "rows": {"$sum": rows}}}]


def _sums(found: Iterable[Found]) -> tuple[int, int]:
    """Documents and rows; of an empty collection there is no group."""
    return next(((group["documents"], group["rows"]) for group in found), (0, 0))


def _size(database: Database[Found], name: str) -> dict[str, int]:
    """Of all shards together."""
    total = {"documents": 0, "bytes": 0, "disk_bytes": 0}
    for shard in database[name].aggregate([{"$collStats": {"storageStats": {}}}]):
        stats = shard["storageStats"]
        total["documents"] += stats["count"]
        total["bytes"] += stats["size"] + stats["totalIndexSize"]
        total["disk_bytes"] += stats["storageSize"] + stats["totalIndexSize"]
    return total
