"""What a stream is known by: its home, its id, and which of several kept versions it stands for."""

from __future__ import annotations

import copy
from typing import Any, Self

from ..stores.keys import StreamKey
from ..utils.errors import ArgumentTypeError, ArgumentValueError
from .ports import Home, Producer, Recorder
from .stream_id import StreamId


class NamedStream:
    """A stream by name, without its rows; `Stream` says what can be done with them.

    Two are equal when they stand for the same stream of the same home.
    """

    __slots__ = (
        "__weakref__",
        "_key",
        "home",
        "parent_node",
        "producer",
        "recorder",
        "stream_id",
        "tool_reference",
        "version",
    )

    def __init__(self, home: Home, stream_id: StreamId, version: str) -> None:
        if not isinstance(stream_id, StreamId):
            msg = f"A stream needs a StreamId, not {stream_id!r}; get_stream_id() makes one."
            raise ArgumentTypeError(msg, stream_id=stream_id)
        self.home = home
        self.stream_id = stream_id
        self.version = version
        self.parent_node: Any = None
        self.tool_reference: Any = None
        self.producer: Producer | None = None
        self.recorder: Recorder | None = None
        self._key: StreamKey | None = None

    @property
    def channel(self) -> Home:
        """The home it lives in."""
        return self.home

    @property
    def channel_id(self) -> str:
        """Id of the channel it lives in."""
        return self.home.channel_id

    @property
    def key(self) -> StreamKey:
        """The key under which the store keeps it."""
        if self._key is None:
            self._key = self.stream_id.key(self.home.channel_id, self.version)
        return self._key

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, NamedStream):
            return NotImplemented
        return self is other or (self.home is other.home and self.key == other.key)

    def __hash__(self) -> int:
        return hash(self.stream_id)

    def __str__(self) -> str:
        return f"Stream(stream_id={self.stream_id}, channel_id={self.channel_id})"

    def __repr__(self) -> str:
        return f"{type(self).__name__}(stream_id={self.stream_id!r}, channel_id={self.channel_id!r})"

    def set_tool_reference(self, tool_reference: Any) -> None:
        """Remember a tool; nothing inside HyperStream reads it."""
        self.tool_reference = tool_reference

    def kept(self, version: str) -> Self:
        """The same stream as one kept version (``tool@major``) wrote it."""
        other = copy.copy(self)
        other.version, other._key = version, None
        if version != self.version:
            other.producer = None  # It computes the version that it was made for.
        return other

    def versions(self) -> list[str]:
        """The versions that are kept side by side, as ``tool@major``, sorted."""
        return self.home.kept_versions(self)

    def kept_as(self, version: str | int) -> Self:
        """The kept version that a text means: ``mean@2``, ``2``, or ``2.1.0``, which 2 stands for.

        Raises:
            ArgumentValueError: (a `ValueError`) None is kept that it could mean, or several are.
        """
        text = str(version)
        if "@" in text:
            return self.kept(text)
        kept = self.versions()
        found = [name for name in kept if f"{text}.".startswith(f"{name.rpartition('@')[2]}.")]
        if len(found) == 1:
            return self.kept(found[0])
        msg = (
            f"{self.stream_id}: there is no kept version {text!r}; kept are {', '.join(kept) or 'none'}. "
            "A factor keeps them with keep_versions=True."
        )
        raise ArgumentValueError(msg, stream_id=self.stream_id, version=version)

    def tracked(self, recorder: Recorder) -> Self:
        """The same stream, whose views report what they are about to read.

        Once per iteration of a view, before it reads, ``recorder(stream, a_ms, b_ms, force)`` is
        called with the view's whole interval. The recorder also takes over `force_calculation`:
        it is told by ``force`` and computes the producer itself; a tracked view does not.
        """
        other = copy.copy(self)
        other.recorder = recorder
        return other


def refuse_sandbox(sandbox: object) -> None:
    """0.3.8 had the parameter everywhere and supported it nowhere.

    Raises:
        ArgumentValueError: (a `ValueError`) It is not None.
    """
    if sandbox is not None:
        msg = f"Sandboxes do not exist (got {sandbox!r}); use a store or a channel of its own instead."
        raise ArgumentValueError(msg, sandbox=sandbox)
