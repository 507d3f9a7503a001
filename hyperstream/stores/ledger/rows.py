"""What the protocol needs of rows, so that it works on `Batch` and on a checker's few tuples alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol, Self


class Rows(Protocol):
    """Rows of one stream, ordered by time, one a timestamp."""

    @property
    def first_ms(self) -> int:
        """First timestamp, ms."""

    @property
    def last_ms(self) -> int:
        """Last timestamp, ms."""

    def __len__(self) -> int: ...

    def between(self, a: int, b: int) -> Self:
        """The rows in ``(a, b]``."""


class Clash(NamedTuple):
    """Two values at one time."""

    t: int
    old: Any
    new: Any


class Kit(Protocol):
    """What is done with rows: encoding, joining, comparing. Nothing here has a side effect."""

    def encode(self, rows: Any) -> Any:
        """The payload of a segment or tail chunk."""

    def encode_all(self, pieces: Sequence[Any]) -> Sequence[Any]:
        """The payloads of many segments."""

    def decode(self, payload: Any) -> Any:
        """The rows of a payload."""

    def gather(self, payloads: Sequence[Any]) -> Any:
        """The rows of all these payloads (at least one), in order of time."""

    def split(self, rows: Any) -> Sequence[Any]:
        """The rows in pieces that each make one segment."""

    def join(self, pieces: Sequence[Any]) -> Any:
        """The rows of all pieces in order of time; no timestamp occurs twice."""

    def times(self, rows: Any) -> Sequence[int]:
        """The timestamps, ms."""

    def same(self, x: Any, y: Any) -> bool:
        """Whether both hold the same rows, values equal in type and bytes."""

    def clash(self, new: Any, old: Any) -> Clash | None:
        """The first timestamp at which both have a row and the values differ."""

    def novel(self, new: Any, old: Any) -> Any:
        """The rows of ``new`` at whose timestamps ``old`` has none."""

    def unlike(self, new: Any, old: Any) -> Any:
        """The rows of ``new`` that ``old`` does not have with the same value."""

    def overlay(self, old: Any, new: Any) -> Any:
        """The rows of both, those of ``new`` where both have one."""
