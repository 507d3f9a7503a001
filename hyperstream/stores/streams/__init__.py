"""Streams in a store: reading, writing and computing them by the rules of the ledger."""

from ..ledger.pending import ComputeRequest, Pending
from .claimed import Busy, Claimed
from .given import About
from .kit import KEPT, Codec
from .readable import NO_LEDGER
from .store import StreamStore

__all__ = [
    "KEPT",
    "NO_LEDGER",
    "About",
    "Busy",
    "Claimed",
    "Codec",
    "ComputeRequest",
    "Pending",
    "StreamStore",
]
