"""The store on MongoDB: one server, a replica set, Atlas or a sharded cluster."""

from __future__ import annotations

from .store import MongoStore, open_mongo

__all__ = ["MongoStore", "open_mongo"]
