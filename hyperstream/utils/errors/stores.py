"""What can be wrong with the database, and with working in it side by side."""

from __future__ import annotations

from .families import StoreError


class LeaseLostError(StoreError, RuntimeError):
    """The claim ran out and another worker took the interval over; nothing was written."""

    code = "HS501"


class ClaimedElsewhereError(StoreError, TimeoutError):
    """Another worker is computing the same interval, and it was waited for long enough."""

    code = "HS505"


class StoreUnavailableError(StoreError, ConnectionError):
    """The database does not answer, is read-only, or has no room."""

    code = "HS502"


class StoreFormatError(StoreError, ValueError):
    """The store was written by a newer version, or what lies there cannot be read."""

    code = "HS503"


class LedgerFullError(StoreError, OverflowError):
    """The ledger of one stream is at its size limit; nothing was written."""

    code = "HS504"
