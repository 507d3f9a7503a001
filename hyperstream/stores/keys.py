"""The key under which a store keeps one stream: channel, name, meta data, kept version.

The channel is part of a stream's identity, so the same id in two channels is two streams
(0.3.8 mixed them up). A key is canonical JSON, readable in any database shell and exact for
any text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple, NewType

from ..utils.errors import ArgumentValueError, StoreFormatError

StreamKey = NewType("StreamKey", str)

FILES = "(file)"
"""What stands for the channel in the key of a file that a tool reads beside its sources."""

DATABASE = "mongo"
"""The database channel, whatever the store; the name that 0.3.8 gave it stands in every key."""

TOOLS = "(tool)"
"""What stands for the channel in the key that names what computed a stream in memory."""

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class KeyParts(NamedTuple):
    """What a `StreamKey` is made of.

    Attributes:
        channel: Channel id as stored (`DATABASE` for the database channel).
        name: Stream name.
        meta_data: Pairs in canonical (sorted) order.
        version: ``tool@major`` where several versions are kept side by side, else empty.
    """

    channel: str
    name: str
    meta_data: tuple[tuple[str, str], ...] = ()
    version: str = ""


def stream_key(
    channel: str, name: str, meta_data: Iterable[tuple[str, str]] = (), version: str = ""
) -> StreamKey:
    """The canonical key; equal identities give equal keys whatever the order of the meta data.

    Raises:
        ArgumentValueError: The text has a half character (a lone surrogate), which no database keeps.
    """
    fields: list[object] = [channel, name, sorted(list(pair) for pair in meta_data)]
    if version:
        fields.append(version)
    key = _json(fields)
    try:
        key.encode()
    except UnicodeEncodeError as error:
        msg = f"The stream {key!r} cannot be stored as text: {error.reason}. Give it another name."
        raise ArgumentValueError(msg, key=key) from error
    return StreamKey(key)


def file_key(name: str) -> StreamKey:
    """The key under which results name a file that they were computed from."""
    return stream_key(FILES, name)


def maker_key(stream: StreamKey, tool: str, version: str, rest: str) -> StreamKey:
    """The key under which lasting results name what computed a stream in memory that they were computed from.

    Args:
        stream: The stream in memory.
        tool: Name of the tool that computed it.
        version: Of the tool.
        rest: Stands for all else that its rows depend on: parameters and sources.
    """
    return stream_key(TOOLS, tool, (("rest", rest), ("stream", stream)), version)


class Maker(NamedTuple):
    """What a `maker_key` says; its fields are the arguments of that."""

    stream: StreamKey
    tool: str
    version: str
    rest: str


def maker_of(key: str) -> Maker | None:
    """The inverse of `maker_key`; None for the key of anything else."""
    if not key.startswith(channel_prefix(TOOLS)):
        return None
    parts = parse_key(key)
    (_, rest), (_, stream) = parts.meta_data
    return Maker(StreamKey(stream), parts.name, parts.version, rest)


def channel_prefix(channel: str) -> str:
    """What the keys of all streams of this channel begin with, and no other key."""
    return _json([channel])[:-1] + ","


def parse_key(key: str) -> KeyParts:
    """The inverse of `stream_key`.

    Raises:
        StoreFormatError: The text is not a stream key.
    """
    try:
        channel, name, meta_data, *version = json.loads(key)
        pairs = tuple((str(tag), str(value)) for tag, value in meta_data)
    except (ValueError, TypeError) as error:
        msg = f"{key!r} is not a stream key; the store may have been written by another program."
        raise StoreFormatError(msg, key=key) from error
    return KeyParts(channel, name, pairs, version[0] if version else "")


def describe_channel(channel: str) -> str:
    """A channel's id for people: ``database`` for the database channel, which answers to both names."""
    return "database" if channel == DATABASE else channel


def describe_key(key: str) -> str:
    """The stream for people: ``temp_hour: [house=h2] in database``."""
    parts = parse_key(key)
    pairs = ", ".join(f"{tag}={value}" for tag, value in parts.meta_data)
    version = f" ({parts.version})" if parts.version else ""
    return f"{parts.name}{f': [{pairs}]' if pairs else ''}{version} in {describe_channel(parts.channel)}"
