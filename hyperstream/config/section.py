"""A JSON object read with care: every mistake names key, value and where it was written.

`Section` knows types, not meanings; what the keys are for is said by its callers.
"""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from ..utils.errors import ConfigurationError

_SECRET = ("password", "connection_string")


@dataclass(frozen=True, slots=True)
class Section:
    """One object of the configuration.

    Args:
        values: Its keys and values as JSON gave them.
        file: The file, as messages name it.
        path: Keys that lead here, ``""`` for the whole file.
        written: For keys that came from elsewhere (an environment variable): from where.
    """

    values: Mapping[str, object]
    file: str
    path: str = ""
    written: Mapping[str, str] = field(default_factory=dict)

    def has(self, key: str) -> bool:
        """Whether the key is there; ``null`` counts as absent."""
        return self.values.get(key) is not None

    def expect(self, known: Iterable[str]) -> None:
        """Refuse keys that nobody reads.

        Raises:
            ConfigurationError: Names the first such key and the nearest known one.
        """
        names = sorted(known)
        for key in self.values:
            if key not in names:
                near = difflib.get_close_matches(key, names, n=1)
                hint = f"Did you mean {near[0]!r}?" if near else f"Known keys: {', '.join(names)}."
                self.refuse(key, "is unknown", hint)

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty; without ``default`` the key is required."""
        value = self._get(key, default)
        if not isinstance(value, str) or not value:
            self.refuse(key, "must be a text that is not empty")
        return value

    def flag(self, key: str, default: bool | None = None) -> bool:
        """``true`` or ``false``."""
        value = self._get(key, default)
        if not isinstance(value, bool):
            self.refuse(key, "must be true or false")
        return value

    def number(self, key: str, default: float | None = None, *, low: float = -math.inf) -> float:
        """A finite number, at least ``low``."""
        value = self._get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            self.refuse(key, "must be a number")
        if value < low:
            self.refuse(key, f"must be at least {low:g}")
        return value

    def whole(self, key: str, default: int | None = None, *, low: int, high: int | None = None) -> int:
        """A whole number between ``low`` and ``high``, both included."""
        value = self.number(key, default, low=low)
        if not isinstance(value, int) or (high is not None and value > high):
            limits = f"of at least {low}" if high is None else f"from {low} to {high}"
            self.refuse(key, f"must be a whole number {limits}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self._get(key, None)
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            self.refuse(key, "must be a list of texts")
        return tuple(value)

    def section(self, key: str) -> Section:
        """The object under a key; an empty one when the key is absent."""
        value = self.values.get(key)
        if value is None:
            value = {}
        if not isinstance(value, dict):
            self.refuse(key, "must be an object ({...})")
        return Section(value, self.file, self._name(key), self.written)

    def sections(self, key: str) -> tuple[Section, ...]:
        """A list of objects; empty when the key is absent."""
        value = self.values.get(key)
        if value is None:
            value = []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.refuse(key, "must be a list of objects ([{...}, ...])")
        return tuple(Section(item, self.file, f"{self._name(key)}[{i}]") for i, item in enumerate(value))

    def _get(self, key: str, default: object) -> object:
        value = self.values.get(key)
        if value is None:
            if default is None:
                self.refuse(key, "is missing")
            return default
        return value

    def _name(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def refuse(self, key: str, why: str, hint: str = "") -> NoReturn:
        """Raise `ConfigurationError` about a key; secrets are not shown."""
        name = self._name(key)
        where = self.written.get(name, f"Configuration file {self.file}")
        value = self.values.get(key)
        shown = "(not shown)" if key in _SECRET else json.dumps(value, ensure_ascii=False)
        given = f" (it is {shown})" if key in self.values else ""
        message = f"{where}: {name!r} {why}{given}. {hint}".rstrip()
        raise ConfigurationError(message, key=name, value=None if key in _SECRET else value, file=self.file)
