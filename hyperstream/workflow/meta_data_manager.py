"""The meta-data tree as the store keeps it: inserted, deleted, and read again at the next start."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from ..models.definitions import META_DATA_KIND, field, meta_data_document
from ..stores.memory import MemoryStore
from ..stores.port import Document, Store
from ..utils.errors import ArgumentValueError
from .meta_data_tree import ROOT, MetaDataNode, MetaDataTree, identifier_of
from .values import Pairs

logger = logging.getLogger(__name__)


class MetaDataManager:
    """The meta data of one store. It is read when first asked for, and plates follow its changes at once.

    Args:
        store: Where it is kept; in memory unless given.
    """

    def __init__(self, store: Store | None = None) -> None:
        self._store = MemoryStore() if store is None else store
        self._loaded: MetaDataTree | None = None
        self._orphans: dict[str, Document] = {}

    # --- looking
    @property
    def global_plate_definitions(self) -> MetaDataTree:
        """The tree."""
        if self._loaded is None:
            self._loaded = MetaDataTree()
            self._take(self._store.get_documents(META_DATA_KIND))
        return self._loaded

    @property
    def global_meta_data(self) -> list[dict[str, str]]:
        """One dictionary ``{tag, data, parent, identifier}`` a node, sorted by parent, tag and data."""
        found = [node._asdict() for node in self.global_plate_definitions]
        return sorted(found, key=lambda node: (node["parent"], node["tag"], node["data"]))

    def contains(self, identifier: str) -> bool:
        """Whether there is a node of this identifier (``root`` always is)."""
        return identifier in self.global_plate_definitions

    def update(self) -> None:
        """Read the store again, for what other processes have inserted or deleted."""
        if self._loaded is None:
            return
        there = {_identifier(document): document for document in self._store.get_documents(META_DATA_KIND)}
        for node in list(self._loaded):
            if node.identifier not in there and node.identifier in self._loaded:
                self._loaded.remove(node.identifier)
        self._take(document for name, document in there.items() if name not in self._loaded)

    # --- changing
    def insert(
        self, tag: str, identifier: str | None = None, parent: str = ROOT, data: Any = None
    ) -> MetaDataNode:
        """Add a node, here and in the store; plates that take it in have it at once.

        Args:
            tag: Its tag, such as ``house``.
            identifier: As it would be made anyway (see `meta_data_tree`); old callers name it.
            parent: Identifier of its parent.
            data: Its value; kept as text.

        Raises:
            ArgumentKeyError: (a `KeyError`) It is there already, or its parent is not.
            ArgumentValueError: (a `ValueError`) ``identifier`` is not its identifier, or there is no value.
        """
        if data is None or isinstance(data, list | tuple | dict | set):
            msg = f"Meta data {tag!r} needs one value, not {data!r}: insert(tag=..., parent=..., data='1')."
            raise ArgumentValueError(msg, tag=tag, data=data)
        proper = identifier_of(tag, str(data), parent)
        if identifier not in (None, proper):
            msg = (
                f"Meta data {tag}={data} below {parent!r} has the identifier {proper!r}, not {identifier!r}; "
                "at the next start it would be found under that one only. Leave the identifier out."
            )
            raise ArgumentValueError(msg, identifier=identifier, proper=proper)
        node = self.global_plate_definitions.add(tag, str(data), parent)
        self._write([node])
        return node

    def insert_paths(self, paths: Iterable[Pairs]) -> list[str]:
        """Add what is missing of whole ways down from the root, in one round trip.

        Returns:
            The identifier of the end of each.
        """
        tree, new, ends = self.global_plate_definitions, [], []
        for path in paths:
            parent = ROOT
            for tag, data in path:
                identifier = identifier_of(tag, data, parent)
                if identifier not in tree or tree.path(identifier)[-1] != (tag, data):
                    new.append(tree.add(tag, data, parent))
                parent = identifier
            ends.append(parent)
        self._write(new)
        return ends

    def delete(self, identifier: str) -> None:
        """Remove a node and everything below it, here and in the store; one that is absent is fine."""
        if identifier == ROOT or identifier not in self.global_plate_definitions:
            logger.info("There is no meta data %r to delete", identifier)
            return
        # Children first: were it interrupted, what is left still has all its parents.
        gone = self.global_plate_definitions.remove(identifier)
        self._store.delete_documents(META_DATA_KIND, gone)

    # --- the store
    def _write(self, nodes: list[MetaDataNode]) -> None:
        below = [f"{node.identifier}." for node in nodes] if self._orphans else []
        stale = [name for name in self._orphans if any(name.startswith(prefix) for prefix in below)]
        if stale:
            # Left over from a parent that was deleted: a new node of that name has no children.
            self._store.delete_documents(META_DATA_KIND, stale)
            for name in stale:
                del self._orphans[name]
        if nodes:
            self._store.put_documents(
                META_DATA_KIND,
                [meta_data_document(node.identifier, node.tag, node.data, node.parent) for node in nodes],
            )

    def _take(self, documents: Iterable[Document]) -> None:
        """Add stored nodes, in whatever order they come."""
        tree = self.global_plate_definitions
        waiting: dict[str, list[Document]] = {}
        for document in documents:
            waiting.setdefault(field(document, "parent", str, ROOT), []).append(document)
        ready = [parent for parent in waiting if parent in tree]
        while ready:
            for document in waiting.pop(ready.pop(), ()):
                tag, data, parent = (field(document, name, str) for name in ("tag", "data", "parent"))
                if identifier_of(tag, data, parent) not in tree:
                    ready.append(tree.add(tag, data, parent).identifier)
        self._orphans = {_identifier(orphan): orphan for group in waiting.values() for orphan in group}
        if self._orphans:
            logger.warning("Meta data without its parent is left out: %s", ", ".join(sorted(self._orphans)))


def _identifier(document: Document) -> str:
    tag, data = field(document, "tag", str), field(document, "data", str)
    return identifier_of(tag, data, field(document, "parent", str, ROOT))
