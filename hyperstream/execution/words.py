"""Names and differences as people read them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from ..stores.keys import maker_of, parse_key
from ..utils.plain_texts import show_plain

MOST_NAMED = 6
"""So many names are listed; of the others, how many they are."""


def short_name(key: str) -> str:
    """A stream for people: ``temp_hour(h2)``, with its plate values and without its channel."""
    maker = maker_of(key)
    if maker is not None:
        return f"{maker.tool} behind {short_name(maker.stream)}"
    parts = parse_key(key)
    values = ", ".join(value for _, value in parts.meta_data)
    version = f"@{parts.version.rpartition('@')[2]}" if parts.version else ""
    return f"{parts.name}{version}({values})" if values else f"{parts.name}{version}"


def short_names(keys: Iterable[str]) -> str:
    """Several streams: ``temp_day(h1, h2), raw``; those of one name together."""
    found: dict[str, list[str]] = {}
    for key in keys:
        name = short_name(key)
        head, bracket, rest = name.partition("(")
        found.setdefault(head, []).extend([rest[:-1]] if bracket else [])
    return ", ".join(f"{name}({listed(places)})" if places else name for name, places in found.items())


def listed(names: Sequence[str], separator: str = ", ") -> str:
    """The names, or the first of them and how many more there are."""
    if len(names) <= MOST_NAMED:
        return separator.join(names)
    return f"{separator.join(names[: MOST_NAMED - 1])}{separator}+{len(names) - MOST_NAMED + 1:,} more"


def changed_parameters(before: str, now: str) -> str:
    """What differs between two canonical JSON texts of parameters: ``window 5 → 7``."""
    old, new = (json.loads(text) if text else {} for text in (before, now))
    names = [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
    return listed([f"{name} {show_plain(old.get(name))} → {show_plain(new.get(name))}" for name in names])
