"""Values as JSON that every reader takes: no NaN, no infinity, times in UTC with three decimals and Z."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal

import numpy as np

from ..utils.time_utils import to_ms

DateFormat = Literal["iso", "epoch"]
"""``2026-11-10T00:00:00.000Z``, or milliseconds since 1970."""


def dumps(value: Any) -> str:
    """One JSON text, without spaces; `plain` first where it may hold anything but plain values."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def iso(ms: int) -> str:
    """An instant: ``2026-11-10T00:00:00.000Z``."""
    return f"{np.datetime64(ms, 'ms')}Z"


def times(timestamps: np.ndarray[Any, Any], form: DateFormat = "iso") -> list[str]:
    """Each of these ms as JSON text."""
    if form == "epoch":
        return list(map(str, timestamps.tolist()))
    texts: list[str] = np.datetime_as_string(timestamps.view("datetime64[ms]"), unit="ms").tolist()
    return [f'"{text}Z"' for text in texts]


def values(column: Any) -> list[str]:
    """Each value of a batch's column as JSON text."""
    if isinstance(column, np.ndarray):
        if column.dtype.kind == "f" and not np.isfinite(column).all():
            return [dumps(_float(value)) for value in column.tolist()]
        if column.dtype.kind in "fib":
            # Numbers and booleans have no comma inside, so one text of all of them can be cut there.
            return dumps(column.tolist())[1:-1].split(",") if len(column) else []
        column = column.tolist()
    return [dumps(plain(value)) for value in column]


def plain(value: Any) -> Any:
    """The value in terms of JSON; NaN and infinities become None, bytes base64."""
    kind = type(value)
    if value is None or kind in (bool, int, str):
        return value
    if kind is float:
        return _float(value)
    known = next((how for types, how in _FORMS if isinstance(value, types)), None)
    if known is not None:
        return known(value)
    own_form = None if isinstance(value, type) else getattr(value, "json_value", None)
    return str(value) if own_form is None else plain(own_form())


def _float(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _class(value: Any) -> str:
    """A tool's class, as the tool channel has them."""
    return f"{value.__name__} {getattr(value, 'version', '')}".rstrip()


_FORMS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (datetime, lambda value: iso(to_ms(value))),
    (Mapping, lambda value: {str(key): plain(item) for key, item in value.items()}),
    ((list, tuple, set, frozenset), lambda value: [plain(item) for item in value]),
    (bytes, lambda value: base64.b64encode(value).decode("ascii")),
    ((np.generic, np.ndarray), lambda value: plain(value.tolist())),
    (bool, bool),
    (int, int),
    (float, lambda value: _float(float(value))),
    (str, str),
    (type, _class),
)
