"""Parameters that several routes take, each read once and refused by its name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import BeforeValidator, WithJsonSchema

from ..time_interval import TimeInterval
from ..utils.errors import ArgumentValueError
from ..utils.time_utils import MAX_DATE, MIN_DATE, from_ms, parse_datetime
from .problems import ProblemError


def _instant(value: Any) -> datetime:
    text = str(value)
    sign, digits = text[:1], text.lstrip("-")
    # ISO 8601 has a basic form of eight digits, but a bare number is far more often milliseconds.
    if digits.isascii() and digits.isdigit() and len(digits) < 16:
        return from_ms(-int(digits) if sign == "-" else int(digits))
    # A plus sign in a query is a space unless it is quoted; no time has a space before its zone.
    return parse_datetime(text.replace(" ", "+") if text.count(" ") == 1 and "T" in text else text)


Instant = Annotated[
    datetime,
    BeforeValidator(_instant),
    WithJsonSchema(
        {"type": "string", "examples": ["2026-11-10", "2026-11-10T12:00:00.000Z", "1762732800000"]}
    ),
]
"""A time: ISO 8601 (UTC where it names no zone), or milliseconds since 1970."""

Channel = Annotated[str, Path(description="Id of the channel", examples=["database"], max_length=512)]
Name = Annotated[str, Path(description="Name of the stream", examples=["temp_hour"], max_length=512)]
Tags = Annotated[
    list[str] | None,
    Query(
        alias="tag",
        description="Meta data of the stream, TAG=VALUE; may be given again",
        examples=[["house=h1"]],
        max_length=100,
    ),
]
Start = Annotated[Instant | None, Query(description="After this time")]
End = Annotated[Instant | None, Query(description="Up to and with this time")]


def meta_data(tags: Iterable[str] | None) -> dict[str, str]:
    """The meta data that ``TAG=VALUE`` texts say.

    Raises:
        ProblemError: One is no such text, or a tag comes twice (400).
    """
    found: dict[str, str] = {}
    for item in tags or ():
        tag, equals, value = item.partition("=")
        if not (tag and equals) or tag in found:
            detail = f"tag: {item!r} is no TAG=VALUE, or its tag is there twice."
            raise ProblemError(400, detail, parameter="tag")
        found[tag] = value
    return found


def interval(start: datetime | None, end: datetime | None) -> TimeInterval:
    """``(start, end]``, open where an end is not given.

    Raises:
        ProblemError: The end does not come after the start (400).
    """
    try:
        return TimeInterval(MIN_DATE if start is None else start, MAX_DATE if end is None else end)
    except ArgumentValueError as error:
        raise ProblemError(400, f"start, end: {error}", parameter="end") from error
