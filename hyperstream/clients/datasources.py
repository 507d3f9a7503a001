"""Data sources as flask-bigtempo's engine calls them: ``evaluate(context, symbol, start, end)``."""

from __future__ import annotations

from typing import Any, Protocol

from .connection import Retry
from .rest import HOST, DFStoreRestClient


class RetrievesFrames(Protocol):
    """Where a source looks: ``hs.store``, or a client."""

    def retrieve(self, reference: str, symbol: str, start: Any = None, end: Any = None) -> Any:
        """The frame, or None."""


class LocalStoreDatasource:
    """The series of one reference in a store at hand, one symbol at a time.

    Args:
        reference: Which.
        store: ``hs.store``, or anything that has its ``retrieve``.
    """

    def __init__(self, reference: str, store: RetrievesFrames) -> None:
        self.reference = reference
        self.store = store

    def evaluate(self, context: Any, symbol: str, start: Any = None, end: Any = None) -> Any:
        """The frame of a symbol from ``start`` to ``end``, both included; None if there is none.

        Args:
            context: What the engine knows of the sources before; not needed here.
            symbol: Of whom.
            start: A time, or None.
            end: A time, or None.
        """
        return self.store.retrieve(self.reference, symbol, start, end)


class RESTStoreDatasource(LocalStoreDatasource):
    """The series of one reference on a server, one symbol at a time.

    Args:
        reference: Which.
        host: Address of the server.
        token: Its bearer token, where it asks for one.
        timeout: Seconds for each step of a request.
        retry: When a request is sent again.
        wire: ``json`` or ``arrow``, see `DFStoreRestClient`.
    """

    def __init__(
        self,
        reference: str,
        host: str = HOST,
        *,
        token: str | None = None,
        timeout: float = 30.0,
        retry: Retry | None = None,
        wire: str = "json",
    ) -> None:
        self.client = DFStoreRestClient(host, token=token, timeout=timeout, retry=retry, wire=wire)
        super().__init__(reference, self.client)

    def close(self) -> None:
        """Close the connection; twice is fine."""
        self.client.close()
