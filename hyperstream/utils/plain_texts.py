"""Small texts for people: parameters as the ledger keeps them, numbers of things."""

from __future__ import annotations

import json
from itertools import accumulate

from .time_texts import show_length

LONGEST = 40
"""Of a value; what is longer is cut off."""

LONGEST_LINE = 120
"""Of all parameters together; of those that do not fit, how many they are."""


def show_plain(value: object) -> str:
    """One value: ``"mean"``, ``5``, ``1h``."""
    if isinstance(value, dict) and set(value) == {"@microseconds"}:
        return show_length(value["@microseconds"] // 1000)
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def show_parameters(text: str) -> str:
    """Those of a canonical JSON text that are set: ``every=1h, statistic="mean"``."""
    values = json.loads(text) if text else {}
    unset = (None, {"@microseconds": 0})
    shown = [f"{name}={show_plain(value)}" for name, value in values.items() if value not in unset]
    fitting = sum(length <= LONGEST_LINE for length in accumulate(len(one) + 2 for one in shown))
    more = [f"and {len(shown) - fitting} more"] if fitting < len(shown) else []
    return ", ".join(shown[:fitting] + more)


def counted(number: int, noun: str) -> str:
    """A number of things: ``1 stream``, ``1,200 streams``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
