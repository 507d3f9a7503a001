"""The name of a stream: a name and its place on the plates, equal however it was written down.

Everything that names a stream (channels, nodes, store keys, history) uses this one value. Meta
data is kept in canonical order, so equal ids have equal hashes (in 0.3.8 they could differ).
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping
from typing import Any

from ..stores.keys import StreamKey, stream_key
from ..utils.errors import ArgumentTypeError, ArgumentValueError

MetaData = tuple[tuple[str, str], ...]
"""Pairs of tag and value, sorted by tag."""

MAX_NAME = 512
"""Characters in a name at most, as in 0.3.8."""

_CONTAINERS = (list, tuple, set, frozenset, Mapping, bytes, bytearray)


class StreamId:
    """Which stream: a name, and pairs that say where on the plates it lies.

    Immutable and hashable. ``StreamId("temp", [("house", 1)])`` equals
    ``StreamId("temp", (("house", "1"),))``: values of any scalar kind are kept as text, and the
    order of the pairs does not matter.

    Args:
        name: Any text of 1 to 512 characters.
        meta_data: Pairs ``(tag, value)`` or a mapping; nothing for a stream on no plate.

    Raises:
        ArgumentValueError: (a `ValueError`) The name is empty, too long or no text, the meta data is not
            made of pairs, a value is not a scalar, or a tag is given twice.

    >>> StreamId("temp", [("room", 2), ("house", 1)])
    StreamId(name='temp', meta_data=(('house', '1'), ('room', '2')))
    >>> str(StreamId("temp", {"house": 1}))
    'temp: [house=1]'
    """

    __slots__ = ("_hash", "meta_data", "name")

    name: str
    meta_data: MetaData
    _hash: int

    def __init__(
        self, name: str, meta_data: Iterable[Iterable[Any]] | Mapping[str, Any] | None = None
    ) -> None:
        if not isinstance(name, str) or not 0 < len(name) <= MAX_NAME:
            msg = f"A stream's name must be text of 1 to {MAX_NAME} characters, not {name!r}."
            raise ArgumentValueError(msg, name=name)
        _check_text(name)
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "meta_data", _canonical(meta_data) if meta_data else ())
        object.__setattr__(self, "_hash", hash((name, self.meta_data)))

    def __setattr__(self, name: str, value: object) -> None:
        msg = f"A StreamId cannot be changed ({name} = {value!r}); make a new one."
        raise AttributeError(msg)

    def __delattr__(self, name: str) -> None:
        msg = f"A StreamId cannot be changed (del {name})."
        raise AttributeError(msg)

    def __reduce__(self) -> tuple[type[StreamId], tuple[str, MetaData]]:
        return type(self), (self.name, self.meta_data)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, StreamId):
            return NotImplemented
        return self.name == other.name and self.meta_data == other.meta_data

    def __hash__(self) -> int:
        return self._hash

    def __lt__(self, other: StreamId) -> bool:
        if not isinstance(other, StreamId):
            return NotImplemented
        return (self.name, self.meta_data) < (other.name, other.meta_data)

    def __str__(self) -> str:
        if not self.meta_data:
            return self.name
        return f"{self.name}: [{', '.join(f'{tag}={value}' for tag, value in self.meta_data)}]"

    def __repr__(self) -> str:
        return f"StreamId(name={self.name!r}, meta_data={self.meta_data!r})"

    def as_dict(self) -> dict[str, Any]:
        """``{"name": ..., "meta_data": (pairs)}``."""
        return {"name": self.name, "meta_data": self.meta_data}

    def json_value(self) -> dict[str, Any]:
        """What stands for it in JSON: the same, pairs as lists."""
        return {"name": self.name, "meta_data": [list(pair) for pair in self.meta_data]}

    def to_json(self) -> str:
        """`json_value` as text."""
        return json.dumps(self.json_value(), ensure_ascii=False)

    def as_raw(self) -> dict[str, Any]:
        """The MongoDB query that finds this id in a 0.3.8 collection."""
        return {"stream_id.name": self.name, "stream_id.meta_data": [list(pair) for pair in self.meta_data]}

    def key(self, channel_id: str, version: str = "") -> StreamKey:
        """The key under which a store keeps this stream of that channel."""
        return stream_key(channel_id, self.name, self.meta_data, version)


def get_stream_id(item: StreamId | str | Mapping[str, Any]) -> StreamId:
    """A `StreamId` from itself, from a bare name, or from ``{"name": ..., "meta_data": ...}``.

    Raises:
        ArgumentTypeError: (a `TypeError`) Anything else.
        ArgumentValueError: (a `ValueError`) The parts do not make an id.
    """
    if isinstance(item, StreamId):
        return item
    if isinstance(item, str):
        return StreamId(item)
    if isinstance(item, Mapping) and set(item) <= {"name", "meta_data"} and "name" in item:
        return StreamId(**item)
    msg = f"{item!r} does not name a stream; give a StreamId, a name, or a dict with name and meta_data."
    raise ArgumentTypeError(msg, item=item)


def _canonical(meta_data: Iterable[Iterable[Any]] | Mapping[str, Any]) -> MetaData:
    if isinstance(meta_data, Mapping):
        meta_data = meta_data.items()
    elif not isinstance(meta_data, list | tuple):
        msg = f"Meta data must be pairs (tag, value), not {meta_data!r}."
        raise ArgumentValueError(msg, meta_data=meta_data)
    pairs = sorted(_pair(item) for item in meta_data)
    for (tag, _), (following, _) in itertools.pairwise(pairs):
        if tag == following:
            msg = f"Meta data names {tag!r} twice: {pairs!r}. A stream has one value a tag."
            raise ArgumentValueError(msg, meta_data=meta_data)
    return tuple(pairs)


def _pair(item: Iterable[Any]) -> tuple[str, str]:
    if not isinstance(item, list | tuple) or len(item) != 2 or not isinstance(item[0], str):
        msg = f"Meta data must be pairs (tag, value) with a text tag, not {item!r}."
        raise ArgumentValueError(msg, item=item)
    tag, value = item
    if isinstance(value, _CONTAINERS):
        msg = f"Meta data {tag!r} must have a scalar value, not {value!r}."
        raise ArgumentValueError(msg, tag=tag, value=value)
    text = str(value)
    _check_text(tag + text)
    return tag, text


def _check_text(text: str) -> None:
    # Half a surrogate pair is text for Python, but no database takes it.
    try:
        text.encode()
    except UnicodeEncodeError as error:
        msg = f"{text!r} is not valid Unicode, so it cannot name a stream."
        raise ArgumentValueError(msg, text=text) from error
