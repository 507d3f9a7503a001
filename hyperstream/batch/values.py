"""Which values can be kept exactly, and how they travel through BSON and come back equal.

Equal means same type and same bytes, at every depth. BSON alone keeps ``None``, bool, int (64
bits), float, str, bytes, UTC datetimes in whole milliseconds, lists, dictionaries with text
keys, and its own types. Tuples, time intervals, naive datetimes and a few odd dictionaries are
wrapped into BSON binaries of a user-defined subtype, which the reader unwraps. NumPy scalars
become the Python values that they stand for, aware datetimes are converted to UTC.

Everything else is refused before anything is written, with an error that names the value:
sets, parts of a millisecond, integers beyond 64 bits, arrays, arbitrary objects, subclasses
(they would come back as their base class), and what contains itself. Nothing is ever pickled.
"""

from __future__ import annotations

import datetime as dt
import reprlib
import struct
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import bson
from bson.binary import Binary, UuidRepresentation
from bson.code import Code
from bson.codec_options import CodecOptions
from bson.dbref import DBRef
from bson.decimal128 import Decimal128
from bson.errors import BSONError
from bson.int64 import Int64
from bson.max_key import MaxKey
from bson.min_key import MinKey
from bson.objectid import ObjectId
from bson.regex import Regex
from bson.timestamp import Timestamp

from ..time_interval.interval import TimeInterval
from ..utils.errors import ValueNotStorableError
from ..utils.time_utils import UTC, from_ms, to_ms
from .columns import plain

MAX_DEPTH = 90
"""Containers inside each other, at most; BSON and MongoDB stop at 100."""

TUPLE, INTERVAL, NAIVE, PAIRS, BINARY = range(0x80, 0x85)
"""Subtypes of the BSON binaries that wrap what BSON has no type for."""

INTERVAL_FIELDS = struct.Struct("<qq")
NAIVE_FIELDS = struct.Struct("<q")
_LEAST, _GREATEST = -(2**63), 2**63 - 1

UNCHANGED = frozenset(
    {type(None), bool, float, bytes, uuid.UUID, ObjectId, Decimal128, Timestamp, MinKey, MaxKey}
)
"""Types whose every value BSON gives back as it was."""

WRITING: CodecOptions[dict[str, Any]] = CodecOptions(
    tz_aware=True, tzinfo=UTC, uuid_representation=UuidRepresentation.STANDARD
)

_HINTS: Mapping[str, str] = {
    "set": "make it a sorted list",
    "frozenset": "make it a sorted list",
    "ndarray": "give its tolist(), or one instance a row",
    "date": "make it a datetime",
    "timedelta": "give its total_seconds()",
    "timedelta64": "give seconds as a number",
    "datetime64": "make it a datetime",
    "Timestamp": "give its to_pydatetime(), cut to milliseconds",
    "Decimal": "make it a float, text, or a bson Decimal128",
    "complex": "make it a pair of floats",
    "bytearray": "make it bytes",
}
_BASES = (int, float, str, bytes, dt.datetime, list, tuple, dict)
_KEPT = "None, bool, int, float, str, bytes, datetime, TimeInterval, list, tuple and dict are kept"


def pack(value: Any, depth: int = 0) -> Any:
    """The value in the form that goes into BSON and comes back equal.

    Args:
        value: Anything.
        depth: How many containers it is in.

    Raises:
        ValueNotStorableError: It would not come back equal; carries the innermost ``value``.
    """
    kind = type(value)
    if kind in UNCHANGED:
        return value
    packer = _PACKERS.get(kind)
    if packer is not None:
        return packer(value)
    container = _CONTAINERS.get(kind)
    if container is not None:
        if depth >= MAX_DEPTH:
            raise _refusal(value, f"it is nested deeper than {MAX_DEPTH} levels, or contains itself")
        return container(value, depth + 1)
    scalar = plain(value)
    if scalar is value:
        raise _refusal(value, _hint(value))
    return pack(scalar, depth)


def utc_ms(value: dt.datetime) -> int:
    """An aware datetime as milliseconds, if it has whole ones.

    Raises:
        ValueNotStorableError: Finer than a millisecond, or outside the years 1 to 9999 in UTC.
    """
    try:
        ms = to_ms(value)
    except ValueError as error:
        raise _refusal(value, "in UTC it is outside the years 1 to 9999") from error
    in_utc = value if value.tzinfo is UTC else value.astimezone(UTC)
    if in_utc.microsecond % 1000:
        raise _refusal(value, "times are kept to the millisecond; cut it")
    return ms


def _datetime(value: dt.datetime) -> Any:
    if value.tzinfo is None:
        return Binary(NAIVE_FIELDS.pack(utc_ms(value.replace(tzinfo=UTC))), NAIVE)
    if value.utcoffset() is None:
        raise _refusal(value, "its time zone does not know its offset; convert it to UTC")
    return from_ms(utc_ms(value))


def _integer(value: int) -> int:
    if not _LEAST <= value <= _GREATEST:
        raise _refusal(value, "integers are kept up to 64 bits; make it text or a float")
    return int(value)


def _text(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise _refusal(value, "it has half a surrogate pair, which is no character; remove it") from error
    return value


def _interval(value: TimeInterval) -> Binary:
    return Binary(INTERVAL_FIELDS.pack(value.start_ms, value.end_ms), INTERVAL)


def _binary(value: Binary) -> Binary:
    return Binary(bytes([value.subtype]) + value, BINARY)


def _as_it_comes_back(value: Any) -> Any:
    """Rare BSON types that not every instance of survives: tried out."""
    try:
        back = bson.decode(bson.encode({"v": value}, codec_options=WRITING), codec_options=WRITING)["v"]
    except (BSONError, ValueError, TypeError, OverflowError) as error:
        raise _refusal(value, str(error)) from error
    if type(back) is not type(value) or back != value:
        raise _refusal(value, f"BSON would give {back!r} back")
    return value


def _items(values: Iterable[Any], depth: int) -> list[Any]:
    return [value if type(value) in UNCHANGED else pack(value, depth) for value in values]


def _tuple(value: tuple[Any, ...], depth: int) -> Binary:
    return Binary(bson.encode({"v": _items(value, depth)}, codec_options=WRITING), TUPLE)


def _dict(value: dict[Any, Any], depth: int) -> Any:
    keys = list(value)
    if not set(map(type, keys)) <= {str}:
        keys = [plain(key) for key in keys]
        if not all(type(key) is str for key in keys):
            raise _refusal(value, "keys of dictionaries must be text")
    items = _items(value.values(), depth)
    all_keys = _text("".join(keys))
    if "$ref" in all_keys or "\0" in all_keys:
        # BSON would make a DBRef of the one, and has no room for the other.
        return Binary(bson.encode({"k": keys, "v": items}, codec_options=WRITING), PAIRS)
    return dict(zip(keys, items, strict=True))


def _hint(value: Any) -> str:
    hint = _HINTS.get(type(value).__name__)
    if hint is None:
        bases = [base.__name__ for base in _BASES if isinstance(value, base)]
        hint = f"it would come back as {bases[0]}; make it that" if bases else f"only {_KEPT}"
    return hint


def _refusal(value: Any, way_out: str) -> ValueNotStorableError:
    msg = f"{reprlib.repr(value)} ({type(value).__name__}): {way_out}."
    return ValueNotStorableError(msg, value=value)


_PACKERS: Mapping[type, Callable[[Any], Any]] = {
    int: _integer,
    Int64: _integer,
    str: _text,
    dt.datetime: _datetime,
    TimeInterval: _interval,
    Binary: _binary,
    Regex: _as_it_comes_back,
    Code: _as_it_comes_back,
    DBRef: _as_it_comes_back,
}
_CONTAINERS: Mapping[type, Callable[[Any, int], Any]] = {list: _items, tuple: _tuple, dict: _dict}
