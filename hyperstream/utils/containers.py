"""Small containers that 0.3.8 had: typed, both ways, or with keys that are set once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Set
from types import MappingProxyType
from typing import Any, Generic, NoReturn, Self, TypeVar

from .errors import ArgumentKeyError, ArgumentTypeError, ArgumentValueError, RetiredNameError

K = TypeVar("K")
V = TypeVar("V")


class Printable:
    """Prints as ``Name(a=1, b=2)``: its public attributes in order of their names."""

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={_show(value)}" for name, value in _public(self))
        return f"{type(self).__name__}({fields})"


class Hashable:
    """Equal and hashed by its class and public attributes, lists and mappings among them included."""

    def __eq__(self, other: object) -> bool:
        return _public(self) == _public(other) if type(other) is type(self) else NotImplemented

    def __hash__(self) -> int:
        return hash((type(self).__qualname__, _frozen(_public(self))))


def _public(thing: object) -> list[tuple[str, Any]]:
    attributes = vars(thing)
    return [(name, attributes[name]) for name in sorted(attributes) if not name.startswith("_")]


def _show(value: object) -> str:
    # As it would be typed after `from hyperstream import UTC`.
    return (
        repr(value).replace("datetime.timezone.utc", "UTC") if isinstance(value, dt.datetime) else repr(value)
    )


def _frozen(value: object) -> object:
    """Something hashable that is equal whenever the values are."""
    if isinstance(value, Mapping):
        return frozenset((key, _frozen(item)) for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return isinstance(value, list), tuple(map(_frozen, value))
    return frozenset(value) if isinstance(value, Set) else value


class TypedBiDict(MutableMapping[K, V], Generic[K, V]):
    """A dictionary that can be asked both ways: keys of one type, values of another, no value twice.

    Args:
        key_type: What every key must be an instance of.
        value_type: What every (hashable) value must be an instance of.

    >>> ids = TypedBiDict(str, int)
    >>> ids["a"] = 1
    >>> ids["a"], ids.inverse[1]
    (1, 'a')
    """

    def __init__(self, key_type: type[K], value_type: type[V]) -> None:
        self.key_type = key_type
        self.value_type = value_type
        self._forward: dict[K, V] = {}
        self._backward: dict[V, K] = {}

    @property
    def inverse(self) -> Mapping[V, K]:
        """The key of each value; follows later changes, and cannot be changed itself."""
        return MappingProxyType(self._backward)

    def __getitem__(self, key: K) -> V:
        return self._forward[key]

    def __setitem__(self, key: K, value: V) -> None:
        """Set or change the value of a key.

        Raises:
            ArgumentTypeError: The key is of another type.
            ArgumentValueError: The value is of another type, or another key's.
        """
        if not isinstance(key, self.key_type):
            msg = f"The key {key!r} is of type {type(key).__name__}; keys here are {self.key_type.__name__}."
            raise ArgumentTypeError(msg, key=key)
        if not isinstance(value, self.value_type):
            wanted = self.value_type.__name__
            msg = f"The value {value!r} is of type {type(value).__name__}; values here are {wanted}."
            raise ArgumentValueError(msg, key=key, value=value)
        if value in self._backward and self._backward[value] != key:
            msg = f"{value!r} already belongs to {self._backward[value]!r}; it cannot belong to {key!r} too."
            raise ArgumentValueError(msg, key=key, value=value)
        if key in self._forward:
            del self[key]
        self._forward[key] = value
        self._backward[value] = key

    def __delitem__(self, key: K) -> None:
        del self._backward[self._forward.pop(key)]

    def __contains__(self, key: object) -> bool:
        # Not by way of __getitem__, which a subclass may let raise an error of its own.
        return key in self._forward

    def __iter__(self) -> Iterator[K]:
        return iter(self._forward)

    def __len__(self) -> int:
        return len(self._forward)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._forward!r})"


class FrozenKeyDict(dict[K, V]):
    """A dictionary whose keys are set once; to set one again is an ArgumentKeyError (a KeyError).

    Whatever the values are: 0.3.8 merged two dictionaries that were set under the same key.
    """

    def __init__(self, items: Mapping[K, V] | Iterable[tuple[K, V]] = (), /) -> None:
        super().__init__()
        self.update(items)

    def __setitem__(self, key: K, value: V) -> None:
        if key in self:
            msg = f"{key!r} has already been set, to {self[key]!r}; it cannot be set again (to {value!r})."
            raise ArgumentKeyError(msg, key=key, value=value)
        super().__setitem__(key, value)

    def update(self, items: Mapping[K, V] | Iterable[tuple[K, V]] = (), /) -> None:  # type: ignore[override]
        """Set all of these; where one cannot be set, those before it have been."""
        for key, value in items.items() if isinstance(items, Mapping) else items:
            self[key] = value

    def setdefault(self, key: K, default: V, /) -> V:
        """The value of the key, which is set to the default if it has none."""
        if key not in self:
            self[key] = default
        return self[key]

    def __ior__(self, items: Mapping[K, V] | Iterable[tuple[K, V]], /) -> Self:  # type: ignore[override,misc]
        self.update(items)
        return self


class TypedFrozenKeyDict(FrozenKeyDict[K, V]):
    """A `FrozenKeyDict` whose keys are all of one type.

    Args:
        key_type: What every key must be an instance of; another is an ArgumentKeyError (a KeyError).
        items: What to begin with.
    """

    def __init__(self, key_type: type[K], items: Mapping[K, V] | Iterable[tuple[K, V]] = (), /) -> None:
        self.key_type = key_type
        super().__init__(items)

    def __setitem__(self, key: K, value: V) -> None:
        if not isinstance(key, self.key_type):
            msg = f"The key {key!r} is of type {type(key).__name__}; keys here are {self.key_type.__name__}."
            raise ArgumentKeyError(msg, key=key)
        super().__setitem__(key, value)


class Singleton(type):
    """The metaclass of 0.3.8 that gave the first instance for ever; it imports, and is refused on use.

    It ignored every later argument, so that two databases in one program were impossible.
    """

    def __new__(cls, *_: Any, **__: Any) -> NoReturn:
        """Refused: a RetiredNameError."""
        msg = (
            "Singleton is no more: it ignored all arguments but the first. Make one instance and pass it on."
        )
        raise RetiredNameError(msg)
