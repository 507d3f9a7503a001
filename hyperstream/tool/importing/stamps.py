"""Times in text, many at once: where all digits stand in the same places, they are read as columns.

This is only a short cut. It reads just what the plain way of `times` reads, and leaves to it whatever
looks unusual.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .rows import Mask, Times
from .texts import Bytes, Texts

_ZONE = r"(?P<z>Z|[+-]([01]\d|2[0-3]):?[0-5]\d)?"
ISO = re.compile(
    r"(?P<Y>\d{4})(-?)(?P<m>\d\d)\2(?P<d>\d\d)"
    r"([T ](?P<H>\d\d):(?P<M>\d\d)(:(?P<S>\d\d)([.,](?P<f>\d{1,6}))?)?" + _ZONE + r")?",
    re.ASCII,
)
"""Times in ISO 8601, as people write them."""

_DIRECTIVES: Mapping[str, str] = {
    "Y": r"(?P<Y>\d{4})",
    "m": r"(?P<m>\d\d)",
    "d": r"(?P<d>\d\d)",
    "H": r"(?P<H>\d\d)",
    "M": r"(?P<M>\d\d)",
    "S": r"(?P<S>\d\d)",
    "f": r"(?P<f>\d{1,6})",
    "%": "%",
}
_BOUNDS = {"Y": (1, 9999), "m": (1, 12), "d": (1, 31), "H": (0, 23), "M": (0, 59), "S": (0, 59)}
_MOST_FORMS = 16
_FEW = 8  # texts of one form below which taking them one by one is as fast
_ZERO = ord("0")


def pattern(date_format: str) -> re.Pattern[str] | None:
    """The pattern of a `strptime` format that has a year and digits in fixed places only; else None."""
    pieces = re.split(r"%(.)", date_format)
    known = all(directive in _DIRECTIVES for directive in pieces[1::2])
    if not known or "Y" not in pieces[1::2] or len(set(pieces[1::2])) < len(pieces) // 2:
        return None
    literals = [re.escape(text) for text in pieces[::2]]
    directives = [_DIRECTIVES[name] for name in pieces[1::2]] + [""]
    return re.compile("".join(a + b for a, b in zip(literals, directives, strict=True)), re.ASCII)


def read(texts: Texts, form: re.Pattern[str]) -> tuple[Times, Mask, Mask]:
    """The times of the texts that fit.

    Returns:
        ``int64[n]`` ms, as if the texts were in UTC where they name no zone; which of them were read;
        and which of those name a zone.
    """
    times = np.zeros(len(texts), np.int64)
    done, zoned = np.zeros((2, len(texts)), np.bool_)
    left = np.arange(len(texts))
    for _ in range(_MOST_FORMS):
        if left.size < _FEW:
            break
        found = form.fullmatch(texts[int(left[0])])
        if found is None:
            break
        layout = _Layout.of(found)
        width = len(found.string)
        same = left[texts.lengths[left] == width]
        fits, values = layout.values(texts.table(same, width))
        same = same[fits]
        times[same], done[same], zoned[same] = values[fits], True, layout.zoned
        before = left.size
        left = left[~done[left]]
        if left.size == before:
            break
    return times, done, zoned


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the digits of each part stand, and what stands between them."""

    fields: Mapping[str, range]
    literals: Mapping[int, int]
    offset_ms: int
    zoned: bool

    @classmethod
    def of(cls, found: re.Match[str]) -> _Layout:
        """The layout of a text that a pattern has matched."""
        groups = {name: text for name, text in found.groupdict().items() if text is not None}
        zone = groups.pop("z", None)
        fields = {name: range(*found.span(name)) for name in groups}
        digits = {place for places in fields.values() for place in places}
        literals = {place: ord(char) for place, char in enumerate(found.string) if place not in digits}
        return cls(fields, literals, _offset(zone or "Z"), zone is not None)

    def values(self, table: Bytes) -> tuple[Mask, Times]:
        """Which texts of a table fit, and the time of each, ms."""
        fits = np.ones(table.shape[1], np.bool_)
        for place, char in self.literals.items():
            fits &= table[place] == char
        parts = {name: self._number(table, name, fits) for name in self.fields if name != "f"}
        for name, values in parts.items():
            low, high = _BOUNDS[name]
            fits &= (values >= low) & (values <= high)
        days = _days(parts, fits)
        times: Times = days * 86_400_000 + self._thousandths(table, fits) - self.offset_ms
        for name, ms in (("H", 3_600_000), ("M", 60_000), ("S", 1000)):
            if name in parts:
                times += parts[name] * ms
        return fits, times

    def _number(self, table: Bytes, name: str, fits: Mask) -> Times:
        number = np.zeros(table.shape[1], np.int64)
        for place in self.fields[name]:
            digit = table[place] - np.uint8(_ZERO)  # what is below '0' becomes large
            fits &= digit < 10
            number = number * 10 + digit
        return number

    def _thousandths(self, table: Bytes, fits: Mask) -> Times | int:
        if "f" not in self.fields:
            return 0
        thousandths: Times = self._number(table, "f", fits) * 1000 // 10 ** len(self.fields["f"])
        return thousandths


def _days(parts: Mapping[str, Times], fits: Mask) -> Times:
    """Days since 1970; a day that its month does not have fits no more."""
    months = ((parts["Y"] - 1970) * 12 + parts.get("m", 1) - 1).astype("datetime64[M]")
    first = months.astype("datetime64[D]")
    day = parts.get("d", np.int64(1))
    following = (months + np.timedelta64(1, "M")).astype("datetime64[D]")
    fits &= day <= (following - first).astype(np.int64)
    return first.astype(np.int64) + day - 1


def _offset(zone: str) -> int:
    if zone == "Z":
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return minutes * 60_000 * (-1 if zone[0] == "-" else 1)
