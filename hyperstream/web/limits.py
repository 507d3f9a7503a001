"""How much one client may ask of a server."""

from __future__ import annotations

from dataclasses import dataclass, fields

from ..utils.errors import ArgumentValueError


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one server; what goes beyond is answered with 413, or 429 for the number of clients.

    Attributes:
        body_bytes: Of a request's body.
        points: Rows of one answer, prices of one request.
        page: Rows of one answer where the client does not say how many.
        push_clients: Push connections at the same time.
        push_rows: Rows that are kept for push clients, a stream; who is further behind reads the store.

    Raises:
        ArgumentValueError: One of them is not a whole number of at least 1.
    """

    body_bytes: int = 64 * 1024 * 1024
    points: int = 1_000_000
    page: int = 100_000
    push_clients: int = 1_000
    push_rows: int = 1_000

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, bool) or not isinstance(value, int) or value < 1:
                msg = f"The limit {field.name} is {value!r}; it must be a whole number of at least 1."
                raise ArgumentValueError(msg, limit=field.name, value=value)
