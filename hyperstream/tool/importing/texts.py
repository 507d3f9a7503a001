"""Many short texts as one array of bytes, so that they can be taken apart at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]


class Texts:
    """Texts one after the other in UTF-8.

    Args:
        data: ``uint8[...]``, the bytes of all of them.
        starts: ``int64[n + 1]``, where each begins; the last number is where the last one ends.
    """

    __slots__ = ("_data", "_starts", "lengths")

    def __init__(self, data: Bytes, starts: Places) -> None:
        self._data = data
        self._starts = starts
        self.lengths: Places = np.diff(starts)

    @classmethod
    def of(cls, texts: Sequence[str]) -> Texts:
        """Texts made of a list; what cannot be encoded becomes a question mark."""
        joined = "".join(texts)
        encoded = joined.encode(errors="replace")
        pieces: Sequence[Any] = (
            texts if len(encoded) == len(joined) else [t.encode(errors="replace") for t in texts]
        )
        starts = np.zeros(len(texts) + 1, np.int64)
        np.cumsum([len(piece) for piece in pieces], out=starts[1:])
        return cls(np.frombuffer(encoded, np.uint8), starts)

    @classmethod
    def of_arrow(cls, array: Any) -> Texts:
        """Texts made of a `pyarrow.StringArray` without nulls."""
        _, offsets, data = array.buffers()
        starts = np.frombuffer(offsets, np.int32)[array.offset : array.offset + len(array) + 1]
        return cls(np.frombuffer(data or b"", np.uint8), starts.astype(np.int64))

    def __len__(self) -> int:
        return len(self.lengths)

    def __getitem__(self, place: int) -> str:
        return self._data[self._starts[place] : self._starts[place + 1]].tobytes().decode()

    def table(self, places: npt.NDArray[np.intp], width: int) -> Bytes:
        """The bytes of some texts of one length, a text a column: ``uint8[width, m]``."""
        table: Bytes = self._data[self._starts[places] + np.arange(width)[:, np.newaxis]]
        return table
