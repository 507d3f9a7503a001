"""Cells and times as JSON texts: UTC, ISO with three decimals and ``Z`` or ms; no NaN, no infinity."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping
from datetime import datetime
from json.encoder import encode_basestring
from typing import Any, Literal

import numpy as np

from ..batch.table import Column
from ..time_interval.interval import TimeInterval
from ..utils.time_utils import to_ms

DateFormat = Literal["iso", "epoch"]
"""``2026-11-10T00:00:00.000Z``, or milliseconds since 1970."""

_NULL = "null"


def dumps(value: Any) -> str:
    """Plain values as JSON without spaces."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def time_texts(times: np.ndarray[Any, Any], form: DateFormat) -> list[str]:
    """Each time (``int64`` ms) without quotes."""
    if form == "epoch":
        return list(map(str, times.tolist()))
    texts: list[str] = np.datetime_as_string(times.view("datetime64[ms]"), unit="ms").tolist()
    return [f"{text}Z" for text in texts]


def cell_texts(column: Column, form: DateFormat = "iso") -> list[str]:
    """Each cell of a column as a JSON text; durations are ms in both forms."""
    values, missing = column.values, column.missing
    if not len(values):
        return []
    if isinstance(values, list):
        texts = list(map(_text, values, [form] * len(values)))
    else:
        texts = _of_array(values, form)
    if missing is None:
        return texts
    return [_NULL if gap else text for text, gap in zip(texts, missing.tolist(), strict=True)]


def _of_array(values: np.ndarray[Any, Any], form: DateFormat) -> list[str]:
    kind = values.dtype.kind
    if kind in "Mm":
        ms = values.astype(f"{kind}8[ms]").view(np.int64)
        texts = [f'"{text}"' for text in time_texts(ms, form)] if (kind, form) == ("M", "iso") else None
        texts = texts or list(map(str, ms.tolist()))
        gaps = np.isnat(values)
        return [_NULL if gap else text for text, gap in zip(texts, gaps.tolist(), strict=True)]
    if kind == "f" and not np.isfinite(values).all():
        return [repr(value) if math.isfinite(value) else _NULL for value in values.tolist()]
    # Numbers and bools have no comma inside, so one text of all of them can be cut there.
    return dumps(values.tolist())[1:-1].split(",")


def _text(value: Any, form: DateFormat) -> str:
    if type(value) is str:
        return encode_basestring(value)
    return dumps(plain(value, form))


def plain(value: Any, form: DateFormat = "iso") -> Any:
    """A value of a stream in terms of JSON; what is not finite is None, bytes are base64."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime):
        (text,) = time_texts(np.array([to_ms(value)]), form)
        return int(text) if form == "epoch" else text
    if isinstance(value, TimeInterval):
        return [plain(value.start, form), plain(value.end, form)]
    if isinstance(value, Mapping):
        return {str(key): plain(item, form) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item, form) for item in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value if value is None or isinstance(value, bool | int | str) else str(value)
