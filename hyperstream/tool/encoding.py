"""Parameter values written down: plain JSON values, with tags for what JSON does not have.

The ledger compares computations by the canonical JSON of their parameters, and definitions keep
the same plain values, so both must be exact: a tuple comes back as a tuple, and two values are
written alike only if they are alike. A tag is a dictionary with one key that starts with ``@``.

Code is never written down, only a reference to it (`functions`).
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from ..time_interval import RelativeTimeInterval, TimeInterval, TimeIntervals
from ..utils.errors import ArgumentValueError

Plain = Any
"""Made of None, bool, int, float, str, lists and dictionaries with text keys."""

Refer = Callable[[Any], str]
"""Gives the reference of a function or of an object that has no plain form."""

Resolve = Callable[[str], Any]
"""Gives what a reference stands for."""

_DEEPEST = 50
_MICROSECOND = timedelta(microseconds=1)


def canonical_json(plain: Plain) -> str:
    """The one JSON text of a plain value: keys sorted, no spaces."""
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def encode(value: Any, refer: Refer, depth: int = 0) -> Plain:
    """The plain form of a value.

    Args:
        value: Any value.
        refer: Asked for functions (tag ``@function``) and for whatever else has no plain form
            (tag ``@object``).
        depth: How deep inside another value this one lies.

    Raises:
        ArgumentValueError: (a `ValueError`) Nested deeper than 50 levels, or in a circle.
    """
    if depth > _DEEPEST:
        msg = f"A parameter may be nested {_DEEPEST} deep; this one is deeper, or contains itself."
        raise ArgumentValueError(msg)
    kind = type(value)
    if kind.__module__ == "numpy" and getattr(value, "ndim", None) == 0:
        value = value.item()
        kind = type(value)
    if value is None or kind in (bool, int, str):
        return value
    if kind in _LEAVES:
        return _LEAVES[kind](value)
    if kind in _CONTAINERS:
        return _CONTAINERS[kind](value, lambda item: encode(item, refer, depth + 1))
    return {"@function" if callable(value) else "@object": refer(value)}


def _tagged(tag: str, give: Callable[[Any], Plain]) -> Callable[[Any], Plain]:
    return lambda value: {tag: give(value)}


def _float(value: float) -> Plain:
    return value if math.isfinite(value) else {"@float": repr(value)}


def _sorted(items: Any) -> list[Plain]:
    return sorted(items, key=canonical_json)


def _dict(value: dict[Any, Any], inner: Callable[[Any], Plain]) -> Plain:
    if all(type(key) is str and not key.startswith("@") for key in value):
        return {key: inner(item) for key, item in value.items()}
    return {"@dict": _sorted([inner(key), inner(item)] for key, item in value.items())}


_LEAVES: Mapping[type, Callable[[Any], Plain]] = {
    float: _float,
    complex: _tagged("@complex", lambda value: [_float(value.real), _float(value.imag)]),
    bytes: _tagged("@bytes", lambda value: base64.b64encode(value).decode("ascii")),
    datetime: _tagged("@datetime", datetime.isoformat),
    date: _tagged("@date", date.isoformat),
    timedelta: _tagged("@microseconds", lambda value: value // _MICROSECOND),
    TimeInterval: _tagged("@interval", lambda value: [value.start_ms, value.end_ms]),
    TimeIntervals: _tagged("@intervals", lambda value: [list(span) for span in value.spans]),
    RelativeTimeInterval: _tagged("@relative", lambda value: [value.start, value.end]),
}

_CONTAINERS: Mapping[type, Callable[[Any, Callable[[Any], Plain]], Plain]] = {
    list: lambda value, inner: [inner(item) for item in value],
    tuple: lambda value, inner: {"@tuple": [inner(item) for item in value]},
    set: lambda value, inner: {"@set": _sorted(inner(item) for item in value)},
    frozenset: lambda value, inner: {"@frozenset": _sorted(inner(item) for item in value)},
    dict: _dict,
}


def decode(plain: Plain, resolve: Resolve) -> Any:
    """The value that `encode` wrote down.

    Args:
        plain: Its plain form. What a database made of it in 0.3.8 (datetimes, numbers, text) is
            given back as it is.
        resolve: Asked for what ``@function`` and ``@object`` stand for.

    Raises:
        ArgumentValueError: (a `ValueError`) An unknown tag, or a damaged one.
    """
    if isinstance(plain, list):
        return [decode(item, resolve) for item in plain]
    if not isinstance(plain, dict):
        return plain
    if len(plain) != 1 or not next(iter(plain)).startswith("@"):
        return {key: decode(item, resolve) for key, item in plain.items()}
    tag, content = next(iter(plain.items()))
    if tag in ("@function", "@object"):
        return resolve(content)
    try:
        return _TAGS[tag](content, lambda item: decode(item, resolve))
    except (KeyError, TypeError, ValueError) as error:
        msg = f"The stored parameter {plain!r} cannot be read; was it written by a newer HyperStream?"
        raise ArgumentValueError(msg, plain=plain) from error


_TAGS: Mapping[str, Callable[[Any, Callable[[Any], Any]], Any]] = {
    "@float": lambda content, inner: float(content),
    "@complex": lambda content, inner: complex(*(inner(item) for item in content)),
    "@bytes": lambda content, inner: base64.b64decode(content, validate=True),
    "@datetime": lambda content, inner: datetime.fromisoformat(content),
    "@date": lambda content, inner: date.fromisoformat(content),
    "@microseconds": lambda content, inner: content * _MICROSECOND,
    "@interval": lambda content, inner: TimeInterval.from_ms(*content),
    "@intervals": lambda content, inner: TimeIntervals.from_spans(tuple(tuple(span) for span in content)),
    "@relative": lambda content, inner: RelativeTimeInterval(*content),
    "@tuple": lambda content, inner: tuple(inner(item) for item in content),
    "@set": lambda content, inner: {inner(item) for item in content},
    "@frozenset": lambda content, inner: frozenset(inner(item) for item in content),
    "@dict": lambda content, inner: {inner(key): inner(item) for key, item in content},
}
