"""What absolute and relative intervals share: two whole numbers of milliseconds, fixed for good."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from functools import total_ordering
from itertools import repeat
from typing import Any, NoReturn, Self


@total_ordering
class Pair:
    """A value made of two integers; equal, ordered and hashed as they are, among its own kind.

    In 0.3.8 end points could be moved in place, and what had been merged was lost again.
    """

    __slots__ = ("_a", "_b")
    _a: int
    _b: int

    @classmethod
    def _make(cls, a: int, b: int) -> Self:
        """The value of two numbers that have been checked."""
        self = object.__new__(cls)
        _set_a(self, a)
        _set_b(self, b)
        return self

    @classmethod
    def _make_several(cls, first: Sequence[int], second: Sequence[int]) -> list[Self]:
        """The values of many pairs of numbers that have been checked; no line of Python runs for each."""
        made = list(map(object.__new__, repeat(cls, len(first))))
        deque(map(_set_a, made, first), maxlen=0)
        deque(map(_set_b, made, second), maxlen=0)
        return made

    @property
    def start_ms(self) -> int:
        """The start, left out, in milliseconds."""
        return self._a

    @property
    def end_ms(self) -> int:
        """The end, in, in milliseconds."""
        return self._b

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Pair) and type(other) is type(self):
            return self._a == other._a and self._b == other._b
        return NotImplemented

    def __lt__(self, other: object) -> bool:
        if isinstance(other, Pair) and type(other) is type(self):
            return (self._a, self._b) < (other._a, other._b)
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self._a, self._b))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        msg = f"{self} never changes, so {name!r} cannot be set; make another {type(self).__name__} instead."
        raise AttributeError(msg)

    def __delattr__(self, name: str) -> NoReturn:
        self.__setattr__(name, None)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self)._make, (self._a, self._b)


# By the slots themselves, because the class refuses to be changed.
_set_a = Pair.__dict__["_a"].__set__
_set_b = Pair.__dict__["_b"].__set__
