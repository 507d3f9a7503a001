"""The tree of meta data: which values of which tags there are, and what lies below what.

A node is a tag and a value, such as ``house=1``. Its identifier is ``tag_value`` below the root, else
``<identifier of its parent>.tag_value``, so it says the whole way down.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..utils.errors import ArgumentKeyError, ArgumentValueError
from .values import Pairs, naturally

ROOT = "root"
"""Identifier of the root."""

LONGEST = 512
"""Characters that a tag or a value may have, as in 0.3.8."""


class MetaDataNode(NamedTuple):
    """One node.

    Attributes:
        tag: Its tag.
        data: Its value.
        parent: Identifier of its parent.
        identifier: Its own.
    """

    tag: str
    data: str
    parent: str
    identifier: str


def identifier_of(tag: str, data: str, parent: str = ROOT) -> str:
    """The identifier of a node.

    >>> identifier_of("resident", "2", identifier_of("house", "1"))
    'house_1.resident_2'
    """
    own = f"{tag}_{data}"
    return own if parent == ROOT else f"{parent}.{own}"


def path_identifier(path: Pairs) -> str:
    """The identifier of the node at the end of a way down from the root.

    >>> path_identifier((("house", "1"), ("resident", "2")))
    'house_1.resident_2'
    """
    identifier = ROOT
    for tag, data in path:
        identifier = identifier_of(tag, data, identifier)
    return identifier


class MetaDataTree:
    """Nodes by identifier; children in natural order.

    Attributes:
        revision: Another number after every change.
    """

    def __init__(self) -> None:
        self.revision = 0
        self._nodes: dict[str, MetaDataNode] = {}
        self._paths: dict[str, Pairs] = {ROOT: ()}
        self._children: dict[str, dict[str, None]] = {ROOT: {}}
        self._tagged: dict[str, dict[str, None]] = {}

    # --- looking
    def __contains__(self, identifier: object) -> bool:
        return identifier in self._paths

    def __len__(self) -> int:
        return len(self._nodes)

    def __iter__(self) -> Iterator[MetaDataNode]:
        """All nodes, parents before their children."""
        return (self._nodes[identifier] for _, identifier in self._walk(ROOT, 0))

    def __getitem__(self, identifier: str) -> MetaDataNode:
        if identifier not in self._nodes:
            raise _absent(identifier)
        return self._nodes[identifier]

    def path(self, identifier: str) -> Pairs:
        """Tags and values from the root down to a node.

        Raises:
            ArgumentKeyError: (a `KeyError`) There is no such node.
        """
        if identifier not in self._paths:
            raise _absent(identifier)
        return self._paths[identifier]

    def tagged(self, tag: str) -> Iterator[tuple[str, Pairs]]:
        """Identifier and path of every node of a tag, at any depth."""
        return ((identifier, self._paths[identifier]) for identifier in self._tagged.get(tag, ()))

    def children(self, identifier: str = ROOT) -> list[MetaDataNode]:
        """The nodes right below one, in natural order.

        Raises:
            ArgumentKeyError: (a `KeyError`) There is no such node.
        """
        self.path(identifier)
        found = [self._nodes[child] for child in self._children[identifier]]
        return sorted(found, key=lambda node: (naturally(node.tag), naturally(node.data)))

    # --- changing
    def add(self, tag: str, data: str, parent: str = ROOT) -> MetaDataNode:
        """A new node.

        Raises:
            ArgumentKeyError: (a `KeyError`) It is there already, its identifier is another node's, or
                its parent is not there.
            ArgumentValueError: (a `ValueError`) The tag or the value is empty or too long.
        """
        for name, text in (("tag", tag), ("value", data)):
            if not 0 < len(text) <= LONGEST:
                msg = f"The {name} {text!r} of meta data must have 1 to {LONGEST} characters."
                raise ArgumentValueError(msg, tag=tag, data=data)
        path = (*self.path(parent), (tag, data))
        node = MetaDataNode(tag, data, parent, identifier_of(tag, data, parent))
        if node.identifier in self._paths:
            raise _taken(node.identifier, path, self._paths[node.identifier])
        self._nodes[node.identifier] = node
        self._paths[node.identifier] = path
        self._children[node.identifier] = {}
        self._children[parent][node.identifier] = None
        self._tagged.setdefault(tag, {})[node.identifier] = None
        self.revision += 1
        return node

    def remove(self, identifier: str) -> list[str]:
        """Remove a node and all below it; their identifiers, children before their parents.

        Raises:
            ArgumentKeyError: (a `KeyError`) There is no such node.
        """
        top = self[identifier]
        gone = [identifier, *(below for _, below in self._walk(identifier, 0))][::-1]
        del self._children[top.parent][identifier]
        for each in gone:
            del self._tagged[self._nodes.pop(each).tag][each]
            del self._paths[each], self._children[each]
        self.revision += 1
        return gone

    # --- telling
    def _walk(self, identifier: str, depth: int) -> Iterator[tuple[int, str]]:
        """Depth and identifier of all nodes below one; no recursion, so any depth will do."""
        waiting = [(depth, child.identifier) for child in reversed(self.children(identifier))]
        while waiting:
            level, found = waiting.pop()
            yield level, found
            waiting += [(level + 1, child.identifier) for child in reversed(self.children(found))]

    @property
    def depth(self) -> int:
        """Levels below the root."""
        return max((len(path) for path in self._paths.values()), default=0)

    def __repr__(self) -> str:
        return f"MetaDataTree({len(self)} nodes, depth {self.depth})"

    def __str__(self) -> str:
        """The tree drawn with boxes, a line ``tag[identifier:data]`` for each node."""
        lines = [ROOT]
        open_levels: list[bool] = []
        last = {child[-1].identifier for node in (ROOT, *self._nodes) if (child := self.children(node))}
        for level, identifier in self._walk(ROOT, 0):
            node = self._nodes[identifier]
            more = identifier not in last
            stem = "".join("│   " if is_open else "    " for is_open in open_levels[:level])
            open_levels[level:] = [more]
            lines.append(f"{stem}{'├── ' if more else '└── '}{node.tag}[{identifier}:{node.data}]")
        return "\n".join(lines)


def _absent(identifier: str) -> ArgumentKeyError:
    msg = f"There is no meta data {identifier!r}. Insert it first (parents before their children)."
    return ArgumentKeyError(msg, identifier=identifier)


def _taken(identifier: str, path: Pairs, known: Pairs) -> ArgumentKeyError:
    if path == known:
        msg = f"The meta data {identifier!r} is there already."
    else:
        msg = (
            f"The meta data {path!r} would have the identifier {identifier!r}, which {known!r} has. "
            "Choose another tag or value."
        )
    return ArgumentKeyError(msg, identifier=identifier)
