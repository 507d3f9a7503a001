"""A column of any values as one BSON document, and back.

Writing checks and wraps value by value (see `values`), unless all are of types that BSON keeps
by itself. Reading unwraps inside BSON's own decoder, so that values without wrapping cost
nothing extra.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from typing import Any

import bson
from bson.binary import Binary
from bson.codec_options import CodecOptions, TypeDecoder, TypeRegistry
from bson.errors import BSONError
from bson.int64 import Int64

from ..time_interval.interval import TimeInterval
from ..utils.errors import StoreFormatError, ValueNotStorableError
from ..utils.time_utils import from_ms
from .times import TimeColumn
from .values import (
    BINARY,
    INTERVAL,
    INTERVAL_FIELDS,
    NAIVE,
    NAIVE_FIELDS,
    PAIRS,
    TUPLE,
    UNCHANGED,
    WRITING,
    pack,
)

# Text and integers that BSON cannot take make its encoder raise, so they need no look beforehand.
_UNCHECKED = UNCHANGED | {str, int}
_REFUSED_BY_BSON = (BSONError, UnicodeError, OverflowError)


def pack_objects(values: Sequence[Any], times: TimeColumn) -> bytes:
    """Values of any kinds as one BSON document.

    Args:
        values: The values.
        times: Their timestamps, ms, for the error.

    Raises:
        ValueNotStorableError: One cannot come back equal; the error carries the first one's
            ``timestamp`` and ``value``.
    """
    try:
        if _is_plain(values):
            with suppress(*_REFUSED_BY_BSON):
                return bson.encode({"v": values}, codec_options=WRITING)
        return bson.encode({"v": list(map(pack, values))}, codec_options=WRITING)
    except (ValueNotStorableError, *_REFUSED_BY_BSON) as error:
        raise first_refusal(values, times) from error


def _is_plain(values: Sequence[Any]) -> bool:
    """Whether BSON keeps the values without wrapping, as a look at all types at once shows.

    Only flat values, lists and dictionaries of flat values are looked at; where the answer is
    no, or BSON does refuse one, each value is packed by itself, which takes longer.
    """
    kinds = set(map(type, values))
    containers = kinds - _UNCHECKED
    inside: Iterable[Any] = ()
    if containers == {dict}:
        dicts = [value for value in values if type(value) is dict]
        keys = set(chain.from_iterable(dicts))
        if "$ref" in keys or not set(map(type, keys)) <= {str}:
            return False
        inside = chain.from_iterable(value.values() for value in dicts)
    elif containers == {list}:
        inside = chain.from_iterable(value for value in values if type(value) is list)
    elif containers:
        return False
    return set(map(type, inside)) <= _UNCHECKED


def unpack_objects(document: bytes | memoryview) -> list[Any]:
    """The values of `pack_objects`; what is no BSON raises BSON's errors or `StoreFormatError`."""
    values = bson.decode(document, codec_options=_READING)["v"]
    if not isinstance(values, list):
        msg = f"a list of values is needed, not {type(values).__name__}"
        raise StoreFormatError(msg)
    return values


def first_refusal(values: Sequence[Any], times: TimeColumn) -> ValueNotStorableError:
    """The error for the first value that cannot be kept."""
    for value, ms in zip(values, times.tolist(), strict=True):
        try:
            pack(value)
        except ValueNotStorableError as error:
            moment = from_ms(ms)
            msg = f"The value at {moment.isoformat()} cannot be kept exactly: {error} Nothing was written."
            return ValueNotStorableError(msg, timestamp=moment, value=value)
    msg = f"{len(values)} values together are too large for BSON (2 GiB); write fewer rows at once."
    return ValueNotStorableError(msg, values=len(values))


class _PlainIntegers(TypeDecoder):
    """BSON's 64-bit integers are Python's."""

    bson_type = Int64

    def transform_bson(self, value: Any) -> int:
        return int(value)


class _Unwrapped(TypeDecoder):
    """What was wrapped into a binary, as it was."""

    bson_type = Binary

    def transform_bson(self, value: Any) -> Any:
        unwrap = _UNWRAP.get(value.subtype)
        if unwrap is None:
            msg = f"a binary of subtype {value.subtype} is not known"
            raise StoreFormatError(msg)
        return unwrap(bytes(value))


def _as_pairs(data: bytes) -> dict[str, Any]:
    pairs = bson.decode(data, codec_options=_READING)
    return dict(zip(pairs["k"], pairs["v"], strict=True))


_UNWRAP: Mapping[int, Callable[[bytes], Any]] = {
    TUPLE: lambda data: tuple(unpack_objects(data)),
    INTERVAL: lambda data: TimeInterval.from_ms(*INTERVAL_FIELDS.unpack(data)),
    NAIVE: lambda data: from_ms(*NAIVE_FIELDS.unpack(data)).replace(tzinfo=None),
    PAIRS: _as_pairs,
    BINARY: lambda data: Binary(data[1:], data[0]),
}
_READING: CodecOptions[dict[str, Any]] = WRITING.with_options(
    type_registry=TypeRegistry([_PlainIntegers(), _Unwrapped()])
)
