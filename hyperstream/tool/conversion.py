"""Parameter values brought to the kind that a tool's annotation names.

``stride: float`` given ``1`` becomes ``1.0`` and ``every: timedelta`` given ``"1d"`` becomes a
timedelta, so that the same computation is always written down the same way in the ledger.
Nothing is guessed: a value that does not fit is an error, ``"1"`` is no number and ``True`` no
integer.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from numbers import Integral, Real
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from ..utils.errors import ArgumentTypeError, ArgumentValueError, HyperStreamError
from ..utils.time_utils import parse_datetime
from .durations import duration_ms

_NOT_NUMBERS = (bool, str, bytes)


def convert(value: Any, annotation: Any) -> Any:
    """The value as the annotation wants it.

    Args:
        value: What the user gave.
        annotation: A resolved annotation. Known are ``Any``, ``None``, ``bool int float str
            datetime timedelta``, callables, literals, unions, lists, tuples, dicts, and other
            classes (by ``isinstance``); what is not known is not checked.

    Raises:
        ArgumentTypeError: (a `TypeError`) The value is of another kind.
        ArgumentValueError: (a `ValueError`) Of the right kind, but unreadable.
    """
    origin = get_origin(annotation)
    if origin is Annotated:
        return convert(value, get_args(annotation)[0])
    if origin in _GENERIC:
        return _GENERIC[origin](value, get_args(annotation))
    if annotation in _PLAIN:
        return _PLAIN[annotation](value)
    return _instance(value, origin or annotation)


def describe(annotation: Any) -> str:
    """The annotation in a few words, for messages and lists of tools."""
    if annotation is None or annotation is type(None):
        return "None"
    if get_origin(annotation) in (Union, types.UnionType):
        return " | ".join(describe(item) for item in get_args(annotation))
    if get_origin(annotation) is Literal:
        return " | ".join(repr(item) for item in get_args(annotation))
    if (get_origin(annotation) or annotation) is Callable:
        return "function"
    text = (
        annotation.__name__ if isinstance(annotation, type) and not get_args(annotation) else str(annotation)
    )
    return text.replace("typing.", "").replace("collections.abc.", "")


def _wrong(value: Any, wanted: str) -> ArgumentTypeError:
    msg = f"{value!r} ({type(value).__name__}) is not {wanted}"
    return ArgumentTypeError(msg, value=value)


def _float(value: Any) -> float:
    if isinstance(value, Real) and not isinstance(value, _NOT_NUMBERS):
        return float(value)
    raise _wrong(value, "a number")


def _int(value: Any) -> int:
    if isinstance(value, Integral) and not isinstance(value, _NOT_NUMBERS):
        return int(value)
    raise _wrong(value, "a whole number")


def _bool(value: Any) -> bool:
    # NumPy's bool is no subclass of ours, and its item() is.
    plain = value.item() if type(value).__module__ == "numpy" and getattr(value, "ndim", 1) == 0 else value
    if isinstance(plain, bool):
        return plain
    raise _wrong(value, "True or False")


def _str(value: Any) -> str:
    if isinstance(value, str):
        return str(value)
    raise _wrong(value, "text")


def _none(value: Any) -> None:
    if value is not None:
        raise _wrong(value, "None")


def _datetime(value: Any) -> datetime:
    if isinstance(value, str | date):
        return parse_datetime(value)
    raise _wrong(value, "a datetime, a date or ISO 8601 text")


def _timedelta(value: Any) -> timedelta:
    return timedelta(milliseconds=duration_ms(value))


def _callable(value: Any, _arguments: tuple[Any, ...] = ()) -> Any:
    if callable(value):
        return value
    raise _wrong(value, "a function")


def _instance(value: Any, kind: Any) -> Any:
    if isinstance(kind, type) and not isinstance(value, kind):
        raise _wrong(value, f"a {kind.__name__}")
    return value


def _literal(value: Any, choices: tuple[Any, ...]) -> Any:
    for choice in choices:
        if type(choice) is type(value) and choice == value:
            return choice
    msg = f"{value!r} is not one of {', '.join(repr(choice) for choice in choices)}"
    raise ArgumentValueError(msg, value=value)


def _union(value: Any, choices: tuple[Any, ...]) -> Any:
    for choice in choices:
        if isinstance(choice, type) and type(value) is choice:
            return value
    reasons = []
    for choice in choices:
        try:
            return convert(value, choice)
        except HyperStreamError as error:
            reasons.append(str(error))
    # The last alternative of `str | None` tells nothing; the first is what was meant.
    raise _wrong(value, describe(Union[choices])) from ArgumentTypeError("; ".join(reasons))  # noqa: UP007


def _list(value: Any, arguments: tuple[Any, ...]) -> list[Any]:
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        raise _wrong(value, "a list")
    item = arguments[0] if arguments else Any
    return [convert(entry, item) for entry in value]


def _tuple(value: Any, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    entries = _list(value, ())
    if not arguments or (len(arguments) == 2 and arguments[1] is Ellipsis):
        item = arguments[0] if arguments else Any
        return tuple(convert(entry, item) for entry in entries)
    if len(entries) != len(arguments):
        raise _wrong(value, f"a tuple of {len(arguments)}")
    return tuple(convert(entry, item) for entry, item in zip(entries, arguments, strict=True))


def _dict(value: Any, arguments: tuple[Any, ...]) -> dict[Any, Any]:
    if not isinstance(value, Mapping):
        raise _wrong(value, "a dictionary")
    key, item = arguments or (Any, Any)
    return {convert(name, key): convert(entry, item) for name, entry in value.items()}


_PLAIN: Mapping[Any, Callable[[Any], Any]] = {
    Any: lambda value: value,
    None: _none,
    type(None): _none,
    float: _float,
    int: _int,
    bool: _bool,
    str: _str,
    datetime: _datetime,
    timedelta: _timedelta,
    Callable: _callable,
    list: lambda value: _list(value, ()),
    tuple: lambda value: _tuple(value, ()),
    dict: lambda value: _dict(value, ()),
}

_GENERIC: Mapping[Any, Callable[[Any, tuple[Any, ...]], Any]] = {
    Literal: _literal,
    Union: _union,
    types.UnionType: _union,
    Callable: _callable,
    list: _list,
    Sequence: _list,
    Iterable: _list,
    tuple: _tuple,
    dict: _dict,
    Mapping: _dict,
}
