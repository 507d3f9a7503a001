"""The two names of a series, and the stream that holds it."""

from __future__ import annotations

from typing import NamedTuple

from ..stores.keys import StreamKey
from ..stream.stream_id import MAX_NAME, StreamId
from ..utils.errors import FrameError

CHANNEL = "frames"
SYMBOL = "symbol"


class SeriesName(NamedTuple):
    """Which series: any two texts of 1 to 512 characters, taken as they are.

    Attributes:
        reference: What it is about, ``prices``.
        symbol: Of whom, ``AAPL``.
    """

    reference: str
    symbol: str

    @property
    def stream_id(self) -> StreamId:
        """The id of the stream that holds it, in the channel `CHANNEL`."""
        return StreamId(self.reference, ((SYMBOL, self.symbol),))

    @property
    def key(self) -> StreamKey:
        """The key under which the store keeps it."""
        return self.stream_id.key(CHANNEL)

    @classmethod
    def checked(cls, reference: str, symbol: str) -> SeriesName:
        """The name of a series.

        Raises:
            FrameError: One of the two is no text, empty, too long, or has control characters.
        """
        for what, text in (("reference", reference), ("symbol", symbol)):
            if not isinstance(text, str) or not 0 < len(text) <= MAX_NAME or not text.isprintable():
                msg = f"The {what} must be printable text of 1 to {MAX_NAME} characters, not {text!r}."
                raise FrameError(msg, reference=reference, symbol=symbol)
        return cls(reference, symbol)

    @classmethod
    def of_stream(cls, stream_id: StreamId) -> SeriesName | None:
        """The series that a stream of the channel holds; None where somebody named it otherwise."""
        if len(stream_id.meta_data) != 1 or stream_id.meta_data[0][0] != SYMBOL:
            return None
        return cls(stream_id.name, stream_id.meta_data[0][1])
