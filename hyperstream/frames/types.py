"""The types of columns, as short texts: ``float64``, ``Int64``, ``datetime64[ns, UTC]``, ``object``.

A type says how a column looks to its user; the table of the batch keeps the cells. Names are those
of pandas, because its users know them; nothing here needs pandas.

====================================== ==============================================================
``float64 int32 uint8 bool ...``       NumPy numbers; a gap is NaN in floats, else the column is
                                       given as its nullable sister
``Float64 Int32 UInt8 boolean ...``    nullable numbers
``datetime64[ns]``, ``[ns, zone]``     times (s, ms, us, ns), naive or of a zone; kept in UTC
``timedelta64[ns]``                    durations
``str ...``, ``string[python] ...``    text, with the storage and the gap that pandas shall use
``object``                             any values that a stream can hold
``null``                               nothing yet: takes the type of the first value
====================================== ==============================================================

A `Category` is a type with its values.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import numpy as np

NULL = "null"
OBJECT = "object"

_NULLABLE = {"Float": "f", "Int": "i", "UInt": "u"}
_NULLABLE_NAME = re.compile(r"(Float|UInt|Int)(\d+)")
_TIMES = re.compile(r"(datetime|timedelta)64\[(s|ms|us|ns)(?:, (.+))?\]")
_TEXT = re.compile(r"(str|string)\[(python|pyarrow)\]")
_NUMBERS = frozenset(
    [
        "bool",
        *(f"float{8 * n}" for n in (2, 4, 8)),
        *(f"{k}{8 * n}" for k in ("int", "uint") for n in (1, 2, 4, 8)),
    ]
)


class Category(NamedTuple):
    """The type of a column that has one of few values.

    Attributes:
        of: The type of the values.
        values: All that may occur, in their order.
        ordered: Whether the order means something.
    """

    of: str
    values: tuple[Any, ...]
    ordered: bool = False

    def __str__(self) -> str:
        return f"category[{self.of}]"


ColumnType = str | Category


def base(kind: ColumnType) -> str:
    """The type of the cells."""
    return kind.of if isinstance(kind, Category) else kind


def is_text(kind: ColumnType) -> bool:
    """Whether the cells are text for sure."""
    return isinstance(kind, str) and _TEXT.fullmatch(kind) is not None


def text_parts(kind: str) -> tuple[str, str]:
    """Of a text type ``str`` or ``string``, and its storage."""
    found = _TEXT.fullmatch(kind)
    return (found[1], found[2]) if found else ("", "")


def zone_of(kind: ColumnType) -> str | None:
    """The time zone of a column of times, if it has one."""
    found = _TIMES.fullmatch(base(kind))
    return found[3] if found else None


def numpy_dtype(kind: ColumnType) -> np.dtype[Any] | None:
    """The dtype in which the cells are kept; None where they are a list."""
    name = base(kind)
    if name == "boolean":
        return np.dtype("bool")
    if name in _NUMBERS:
        return np.dtype(name)
    if found := _NULLABLE_NAME.fullmatch(name):
        return np.dtype(f"{_NULLABLE[found[1]]}{int(found[2]) // 8}")
    if found := _TIMES.fullmatch(name):
        return np.dtype(f"{found[1]}64[{found[2]}]")
    return None


def is_nullable(kind: ColumnType) -> bool:
    """Whether a number type has room for gaps."""
    return isinstance(kind, str) and (kind == "boolean" or _NULLABLE_NAME.fullmatch(kind) is not None)


def nullable(kind: str) -> str:
    """The sister with room for gaps of a number type; the type itself where it has room."""
    if kind == "bool":
        return "boolean"
    for plain, other in (("uint", "UInt"), ("int", "Int")):
        if kind.startswith(plain):
            return other + kind.removeprefix(plain)
    return kind


def is_known(kind: ColumnType) -> bool:
    """Whether this release knows the type."""
    name = base(kind)
    return name in (NULL, OBJECT) or is_text(name) or numpy_dtype(name) is not None


def to_json(kind: ColumnType) -> Any:
    """The type as JSON."""
    if isinstance(kind, str):
        return kind
    return {"category": list(kind.values), "of": kind.of, "ordered": kind.ordered}


def from_json(value: Any) -> ColumnType:
    """The inverse of `to_json`."""
    if isinstance(value, str):
        return value
    return Category(value["of"], tuple(value["category"]), value["ordered"])


def joined(old: ColumnType, new: ColumnType) -> ColumnType | None:
    """The type of a column that holds cells of both; None where it cannot.

    All text types hold the same cells, and an object column holds them too: pandas 3 has text where pandas 2
    had objects, and a series outlives both.
    """
    if old == new or new == NULL or (is_text(new) and (is_text(old) or old == OBJECT)):
        return old
    if old == NULL:
        return new
    if isinstance(old, Category) and isinstance(new, Category) and old[::2] == new[::2] and not old.ordered:
        return old._replace(values=tuple(dict.fromkeys((*old.values, *new.values))))
    return None
