"""Rows as batches, for the machines of the ledger: encoding, joining, comparing."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, Protocol

from ...batch.batch import Batch
from ...batch.segments import SEGMENT_ROWS, segment_rows, split
from ..ledger.model import MEMORY
from ..ledger.rows import Clash


class Codec(Protocol):
    """How rows become the payload of a segment and come back; ``hyperstream.batch.codec`` is one."""

    @property
    def rows(self) -> int:
        """Rows that one segment holds at most."""

    def encode(self, batch: Batch) -> Any:
        """The payload; `ValueNotStorableError` where a value would not come back equal."""

    def encode_all(self, batches: Sequence[Batch]) -> list[Any]:
        """The payload of each, the same as `encode` gives."""

    def decode(self, payload: Any) -> Batch:
        """The rows."""

    def decode_many(self, payloads: Sequence[Any]) -> Batch | None:
        """The rows of many payloads, in order of time; None where each must be decoded by itself."""


class Kept:
    """The codec of a store in memory: batches stay what they are.

    Reading a part of one costs nothing extra, so segments are long: fewer of them are faster to go through.
    """

    rows = 65_536

    def encode(self, batch: Batch) -> Any:
        """The batch itself."""
        return batch

    def encode_all(self, batches: Sequence[Batch]) -> list[Any]:
        """The batches themselves."""
        return list(batches)

    def decode(self, payload: Any) -> Batch:
        """The batch itself."""
        batch: Batch = payload
        return batch

    def decode_many(self, payloads: Sequence[Any]) -> Batch | None:
        """None: there is nothing to decode."""
        return None


KEPT: Codec = Kept()


class BatchKit:
    """What the machines do with batches.

    Args:
        codec: How rows become payloads.
    """

    def __init__(self, codec: Codec) -> None:
        self._rows = codec.rows
        self.encode = codec.encode
        self.encode_all = codec.encode_all
        self.decode = codec.decode
        self._decode_many = codec.decode_many
        self._memory = MEMORY + os.urandom(4) if codec is KEPT else b""

    def incarnation(self) -> bytes:
        """A new one for a stream; that of a stream in memory tells in which."""
        return self._memory + os.urandom(5) if self._memory else os.urandom(8)

    def gather(self, payloads: Sequence[Any]) -> Batch:
        """The rows of all these payloads, in order of time."""
        found = self._decode_many(payloads)
        return self.join(list(map(self.decode, payloads))) if found is None else found

    def split(self, rows: Batch) -> Sequence[Batch]:
        """The rows in pieces that each make one segment."""
        longest = segment_rows(rows) * self._rows // SEGMENT_ROWS
        return split(rows, longest) if len(rows) > longest else (rows,) if len(rows) else ()

    def join(self, pieces: Sequence[Batch]) -> Batch:
        """The rows of all pieces, in order of time."""
        return pieces[0] if len(pieces) == 1 else Batch.concat(pieces).ordered()

    def times(self, rows: Batch) -> Sequence[int]:
        """The timestamps, ms."""
        times: list[int] = rows.timestamps.tolist()
        return times

    def same(self, x: Batch, y: Batch) -> bool:
        """Whether both hold the same rows."""
        return x.same_rows(y)

    def clash(self, new: Batch, old: Batch) -> Clash | None:
        """The first timestamp at which both have a row and the values differ."""
        unlike = new.differs(old)
        if not len(unlike):
            return None
        first = new[int(unlike[0])]
        at = int(new.timestamps[int(unlike[0])])
        return Clash(at, old.between(at - 1, at)[0].value, first.value)

    def novel(self, new: Batch, old: Batch) -> Batch:
        """The rows of ``new`` at whose timestamps ``old`` has none."""
        return new.missing_from(old)

    def unlike(self, new: Batch, old: Batch) -> Batch:
        """The rows of ``new`` that ``old`` does not have with the same value."""
        return Batch.merge(new.take(new.differs(old)), new.missing_from(old))

    def overlay(self, old: Batch, new: Batch) -> Batch:
        """The rows of both, those of ``new`` where both have one."""
        return Batch.merge(old.missing_from(new), new)
