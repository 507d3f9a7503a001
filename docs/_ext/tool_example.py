"""What an example of a tool is made of, and how the page shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hyperstream import TimeInterval

Rows = list[tuple[float, Any]]


@dataclass(frozen=True)
class Example:
    """How a tool is called; sources lie at room 1, 2, ...

    ``files`` are there while it runs, by name and text (or a DataFrame for a Parquet file); ``series`` is
    what the time-series store holds under "prices" and "ACME".
    """

    parameters: dict[str, Any] = field(default_factory=dict)
    sources: tuple[Rows, ...] = ()
    alignment: Rows | None = None
    splitting: Rows | None = None
    plates: tuple[dict[str, str], ...] = ({},)
    end: float = 10
    files: dict[str, Any] = field(default_factory=dict)
    series: Rows | None = None


@dataclass(frozen=True)
class Shown:
    """An example as the page shows it: titles and rows."""

    call: str
    sources: list[tuple[str, Rows]]
    results: list[tuple[str, Rows]]
    texts: list[tuple[str, str]] = field(default_factory=list)


def window(start: float, end: float) -> TimeInterval:
    """``(start, end]`` in seconds."""
    return TimeInterval.from_ms(round(start * 1000), round(end * 1000))
